# frozen_string_literal: true

require 'cdk_puma_eks/cloud_watch'
require 'cdk_puma_eks/sampler'
require 'cdk_puma_eks/statistic_set'

module CdkPumaEks
  # Samples Puma once a second, for whoever reads it here, and publishes a point an interval to CloudWatch where that
  # is wanted. Sending has its own thread behind a bounded queue: whatever happens to CloudWatch, sampling and serving
  # go on.
  class Publisher
    # Points kept while CloudWatch is out of reach; the oldest go first, and are counted.
    QUEUE = 60
    BATCH = 20
    BACKOFF_CAP = 30
    GIVE_UP = 20

    # @param gauges [Hash{String => Proc}] what else a point tells, once: values by our names
    def initialize(settings, sampler, gauges)
      @settings = settings
      @interval = settings.get('metrics', 'intervalSeconds')
      @sampler = sampler
      @gauges = gauges
      @queue = Queue.new
      @dropped = 0
      @told = 0
      @failures = 0
    end

    def start
      run('sampling') { sample_for_ever }
      run('sending') { send_for_ever } if @interval
    end

    # The latest values and the totals since the start, by our names.
    def readings
      values = @sampler.latest.merge(@gauges.transform_values(&:call))
      @interval ? values.merge('droppedTotal' => @dropped) : values
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
        (@interval || 1).times do
          now = CdkPumaEks.now
          tick = [tick + 1, now].max
          sleep(tick - now)
          @sampler.sample.each { |name, value| point[name].add(value) }
        end
        enqueue(point) if @interval && !point.empty?
      end
    end

    def enqueue(point)
      @gauges.each { |name, value| point[name].add(value.call) }
      drop(@queue.pop(true)) while @queue.size >= QUEUE
      dropped = @dropped
      point['dropped'].add(dropped - @told)
      @told = dropped
      @queue << [Time.now, point]
    end

    # What a lost point had to tell of others is still to be told.
    def drop((_time, point))
      @dropped += 1
      @told -= point['dropped'].sum
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
      @batch.each { |point| drop(point) }
      @batch = nil
    end
  end
end
