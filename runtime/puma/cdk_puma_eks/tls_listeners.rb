# frozen_string_literal: true

require 'puma/minissl'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # Exchanges the certificate of a running Puma's listeners. A listener hands its TLS context to each connection that it
  # accepts, and a connection keeps the one it was given: none is dropped, none waits.
  module TlsListeners
    # All listeners on these ports, or none of them.
    def self.renew(binder, ports, certificate)
      listeners = binder.ios.select { |io| io.is_a?(Puma::MiniSSL::Server) && ports.include?(io.addr[1]) }
      raise "no TLS listener on port #{ports.join(', ')}" if listeners.empty?

      fresh = listeners.map { |listener| renewed(listener, certificate) }
      listeners.zip(fresh) { |listener, twin| copy(twin, listener) }
    end

    # A twin over the same socket; it is here that OpenSSL refuses what it cannot use.
    def self.renewed(listener, certificate)
      context = listener.instance_variable_get(:@ctx).dup
      context.cert_pem = certificate.pem
      context.key_pem = certificate.key.private_to_pem
      Puma::MiniSSL::Server.new(listener.to_io, context)
    end

    def self.copy(from, to)
      from.instance_variables.each { |name| to.instance_variable_set(name, from.instance_variable_get(name)) }
    end

    private_class_method :renewed, :copy
  end
end
