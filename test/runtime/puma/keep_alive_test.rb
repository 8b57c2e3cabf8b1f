# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/keep_alive'

class KeepAliveTest < RuntimeTest
  def test_takes_the_wait_away_before_puma_seven
    %w[5.6.0 5.6.9 6.0.0 6.6.1].each do |version|
      with_puma(version, FAST_TRACK_KA_TIMEOUT: 0.2) do |const|
        assert_empty(log_of { CdkPumaEks::KeepAlive.free_idle_threads })
        assert_equal 0, const::FAST_TRACK_KA_TIMEOUT
      end
    end
  end

  def test_may_be_called_again
    with_puma('6.6.0', FAST_TRACK_KA_TIMEOUT: 0.2) do |const|
      2.times { CdkPumaEks::KeepAlive.free_idle_threads }

      assert_equal 0, const::FAST_TRACK_KA_TIMEOUT
    end
  end

  def test_leaves_later_pumas_as_they_are
    %w[7.0.0 8.0.2 10.0.0].each do |version|
      with_puma(version, FAST_TRACK_KA_TIMEOUT: 0.2) do |const|
        assert_empty(log_of { CdkPumaEks::KeepAlive.free_idle_threads })
        assert_in_delta 0.2, const::FAST_TRACK_KA_TIMEOUT
      end
    end
  end

  def test_says_so_where_an_old_puma_lacks_the_constant
    with_puma('6.9.9') do |const|
      assert_equal ['cdk-puma-eks: Puma 6.9.9 has no FAST_TRACK_KA_TIMEOUT: busyness may read too high'],
                   log_of { CdkPumaEks::KeepAlive.free_idle_threads }
      refute const.const_defined?(:FAST_TRACK_KA_TIMEOUT)
    end
  end

  # The Puma that these tests run with: the constant must be the one that its server reads.
  def test_the_real_puma_has_the_constant_where_it_is_needed
    needed = Puma::Const::PUMA_VERSION.to_i < 7

    assert_equal needed, Puma::Const.const_defined?(:FAST_TRACK_KA_TIMEOUT, false)
  end

  private

  # A stand-in for Puma's constants for the time of the block.
  def with_puma(version, constants = {})
    real = Puma::Const
    stand_in = Module.new
    { PUMA_VERSION: version, **constants }.each { |name, value| stand_in.const_set(name, value) }
    silently { Puma.const_set(:Const, stand_in) }
    yield stand_in
  ensure
    silently { Puma.const_set(:Const, real) }
  end
end
