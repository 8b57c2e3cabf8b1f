# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/sampler'

class SamplerTest < RuntimeTest
  # As much of Puma's launcher as is looked at.
  Launcher = Struct.new(:stats, :options)

  IDLE = { backlog: 0, running: 5, pool_capacity: 5, max_threads: 5, busy_threads: 0, requests_count: 0 }.freeze
  BUSY = { backlog: 3, running: 5, pool_capacity: 1, max_threads: 5, busy_threads: 7, requests_count: 40 }.freeze

  def setup
    @launcher = Launcher.new({}, {})
    @sampler = CdkPumaEks::Sampler.new(@launcher)
  end

  def test_adds_up_the_workers_of_a_cluster
    assert_equal({ 'poolCapacity' => 6, 'maxThreads' => 10, 'backlog' => 3, 'running' => 10, 'busyThreads' => 7,
                   'requests' => 40 }, cluster(1 => IDLE, 2 => BUSY))
  end

  def test_takes_the_one_process_of_single_mode
    assert_equal({ 'poolCapacity' => 1, 'maxThreads' => 5, 'backlog' => 3, 'running' => 5, 'busyThreads' => 7,
                   'requests' => 40 }, single(BUSY))
  end

  def test_leaves_out_what_an_older_puma_does_not_tell
    old = [IDLE, BUSY].map { |status| status.except(:busy_threads) }

    assert_equal %w[poolCapacity maxThreads backlog running requests], cluster(1 => old[0], 2 => old[1]).keys
    refute_includes single(old[0]), 'busyThreads'
    refute_includes cluster(1 => IDLE, 2 => old[1]), 'busyThreads'
  end

  def test_threads_that_wait_for_io_take_no_place_among_the_others
    @launcher.options[:max_io_threads] = 4
    io = IDLE.merge(running: 3, busy_threads: 3, pool_capacity: 2, io_threads: 3)
    over = IDLE.merge(running: 9, busy_threads: 11, pool_capacity: 0, io_threads: 6, backlog: 2)

    assert_equal [5, 0], single(io).values_at('poolCapacity', 'busyThreads')
    assert_equal [0, 7], single(over).values_at('poolCapacity', 'busyThreads')
    assert_equal [5, 7], cluster(1 => io, 2 => over).values_at('poolCapacity', 'busyThreads')
    @launcher.options[:max_io_threads] = 0

    assert_equal [2, 3], single(io).values_at('poolCapacity', 'busyThreads')
  end

  def test_counts_no_worker_that_has_not_reported_yet
    starting = { max_threads: 0, pool_capacity: 0, running: 0, backlog: 0 }

    assert_equal 5, cluster(1 => IDLE, 2 => {})['maxThreads']
    assert_equal 5, cluster(1 => IDLE, 2 => starting)['maxThreads']
    assert_equal 5, cluster(1 => IDLE, 2 => { max_threads: 5 })['maxThreads']
  end

  def test_is_empty_before_anything_serves
    assert_empty cluster({})
    assert_empty cluster(1 => {}, 2 => {})
    assert_empty single({})
    @launcher.define_singleton_method(:stats) { nil.stats }

    assert_empty @sampler.sample
  end

  def test_tells_the_requests_since_the_last_sample
    assert_equal([10, 5, 0], [10, 15, 15].map { |count| served(1 => count) })
    assert_equal 7, served(1 => 20, 2 => 2)
  end

  def test_a_replaced_worker_begins_again_at_nothing
    served(1 => 100, 2 => 50)

    assert_equal 13, served(1 => 110, 3 => 3)
    assert_equal 0, served(1 => 5, 3 => 3)
    assert_equal 4, served(1 => 9, 3 => 3)
  end

  def test_requests_are_there_even_where_puma_does_not_count_them
    assert_equal 0, single(IDLE.except(:requests_count))['requests']
  end

  def test_keeps_the_latest_values_with_totals_since_the_start
    none = { 'requestsTotal' => 0, 'threadSeconds' => 0, 'spareThreadSeconds' => 0 }

    assert_equal none, @sampler.latest
    cluster(1 => IDLE, 2 => BUSY)

    assert_equal [40, 10, 6], @sampler.latest.values_at(*none.keys)
    values = cluster(1 => IDLE.merge(requests_count: 8), 2 => BUSY)

    assert_equal values.merge('requestsTotal' => 48, 'threadSeconds' => 20, 'spareThreadSeconds' => 12), @sampler.latest
  end

  def test_keeps_the_totals_while_nothing_serves
    cluster(1 => BUSY)
    cluster({})

    assert_equal({ 'requestsTotal' => 40, 'threadSeconds' => 5, 'spareThreadSeconds' => 1 }, @sampler.latest)
  end

  def test_leaves_what_was_read_before_as_it_was
    before = @sampler.latest
    cluster(1 => BUSY)

    assert_equal 0, before['requestsTotal']
  end

  private

  # A sample of workers by process id.
  def cluster(workers)
    @launcher.stats = { worker_status: workers.map { |pid, status| { pid: pid, last_status: status } } }
    @sampler.sample
  end

  def single(stats)
    @launcher.stats = stats
    @sampler.sample
  end

  # The requests that a sample tells when workers have served so many.
  def served(counts)
    cluster(counts.transform_values { |count| IDLE.merge(requests_count: count) })['requests']
  end
end
