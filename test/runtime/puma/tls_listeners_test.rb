# frozen_string_literal: true

require_relative 'test_helper'
require 'puma'
require 'puma/puma_http11'
require 'cdk_puma_eks/certificate'
require 'cdk_puma_eks/tls_listeners'

# With the TLS listeners of the Puma that these tests run with.
class TlsListenersTest < RuntimeTest
  Binder = Struct.new(:ios)
  OLD = CdkPumaEks::Certificate.new('/Cert/x', Issue.text(*Issue.pair('api.example.com')))
  NEW = CdkPumaEks::Certificate.new('/Cert/x', Issue.text(*Issue.pair('api.example.com')))

  def setup
    @listeners = Array.new(2) { listener }
    @plain = TCPServer.new('127.0.0.1', 0)
    @binder = Binder.new([*@listeners, @plain])
  end

  def teardown
    [*@listeners.map(&:to_io), @plain].each(&:close)
  end

  def test_serves_the_new_certificate_on_its_ports_and_on_no_other
    renew([port(0)], NEW)

    assert_equal [NEW, OLD].map { |certificate| certificate.leaf.to_der }, [0, 1].map { |index| served(index) }
  end

  def test_serves_it_on_all_of_its_ports
    renew([port(0), port(1)], NEW)

    assert_equal [NEW.leaf.to_der] * 2, [0, 1].map { |index| served(index) }
  end

  def test_keeps_the_listeners_and_their_sockets
    before = @listeners.map(&:to_io)
    renew([port(0), port(1)], NEW)

    assert_equal @listeners, @binder.ios.grep(Puma::MiniSSL::Server)
    assert_equal before, @listeners.map(&:to_io)
  end

  def test_a_connection_keeps_the_certificate_that_it_began_with
    assert_equal(OLD.leaf.to_der, served(0) { renew([port(0)], NEW) })
    assert_equal NEW.leaf.to_der, served(0)
  end

  def test_what_openssl_refuses_changes_no_listener
    bad = Struct.new(:pem, :key).new(NEW.pem, OLD.key)

    assert_raises(StandardError) { renew([port(0), port(1)], bad) }
    assert_equal [OLD.leaf.to_der] * 2, [0, 1].map { |index| served(index) }
  end

  # Puma 5.6's own code keeps 8 KB of each.
  def test_hundreds_of_exchanges_leave_no_file_open_and_little_memory
    renew([port(0)], NEW)
    GC.start
    before = [open_files, resident_kilobytes]
    300.times { |count| renew([port(0)], count.odd? ? OLD : NEW) }
    GC.start

    assert_operator open_files, :<=, before.first
    assert_operator resident_kilobytes - before.last, :<, 16 * 1024
  end

  def test_a_port_without_tls_is_told
    [@plain.addr[1], 1].each do |number|
      assert_equal("no TLS listener on port #{number}", assert_raises(RuntimeError) { renew([number], NEW) }.message)
    end
  end

  private

  def renew(ports, certificate)
    CdkPumaEks::TlsListeners.renew(@binder, ports, certificate)
  end

  def listener
    context = Puma::MiniSSL::Context.new
    context.cert_pem = OLD.pem
    context.key_pem = OLD.key.private_to_pem
    Puma::MiniSSL::Server.new(TCPServer.new('127.0.0.1', 0), context)
  end

  def open_files
    Dir.children('/proc/self/fd').length
  end

  def resident_kilobytes
    File.read('/proc/self/status')[/^VmRSS:\s+(\d+)/, 1].to_i
  end

  def port(index)
    @listeners[index].addr[1]
  end

  # The certificate that a client gets; the block runs between the connection's acceptance and its handshake.
  def served(index)
    client = OpenSSL::SSL::SSLSocket.new(TCPSocket.new('127.0.0.1', port(index)))
    accepted = @listeners[index].accept
    yield if block_given?
    server = Thread.new { accepted.readpartial(1) }
    client.connect
    client.write('x')
    server.join
    client.peer_cert.to_der
  ensure
    client&.to_io&.close
    accepted&.to_io&.close
  end
end
