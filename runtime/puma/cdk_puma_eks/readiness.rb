# frozen_string_literal: true

module CdkPumaEks
  # Whether this pod should get traffic, as Puma's master sees it: true once every worker serves, then while at least
  # one does (one that is replaced later takes nothing from the others), and false from SIGTERM on.
  class Readiness
    def initialize(launcher)
      @launcher = launcher
      @draining = false
      @was_complete = false
    end

    # Puts itself before Puma's own handler, which raises the signal once the pod is drained: that is a good end. While
    # the app is loaded this is not there, and the signal ends Puma at once.
    def watch_signal
      before = Signal.trap('TERM') do |number|
        drain
        before.call(number) if before.respond_to?(:call)
        @launcher.stop
      rescue SignalException
        exit(0)
      rescue SystemExit
        # In single mode it may be the app's own, in the place of Puma's: what is at work is finished all the same.
        raise if @launcher.options[:workers].positive?

        @launcher.stop
      end
    end

    def drain
      @draining = true
    end

    # Nil when ready, else why not.
    def obstacle
      return 'draining' if @draining

      serving, wanted = count(@launcher.stats)
      @was_complete ||= serving >= wanted
      return if @was_complete && serving.positive?

      "#{serving} of #{wanted} workers serve"
    rescue NoMethodError
      # Single mode of Puma 5 and 6.
      'no server yet'
    end

    private

    # A worker sends its first status when its server runs, which is after it was warmed up.
    def count(stats)
      workers = stats[:worker_status]
      return [stats[:running].nil? ? 0 : 1, 1] unless workers

      [workers.count { |worker| worker[:booted] && !worker[:last_status].empty? }, [@launcher.options[:workers], 1].max]
    end
  end
end
