# frozen_string_literal: true

require 'cdk_puma_eks/cloud_watch'
require 'cdk_puma_eks/sampler'
require 'cdk_puma_eks/statistic_set'

module CdkPumaEks
  # Samples Puma once a second, publishes a point an interval. Sending has its own thread behind a bounded queue:
  # whatever happens to CloudWatch, sampling and serving go on.
  class Publisher
    # Points kept while CloudWatch is out of reach; the oldest go first, and are counted.
    QUEUE = 60
    BATCH = 20
    BACKOFF_CAP = 30
    GIVE_UP = 20

    def initialize(settings, sampler, certificates)
      @interval = settings.fetch('metrics', 'intervalSeconds')
      @settings = settings
      @sampler = sampler
      @certificates = certificates
      @queue = Queue.new
      @dropped = 0
      @failures = 0
    end

    def start
      run('sampling') { sample_for_ever }
      run('sending') { send_for_ever }
    end

    private

    def run(what)
      Thread.new do
        yield
      rescue StandardError => e
        CdkPumaEks.report("metrics: #{what} stumbled (#{e.class}: #{e.message})")
        sleep(1)
        retry
      end
    end

    def sample_for_ever
      tick = CdkPumaEks.now
      loop do
        point = Hash.new { |sets, name| sets[name] = StatisticSet.new }
        @interval.times do
          now = CdkPumaEks.now
          tick = [tick + 1, now].max
          sleep(tick - now)
          @sampler.sample.each { |name, value| point[name].add(value) }
        end
        enqueue(point) unless point.empty?
      end
    end

    def enqueue(point)
      point['certificateDaysLeft'].add(@certificates.map(&:days_left).min.round(2))
      while @queue.size >= QUEUE
        @queue.pop(true)
        @dropped += 1
      end
      point['dropped'].add(@dropped)
      @dropped = 0
      @queue << [Time.now, point]
    end

    def send_for_ever
      @cloud_watch ||= CloudWatch.new(@settings)
      loop do
        @batch = [@queue.pop] if @batch.nil?
        @batch << @queue.pop until @queue.empty? || @batch.size >= BATCH
        deliver
      end
    end

    def deliver
      @cloud_watch.put(@batch)
      CdkPumaEks.report("metrics: CloudWatch takes them again after #{@failures} failures") if @failures.positive?
      @failures = 0
      @batch = nil
    rescue StandardError => e
      CdkPumaEks.report("metrics: not sent (#{e.class}: #{e.message}); kept and tried again") if @failures.zero?
      @failures += 1
      give_up if @failures % GIVE_UP == 0
      sleep((0.5 + (rand / 2)) * [BACKOFF_CAP, 2**[@failures, 5].min].min)
    end

    # What CloudWatch will never take must not hold up what comes after it.
    def give_up
      @dropped += @batch.size
      @batch = nil
    end
  end
end
