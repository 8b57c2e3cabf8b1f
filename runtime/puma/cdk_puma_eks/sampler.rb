# frozen_string_literal: true

module CdkPumaEks
  # One look at Puma: totals over the workers that serve. Runs in the master, from launcher.stats.
  class Sampler
    # Puma's name for each gauge; busy_threads is there from Puma 6.6 on.
    GAUGES = { 'poolCapacity' => :pool_capacity, 'maxThreads' => :max_threads, 'backlog' => :backlog,
               'running' => :running, 'busyThreads' => :busy_threads }.freeze
    # What grows by each sample, which stands for a second: a rate over these is a mean over all seconds between two
    # scrapes, where the gauge itself would be the chance of one moment.
    TOTALS = { 'requestsTotal' => 'requests', 'threadSeconds' => 'maxThreads',
               'spareThreadSeconds' => 'poolCapacity' }.freeze

    # The last sample's values and the totals since the start, by our names.
    attr_reader :latest

    def initialize(launcher)
      @launcher = launcher
      @served = {}
      @latest = TOTALS.transform_values { 0 }
    end

    # Values by our names; empty before anything serves.
    def sample
      workers = statuses
      values = workers.empty? ? {} : gauges(workers).merge('requests' => requests(workers))
      # A new hash each time: others read it meanwhile.
      @latest = values.merge(TOTALS.to_h { |total, of| [total, @latest[total] + values.fetch(of, 0)] })
      values
    end

    private

    def statuses
      stats = @launcher.stats
      workers = stats[:worker_status]
      found = workers ? workers.to_h { |worker| [worker[:pid], worker[:last_status]] } : { Process.pid => stats }
      found.reject! { |_pid, status| status[:max_threads].to_i.zero? || status[:pool_capacity].nil? }
      found.transform_values { |status| without_io_threads(status) }
    rescue NoMethodError
      # Single mode of Puma 5 and 6 before its server is there.
      {}
    end

    # A thread that the app marked as bound by I/O takes no place in Puma 8's pool, up to max_io_threads of them: Puma
    # starts another in its stead, but counts both.
    def without_io_threads(status)
      beside = [status[:io_threads].to_i, @launcher.options[:max_io_threads].to_i].min
      return status unless beside.positive?

      busy = status[:busy_threads] - beside
      status.merge(busy_threads: busy, pool_capacity: [status[:max_threads] - busy + status[:backlog], 0].max)
    end

    def gauges(workers)
      GAUGES.each_with_object({}) do |(name, key), totals|
        totals[name] = workers.values.sum { |status| status[key] } if workers.values.all? { |status| status[key] }
      end
    end

    # Puma counts per process since its start: a replaced worker begins at 0 again.
    def requests(workers)
      served = workers.transform_values { |status| status[:requests_count].to_i }
      delta = served.sum { |pid, count| [count - @served.fetch(pid, 0), 0].max }
      @served = served
      delta
    end
  end
end
