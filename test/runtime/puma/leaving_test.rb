# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/leaving'

class LeavingTest < RuntimeTest
  Leaving = CdkPumaEks::Leaving

  # What Puma's own classes do.
  class Served
    attr_reader :stopped

    def app
      ->(env) { [200, { 'app' => 'mine' }, [env['PATH_INFO']]] }
    end

    def stop(sync = nil)
      @stopped = [sync]
    end

    def accept_nonblock
      :connection
    end
  end

  def teardown
    Leaving.now = nil
  end

  def test_says_the_end_of_connections_once_it_leaves_and_not_before
    app = Served.new.extend(Leaving::App).app
    env = { 'PATH_INFO' => '/', 'HTTP_CONNECTION' => 'keep-alive' }

    assert_equal [200, { 'app' => 'mine' }, ['/']], app.call(env)
    assert_equal 'keep-alive', env['HTTP_CONNECTION']
    Leaving.now = true

    assert_equal [200, { 'app' => 'mine' }, ['/']], app.call(env)
    assert_equal 'close', env['HTTP_CONNECTION']
  end

  def test_leaves_new_connections_to_others
    listener = Served.new.extend(Leaving::Listener)

    assert_equal :connection, listener.accept_nonblock
    Leaving.now = true

    assert_raises(IO::WaitReadable) { listener.accept_nonblock }
  end

  def test_stops_after_a_moment_in_which_it_leaves
    server = Served.new.extend(Leaving::Server)
    pauses = []
    server.define_singleton_method(:sleep) { |seconds| pauses << [seconds, Leaving.now, stopped] }
    server.stop(true)

    assert_equal [[Leaving::SECONDS, true, nil]], pauses
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

    assert_equal [nil], server.stopped
  end
end
