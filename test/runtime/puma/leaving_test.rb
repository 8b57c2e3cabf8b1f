# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/leaving'

class LeavingTest < RuntimeTest
  Leaving = CdkPumaEks::Leaving

  # What Puma's own classes do.
  class Served
    attr_reader :stopped

    def initialize(queue_requests: true)
      @queue_requests = queue_requests
      @stopped = nil
      @leaving = nil
    end

    def shutting_down?
      !stopped.nil?
    end

    def app
      ->(env) { [200, { 'app' => 'mine' }, [env['PATH_INFO']]] }
    end

    def stop(sync = nil)
      @queue_requests = false
      @stopped = [*@stopped, sync]
    end

    alias begin_restart stop

    def accept_nonblock
      :connection
    end
  end

  def teardown
    Leaving.server = nil
  end

  def test_says_the_end_of_connections_once_it_leaves_and_not_before
    app = Served.new.extend(Leaving::App).app
    env = { 'PATH_INFO' => '/', 'HTTP_CONNECTION' => 'keep-alive' }

    assert_equal [200, { 'app' => 'mine' }, ['/']], app.call(env)
    assert_equal 'keep-alive', env['HTTP_CONNECTION']
    Leaving.server = Served.new

    assert_equal [200, { 'app' => 'mine' }, ['/']], app.call(env)
    assert_equal 'close', env['HTTP_CONNECTION']
  end

  def test_says_the_end_of_a_connection_on_which_the_app_fails
    failing = Class.new(Served) { define_method(:app) { ->(_env) { raise 'oops' } } }
    env = { 'HTTP_CONNECTION' => 'keep-alive' }
    Leaving.server = Served.new

    assert_equal('oops', assert_raises(RuntimeError) { failing.new.extend(Leaving::App).app.call(env) }.message)
    assert_equal 'close', env['HTTP_CONNECTION']
  end

  def test_leaves_new_connections_to_others
    pauses = []
    listener = listener(pauses)

    assert_equal :connection, listener.accept_nonblock
    Leaving.server = Served.new

    assert_raises(IO::WaitReadable) { listener.accept_nonblock }
    assert_equal [Leaving::Listener::PAUSE], pauses
  end

  def test_takes_new_connections_again_once_puma_shuts_down_and_may_drain_them
    Leaving.server = Served.new
    Leaving.server.stop

    assert_equal :connection, listener([]).accept_nonblock
  end

  def test_stops_after_a_moment_in_which_it_leaves
    server = Served.new.extend(Leaving::Server)
    pauses = []
    server.define_singleton_method(:sleep) { |seconds| pauses << [seconds, Leaving.server, stopped] }
    server.stop(true)

    assert_equal [[Leaving::SECONDS, server, nil]], pauses
    assert_equal [true], server.stopped
  end

  def test_does_not_wait_in_a_signal_handler
    server = Served.new.extend(Leaving::Server)
    gate = Queue.new
    server.define_singleton_method(:sleep) { |_seconds| gate.pop }
    threads = Thread.list
    server.stop

    assert_nil server.stopped
    gate << :on
    (Thread.list - threads).each(&:join)

    assert_equal [true], server.stopped
  end

  def test_tells_puma_once_however_often_it_is_told
    server = Served.new.extend(Leaving::Server)
    gate = Queue.new
    server.define_singleton_method(:sleep) { |_seconds| gate.pop }
    3.times { server.stop }
    gate << :on << :on << :on
    server.stop(true)
    server.stop

    assert_equal [true], server.stopped
  end

  def test_leaves_before_it_forks_others_and_goes_on_afterwards
    server = Served.new.extend(Leaving::Server)
    pauses = []
    server.define_singleton_method(:sleep) { |seconds| pauses << [seconds, Leaving.server, stopped] }
    2.times { server.begin_restart(true) }

    assert_equal [[Leaving::SECONDS, server, nil], [Leaving::SECONDS, server, [true]]], pauses
    assert_equal [true, true], server.stopped
    assert_nil Leaving.server
  end

  def test_a_hot_restart_does_not_wait
    server = Served.new.extend(Leaving::Server)
    server.begin_restart

    assert_equal [nil], server.stopped
    assert_nil Leaving.server
  end

  def test_does_not_wait_for_a_server_without_kept_connections
    server = Served.new(queue_requests: false).extend(Leaving::Server)
    server.stop(true)

    assert_equal [true], server.stopped
    assert_nil Leaving.server
  end

  private

  def listener(pauses)
    Served.new.extend(Leaving::Listener).tap do |listener|
      listener.define_singleton_method(:sleep) { |seconds| pauses << seconds }
    end
  end
end
