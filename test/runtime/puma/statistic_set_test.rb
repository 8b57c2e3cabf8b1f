# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/statistic_set'

class StatisticSetTest < RuntimeTest
  def test_begins_empty
    assert_equal [0, 0, nil, nil], figures([])
  end

  def test_holds_count_sum_minimum_and_maximum
    assert_equal [4, 17, 2, 8], figures([5, 2, 8, 2])
    assert_equal [1, -1.5, -1.5, -1.5], figures([-1.5])
    assert_equal [2, 0, 0, 0], figures([0, 0])
  end

  private

  def figures(values)
    set = CdkPumaEks::StatisticSet.new
    values.each { |value| set.add(value) }
    [set.count, set.sum, set.min, set.max]
  end
end
