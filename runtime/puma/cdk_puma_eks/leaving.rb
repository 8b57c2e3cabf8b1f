# frozen_string_literal: true

module CdkPumaEks
  # A server that is told to stop closes its idle connections, and the load balancer may be sending a request on one of
  # them just then: a 502. So it goes on for a moment first, and ends each connection that it answers on by saying so.
  module Leaving
    # Connections that are in use come by in this time, and it is within the second that Puma's own shutdown leaves.
    SECONDS = 1

    class << self
      # Puma's server that leaves.
      attr_accessor :server
    end

    # For Puma's configuration: the app, in every process and mode.
    module App
      def app
        app = super
        lambda do |env|
          app.call(env)
        ensure
          # Puma looks for it after the app, which may have failed.
          env['HTTP_CONNECTION'] = 'close' if Leaving.server
        end
      end
    end

    # For its listeners: what is new is left to the other workers, until Puma itself shuts down, which may drain them.
    module Listener
      # Puma asks again at once while a connection waits: not so often that it takes the CPU from those in use.
      PAUSE = 0.01

      def accept_nonblock
        return super unless Leaving.server&.shutting_down? == false

        sleep(PAUSE)
        raise IO::EAGAINWaitReadable
      end
    end

    # For Puma's server. Called in a signal handler, which must not wait, and again every 0.2 s by Puma's master: Puma is
    # told once, as who writes to its pipe while it closes that can hang both.
    module Server
      def stop(sync = nil)
        # Puma's control server, and one that has stopped, keep no connections.
        return super unless @leaving || @queue_requests

        @leaving ||= Thread.new do
          Leaving.server = self
          sleep(SECONDS)
          super(true)
        end
        @leaving.join if sync
      end

      # Worker 0 with fork_worker, before it forks others. It goes on afterwards, where Puma would by itself close each
      # connection that it promised to keep. (A hot restart is not waited for.)
      def begin_restart(sync = nil)
        return super unless sync && @queue_requests

        Leaving.server = self
        sleep(SECONDS)
        super
        @queue_requests = true
        Leaving.server = nil
      end
    end
  end
end
