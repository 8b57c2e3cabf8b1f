# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/readiness'

class ReadinessTest < RuntimeTest
  WORKERS = { serves: { booted: true, last_status: { running: 5 } }, silent: { booted: true, last_status: {} },
              starts: { booted: false, last_status: {} } }.freeze

  # As much of Puma's launcher as is looked at.
  Launcher = Struct.new(:stats, :options, :stopped) do
    def stop
      self.stopped = true
    end
  end

  def setup
    @launcher = Launcher.new({}, { workers: 2 })
    @readiness = CdkPumaEks::Readiness.new(@launcher)
  end

  def test_is_ready_once_every_worker_serves
    assert_equal ['0 of 2 workers serve', '1 of 2 workers serve', nil],
                 [[], [:serves], %i[serves serves]].map { |workers| obstacle(workers) }
  end

  def test_a_worker_that_is_not_booted_or_has_not_reported_does_not_serve
    assert_equal '1 of 2 workers serve', obstacle(%i[serves starts])
    assert_equal '1 of 2 workers serve', obstacle(%i[serves silent])
  end

  def test_stays_ready_while_one_worker_serves_and_not_without_any
    assert_equal [nil, nil, nil, '0 of 2 workers serve', nil],
                 [%i[serves serves], %i[serves starts], [:serves], %i[starts silent], %i[starts serves]]
                   .map { |workers| obstacle(workers) }
  end

  def test_one_worker_is_enough_where_one_is_wanted
    @launcher.options[:workers] = 1

    assert_equal ['0 of 1 workers serve', nil], [[:starts], [:serves]].map { |workers| obstacle(workers) }
  end

  def test_in_single_mode_is_ready_when_the_server_runs
    @launcher.options[:workers] = 0
    answers = [{}, { running: nil }, { running: 0 }, { running: 5 }].map do |stats|
      @launcher.stats = stats
      @readiness.obstacle
    end

    assert_equal ['0 of 1 workers serve', '0 of 1 workers serve', nil, nil], answers
  end

  def test_says_so_where_puma_has_no_server_yet
    @launcher.define_singleton_method(:stats) { nil.stats }

    assert_equal 'no server yet', @readiness.obstacle
  end

  def test_draining_is_for_good
    obstacle(%i[serves serves])
    @readiness.drain

    assert_equal 'draining', obstacle(%i[serves serves])
  end

  def test_draining_needs_no_answer_from_puma
    @launcher.define_singleton_method(:stats) { raise 'asked' }
    @readiness.drain

    assert_equal 'draining', @readiness.obstacle
  end

  def test_on_sigterm_drains_before_pumas_own_handler_runs
    seen = nil
    handler = watched(->(number) { seen = [number, @readiness.obstacle] })
    handler.call(15)

    assert_equal [15, 'draining'], seen
  end

  def test_on_sigterm_has_puma_end_where_the_app_took_its_handler_away
    @launcher.options[:workers] = 0
    ['DEFAULT', 'IGNORE', nil, ->(_number) {}, ->(_number) { exit(1) }].each do |before|
      @launcher.stopped = nil
      watched(before).call(15)

      assert @launcher.stopped
      assert_equal 'draining', @readiness.obstacle
    end
  end

  def test_on_sigterm_lets_the_master_of_workers_end_as_it_does
    handler = watched(->(_number) { exit(3) })

    assert_equal 3, assert_raises(SystemExit) { handler.call(15) }.status
    assert_nil @launcher.stopped
  end

  def test_on_sigterm_ends_well_once_puma_has_drained_and_raises_it
    handler = watched(->(_number) { raise SignalException, 'SIGTERM' })

    assert_equal 0, assert_raises(SystemExit) { handler.call(15) }.status
    assert_nil @launcher.stopped
  end

  private

  # The handler that is put before this one.
  def watched(before)
    trapped = nil
    replace(Signal, :trap, ->(name, &block) { before.tap { trapped = [name, block] } }) { @readiness.watch_signal }
    assert_equal 'TERM', trapped.first
    trapped.last
  end

  def obstacle(workers)
    @launcher.stats = { worker_status: workers.map { |state| WORKERS.fetch(state) } }
    @readiness.obstacle
  end
end
