# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/publisher'
require 'cdk_puma_eks/settings'

# The publisher's loops end where a stand-in raises StopIteration; its pauses are noted on a clock of the test's.
class PublisherTest < RuntimeTest
  # Gives its samples in turn, then ends the loop that asks.
  Sampler = Struct.new(:samples, :latest) do
    def sample
      raise StopIteration if samples.empty?

      value = samples.shift
      value.respond_to?(:call) ? value.call : value
    end
  end

  # Takes points, or fails as told.
  CloudWatch = Struct.new(:put_with) do
    def put(points)
      put_with.call(points)
    end
  end

  def setup
    @clock = 100.0
    @pauses = []
    @sent = []
  end

  def test_makes_a_point_an_interval_of_a_sample_a_second
    sampled([{ 'backlog' => 1 }, { 'backlog' => 3 }, { 'backlog' => 2 }, { 'backlog' => 9 }, {}, {}], interval: 3)

    assert_equal [[3, 6, 1, 3], [1, 9, 9, 9]], (points.map { |point| figures(point['backlog']) })
    assert_equal [[1, 80, 80, 80]] * 2, (points.map { |point| figures(point['daysLeft']) })
    assert_equal [1] * 7, @pauses
  end

  def test_keeps_to_the_second_however_long_a_sample_takes
    slow = -> { { 'backlog' => 1 }.tap { @clock += 0.25 } }
    sampled([slow] * 4, interval: 2)

    assert_equal [1, 0.75, 0.75, 0.75, 0.75], @pauses
  end

  def test_does_not_make_up_for_seconds_that_it_missed
    stall = -> { { 'backlog' => 1 }.tap { @clock += 10 } }
    sampled([stall, { 'backlog' => 1 }, { 'backlog' => 1 }], interval: 1)

    assert_equal [1, 0, 1, 1], @pauses
  end

  def test_sends_nothing_while_nothing_serves
    sampled([{}, {}, {}, {}], interval: 2)

    assert_empty points
  end

  def test_samples_without_points_where_only_prometheus_reads
    sampled([{ 'backlog' => 1 }] * 3, interval: nil)

    assert_empty points
    assert_equal 4, @pauses.length
  end

  def test_keeps_sixty_points_and_counts_what_it_drops
    sampled(Array.new(63) { |index| { 'backlog' => index } }, interval: 1)

    assert_equal (3..62).to_a, (points.map { |point| point['backlog'].sum })
    assert_equal 3, (points.sum { |point| point['dropped'].sum })
    assert_equal 3, @publisher.readings['droppedTotal']
  end

  def test_tells_each_drop_once_however_many_there_are
    sampled(Array.new(200) { |index| { 'backlog' => index } }, interval: 1)

    assert_equal 140, (points.sum { |point| point['dropped'].sum })
  end

  def test_reads_the_latest_values_the_gauges_and_the_drops
    publisher([], 10)

    assert_equal({ 'backlog' => 4, 'daysLeft' => 80, 'droppedTotal' => 0 }, @publisher.readings)
    publisher([], nil)

    assert_equal({ 'backlog' => 4, 'daysLeft' => 80 }, @publisher.readings)
  end

  def test_sends_what_waits_together_twenty_at_most
    sending(45) { |batch| @sent << batch.length }

    assert_equal [20, 20, 5], @sent
  end

  def test_keeps_a_batch_that_was_not_sent_adds_what_came_meanwhile_and_says_so_once
    failures = 3
    log = log_of do
      sending(1) do |batch|
        enqueue(1) if failures == 2
        raise 'no way' if (failures -= 1) >= 0

        @sent << batch.length
      end
    end

    assert_equal [2], @sent
    assert_equal ['cdk-puma-eks: metrics: not sent (RuntimeError: no way); kept and tried again',
                  'cdk-puma-eks: metrics: CloudWatch takes them again after 3 failures'], log
  end

  def test_pauses_longer_and_longer_up_to_thirty_seconds_after_failures
    { 1.0 => [2, 4, 8, 16, 30, 30], 0.0 => [1, 2, 4, 8, 15, 15] }.each do |chance, pauses|
      @pauses.clear
      failing(7, chance)

      assert_equal pauses, @pauses.first(6)
    end
  end

  def test_gives_a_batch_up_after_twenty_failures_and_counts_it
    tries = 0
    log_of do
      sending(25) do |batch|
        raise 'no way' if (tries += 1) <= 20

        @sent << batch.length
      end
    end

    assert_equal [21, [5]], [tries, @sent]
    assert_equal 20, @publisher.readings['droppedTotal']
  end

  def test_drops_of_a_batch_that_is_given_up_are_told_with_the_next_point
    failing(20)
    enqueue(1)

    assert_equal [1], (points.map { |point| point['dropped'].sum })
  end

  def test_a_thread_that_stumbles_says_so_and_goes_on
    publisher([], 1)
    without_sleep(@publisher)
    runs = 0
    log = log_of do
      @publisher.send(:run, 'sampling') { raise 'why' if (runs += 1) < 3 }.join
    end

    assert_equal 3, runs
    assert_equal ['cdk-puma-eks: metrics: sampling stumbled (RuntimeError: why)'] * 2, log
  end

  def test_sends_only_where_points_are_made
    started = []
    [10, nil].each do |interval|
      publisher([], interval).define_singleton_method(:run) { |what| started << what }
      @publisher.start
    end

    assert_equal %w[sampling sending sampling], started
  end

  private

  def publisher(samples, interval)
    metrics = interval && { 'intervalSeconds' => interval }
    settings = CdkPumaEks::Settings.new({ 'metrics' => metrics }, 's.json')
    gauges = { 'daysLeft' => -> { 80 } }
    @publisher = CdkPumaEks::Publisher.new(settings, Sampler.new(samples, { 'backlog' => 4 }), gauges)
  end

  # Runs the sampling loop through these samples.
  def sampled(samples, interval:)
    publisher(samples, interval)
    test = self
    @publisher.define_singleton_method(:sleep) { |seconds| test.pause(seconds) }
    replace(CdkPumaEks, :now, -> { @clock }) { @publisher.send(:sample_for_ever) }
  end

  # Runs the sending loop with so many points until none waits; the block is CloudWatch.
  def sending(count, chance = 1.0, &cloud_watch)
    publisher([], 10)
    test = self
    @publisher.define_singleton_method(:sleep) { |seconds| test.pause(seconds) }
    @publisher.define_singleton_method(:rand) { chance }
    enqueue(count)
    queue = @publisher.instance_variable_get(:@queue)
    queue.define_singleton_method(:pop) { |*args| empty? ? raise(StopIteration) : super(*args) }
    replace(CdkPumaEks::CloudWatch, :new, ->(_settings) { CloudWatch.new(cloud_watch) }) do
      @publisher.send(:send_for_ever)
    end
  end

  # Fails so many times to send one point.
  def failing(times, chance = 1.0)
    left = times
    log_of { sending(1, chance) { |_batch| raise 'no way' if (left -= 1) >= 0 } }
  end

  def enqueue(count)
    count.times { @publisher.send(:enqueue, Hash.new { |sets, name| sets[name] = CdkPumaEks::StatisticSet.new }) }
  end

  # The points that wait, taken when first asked for.
  def points
    queue = @publisher.instance_variable_get(:@queue)
    @points ||= Array.new(queue.size) { queue.pop(true).last }
  end

  def figures(set)
    [set.count, set.sum, set.min, set.max]
  end

  public

  def pause(seconds)
    @pauses << seconds
    @clock += seconds
  end
end
