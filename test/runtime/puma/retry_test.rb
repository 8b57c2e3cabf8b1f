# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/retry'

class RetryTest < RuntimeTest
  Transient = CdkPumaEks::Retry::Transient

  def setup
    @clock = 1000.0
    @pauses = []
    @chance = 1.0
  end

  def test_answers_with_what_the_block_gives
    assert_equal(42, retrying(0) { 42 })
    assert_empty @pauses
  end

  def test_tries_again_until_it_goes_well
    attempts = 0

    assert_equal(:well, retrying(30) { (attempts += 1) < 4 ? raise(Transient) : :well })
    assert_equal 3, @pauses.length
  end

  def test_doubles_its_pauses_up_to_five_seconds
    give_up(60)

    assert_equal([0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0], @pauses.first(7).map { |pause| pause.round(3) })
  end

  def test_jitter_takes_away_up_to_half_of_a_pause
    [[0.0, 0.1], [0.5, 0.15], [1.0, 0.2]].each do |chance, pause|
      @chance = chance
      @pauses.clear
      give_up(1)

      assert_in_delta pause, @pauses.first, 1e-9
    end
  end

  def test_never_pauses_beyond_its_budget
    [0, 0.3, 1, 7.5, 30].each do |budget|
      @pauses.clear
      give_up(budget)

      assert_operator @pauses.sum, :<=, budget
    end
  end

  def test_without_any_budget_there_is_one_attempt
    attempts = 0
    give_up(0) { attempts += 1 }

    assert_equal 1, attempts
  end

  def test_the_time_that_attempts_take_is_part_of_the_budget
    give_up(10) { @clock += 4 }

    assert_equal [0.2, 0.4], @pauses
  end

  def test_calls_share_one_budget
    shared = retries(2)
    2.times { assert_raises(Transient) { on_the_clock { shared.call { raise Transient } } } }

    assert_equal [0.2, 0.4, 0.8, 0.2, 0.4], @pauses
  end

  def test_raises_the_last_failure_as_it_is
    failures = %w[first second third].map { |text| Transient.new(text) }

    assert_equal('third', assert_raises(Transient) { retrying(0.7) { raise failures.shift } }.message)
  end

  def test_what_will_not_pass_is_raised_at_once
    assert_raises(ArgumentError) { retrying(30) { raise ArgumentError } }
    assert_empty @pauses
  end

  private

  # A budget on a clock that goes on by the pauses alone, and by what an attempt adds to it.
  def retries(budget)
    on_the_clock { CdkPumaEks::Retry.new(budget) }.tap do |made|
      test = self
      made.define_singleton_method(:rand) { test.chance }
      made.define_singleton_method(:sleep) { |seconds| test.pause(seconds) }
    end
  end

  def retrying(budget, &block)
    made = retries(budget)
    on_the_clock { made.call(&block) }
  end

  def give_up(budget)
    assert_raises(Transient) do
      retrying(budget) do
        yield if block_given?
        raise Transient
      end
    end
  end

  def on_the_clock(&block)
    replace(CdkPumaEks, :now, -> { @clock }, &block)
  end

  public

  attr_reader :chance

  def pause(seconds)
    @pauses << seconds
    @clock += seconds
  end
end
