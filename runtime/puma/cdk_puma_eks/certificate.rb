# frozen_string_literal: true

require 'json'
require 'openssl'
require 'socket'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # A server certificate and its private key, in memory; what is wrong with it is told without showing it.
  class Certificate
    PEM = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/m
    DAY = 86_400
    FORM = '{"cert": "...", "key": "..."}'

    # Rounds of a handshake with ourselves: TLS 1.3 needs three.
    ROUNDS = 9

    # `context` is what a server of OpenSSL's own serves it with.
    attr_reader :leaf, :chain, :key, :context

    # @param text [String] JSON {"cert": PEM of leaf and chain, "key": PEM}
    def initialize(secret, text)
      @secret = secret
      cert, key = fields(text)
      @leaf, *@chain = cert.scan(PEM).map { |pem| parse('cert') { OpenSSL::X509::Certificate.new(pem) } }
      fail_boot('has no PEM certificate in "cert"') unless @leaf
      # An empty password, so that an encrypted key is refused rather than asked about on the terminal.
      @key = parse('key') { OpenSSL::PKey.read(key, '') }
      check_pair
      check_dates
      check_served
    end

    # Refuses a host that the certificate was not issued for.
    def check_host(hostname)
      return if covers?(hostname)

      fail_boot("is not for #{hostname} but for #{names.join(', ')}: put a certificate for #{hostname} into it")
    end

    def pem
      [@leaf, *@chain].map(&:to_pem).join
    end

    def days_left
      (@leaf.not_after - Time.now) / DAY
    end

    private

    def fields(text)
      values = JSON.parse(text)
      fields = values.values_at('cert', 'key') if values.is_a?(Hash)
      return fields if fields&.all?(String)

      fail_boot("is not of the form #{FORM}")
    rescue JSON::ParserError
      # The parser's own message quotes the text.
      fail_boot("is not JSON: it must be of the form #{FORM}")
    end

    def parse(field)
      yield
    rescue OpenSSL::OpenSSLError, ArgumentError
      fail_boot("has no usable PEM in #{field.inspect}: it must be a whole, unencrypted PEM block")
    end

    def check_pair
      # A public key, too, parses as a key.
      return if parse('key') { @leaf.check_private_key(@key) }

      later = @chain.any? { |certificate| certificate.check_private_key(@key) }
      fail_boot(later ? "must have the server's own certificate first, then the chain" : 'holds a certificate and a key that are no pair: put both from the same issue')
    end

    def check_dates
      now = Time.now
      fail_boot("expired on #{date(@leaf.not_after)}: put a renewed certificate into it") if @leaf.not_after < now
      fail_boot("is valid only from #{date(@leaf.not_before)}: check the certificate and the clock") if @leaf.not_before > now
    end

    # What this image's OpenSSL refuses would end Puma in a stack trace, and what no client agrees on be served in vain.
    def check_served
      @context = OpenSSL::SSL::SSLContext.new
      @context.min_version = OpenSSL::SSL::TLS1_2_VERSION
      @context.add_certificate(@leaf, @key, @chain)
      shake_hands
    rescue OpenSSL::OpenSSLError, ArgumentError => e
      fail_boot("cannot be served over TLS (#{e.message.split(': ').last}): put one with an RSA key of 2048 bits or more, or ECDSA P-256, into it")
    end

    def shake_hands
      sockets = UNIXSocket.pair
      server = OpenSSL::SSL::SSLSocket.new(sockets[0], @context)
      client = OpenSSL::SSL::SSLSocket.new(sockets[1], OpenSSL::SSL::SSLContext.new)
      ROUNDS.times do
        client.connect_nonblock(exception: false)
        return if server.accept_nonblock(exception: false) == server
      end
      raise OpenSSL::SSL::SSLError, 'no handshake'
    ensure
      sockets&.each(&:close)
    end

    # RFC 6125; a wildcard host, which a listener rule may have, needs that very wildcard.
    def covers?(hostname)
      return names.include?(hostname) if hostname.start_with?('*.')

      OpenSSL::SSL.verify_certificate_identity(@leaf, hostname)
    end

    def names
      extension = @leaf.extensions.find { |candidate| candidate.oid == 'subjectAltName' }
      found = extension ? extension.value.scan(/DNS:([^,\s]+)/).flatten : []
      found.empty? ? @leaf.subject.to_a.filter_map { |name, value| value if name == 'CN' } : found
    end

    def date(time)
      time.utc.strftime('%F')
    end

    def fail_boot(problem)
      raise BootFailure, "secret #{@secret} #{problem}", cause: nil
    end
  end
end
