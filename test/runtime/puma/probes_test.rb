# frozen_string_literal: true

require_relative 'test_helper'
require 'net/http'
require 'timeout'
require 'cdk_puma_eks/certificate'
require 'cdk_puma_eks/probes'
require 'cdk_puma_eks/settings'

class ProbesTest < RuntimeTest
  Readiness = Struct.new(:obstacle)
  Publisher = Struct.new(:readings)
  CERTIFICATE = CdkPumaEks::Certificate.new('/Cert/x', Issue.text(*Issue.pair('api.example.com')))
  PROMETHEUS = { 'path' => '/metrics', 'series' => { 'backlog' => ['puma_backlog', 'gauge', 'Waiting.'] } }.freeze

  def setup
    @readiness = Readiness.new
    @threads = Thread.list
  end

  def teardown
    (Thread.list - @threads).each { |thread| thread.kill.join }
    @server&.close
  end

  def test_is_ready_when_nothing_is_in_the_way
    serve

    assert_equal [200, "ready\n"], ask('/readyz')
  end

  def test_says_what_is_in_the_way
    serve
    @readiness.obstacle = 'draining'

    assert_equal [503, "draining\n"], ask('/readyz')
  end

  def test_is_alive_whatever_readiness_says
    serve
    @readiness.obstacle = '0 of 2 workers serve'

    assert_equal [200, "alive\n"], ask('/livez')
  end

  def test_knows_no_other_path_and_heeds_no_query
    serve

    assert_equal [404, "no such probe\n"], ask('/')
    assert_equal 404, ask('/readyz/more').first
    assert_equal 200, ask('/readyz?verbose=1').first
  end

  def test_gives_prometheus_the_publishers_readings_where_it_is_asked_for
    serve('prometheus' => PROMETHEUS)
    status, text, type = ask('/metrics', %w[content-type])

    assert_equal 200, status
    assert_includes text, "puma_backlog 4\n"
    assert_equal 'text/plain; version=0.0.4; charset=utf-8', type
  end

  def test_has_no_metrics_unless_asked_for
    serve

    assert_equal 404, ask('/metrics').first
  end

  def test_serves_the_certificate_that_it_was_given
    serve

    assert_equal CERTIFICATE.leaf.to_der, connect(&:peer_cert).to_der
  end

  def test_a_client_that_speaks_no_tls_or_no_http_hurts_nobody
    serve
    TCPSocket.open('127.0.0.1', port) { |socket| socket.write("GET /readyz HTTP/1.0\r\n\r\n") }
    TCPSocket.open('127.0.0.1', port, &:close)
    ["\r\n\r\n", "GET\r\n\r\n", "#{'x' * 10_000}\r\n\r\n"].each { |text| assert_match(%r{\AHTTP/1\.1 404 }, raw(text)) }

    assert_equal 200, ask('/readyz').first
  end

  def test_holds_sixty_four_connections_and_closes_the_oldest_for_what_comes_more
    serve
    held = []
    began = CdkPumaEks.now
    # Were this slow, all of them would have had their time.
    replace(CdkPumaEks, :now, -> { began }) do
      64.times { held << TCPSocket.new('127.0.0.1', port) }
      Timeout.timeout(60) { Thread.pass until probes_open.length == 64 }

      assert_equal 200, ask('/readyz').first
      assert_nil held.first.gets
      assert_equal :wait_readable, held[1].read_nonblock(1, exception: false)
    end
  ensure
    held.each(&:close)
  end

  def test_ends_a_connection_that_has_had_its_time_when_the_next_one_comes
    serve
    slow = TCPSocket.new('127.0.0.1', port)
    Timeout.timeout(60) { Thread.pass until probes_open.length == 1 }
    later = CdkPumaEks.now + 6
    replace(CdkPumaEks, :now, -> { later }) { assert_equal 200, ask('/readyz').first }

    assert_nil slow.gets
  ensure
    slow&.close
  end

  def test_a_connection_that_cannot_be_accepted_is_told_and_not_the_end
    refusals = [Errno::EMFILE, StopIteration]
    made = probes({})
    pauses = without_sleep(made)
    made.instance_variable_set(:@server, Class.new { define_method(:accept) { raise refusals.shift } }.new)

    assert_equal(['cdk-puma-eks: probes: Errno::EMFILE'], log_of { made.send(:serve) })
    assert_equal [0.1], pauses
  end

  def test_serves_with_the_certificate_of_the_moment
    serve
    before = served
    @certificate = CdkPumaEks::Certificate.new('/Cert/x', Issue.text(*Issue.pair('api.example.com')))

    assert_equal [CERTIFICATE.leaf.to_der, @certificate.leaf.to_der], [before, served]
  end

  def test_its_threads_are_marked_for_puma
    serve

    assert(new_threads.all? { |thread| thread.thread_variable_get(:fork_safe) })
  end

  def test_a_port_that_is_taken_stops_the_boot
    taken = TCPServer.new('127.0.0.1', 0)

    assert_equal "probe port #{taken.addr[1]} cannot be bound (Errno::EADDRINUSE): choose another probe port",
                 failure { probes('probe' => probe(taken.addr[1])).start }
  ensure
    taken&.close
  end

  private

  def serve(settings = {})
    @probes = probes(settings)
    @probes.start
    @server = @probes.instance_variable_get(:@server)
  end

  def served
    http = Net::HTTP.new('127.0.0.1', port)
    http.use_ssl = true
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    http.start { http.peer_cert.to_der }
  end

  def probes(settings)
    values = { 'bind' => '127.0.0.1', 'probe' => probe(0) }.merge(settings)
    CdkPumaEks::Probes.new(CdkPumaEks::Settings.new(values, 's.json'), -> { @certificate || CERTIFICATE }, @readiness,
                           Publisher.new({ 'backlog' => 4 }))
  end

  def probe(port)
    { 'port' => port, 'readinessPath' => '/readyz', 'livenessPath' => '/livez' }
  end

  def port
    @server.addr[1]
  end

  def probes_open
    @probes.instance_variable_get(:@open)
  end

  def new_threads
    Thread.list - @threads
  end

  # Status, body and these headers of an answer.
  def ask(path, headers = [])
    response = connect { |http| http.get(path) }
    [response.code.to_i, response.body, *headers.map { |name| response[name] }]
  end

  def connect(&block)
    Net::HTTP.start('127.0.0.1', port, nil, use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_NONE, &block)
  end

  # The whole answer to a text.
  def raw(text)
    tls = OpenSSL::SSL::SSLSocket.new(TCPSocket.new('127.0.0.1', port))
    tls.sync_close = true
    tls.connect
    tls.write(text)
    tls.read
  ensure
    tls&.close
  end
end
