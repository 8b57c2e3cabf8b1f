# frozen_string_literal: true

module CdkPumaEks
  # Many samples in one point of CloudWatch's: sums over pods stay right and noise is averaged.
  class StatisticSet
    attr_reader :count, :sum, :min, :max

    def initialize
      @count = 0
      @sum = 0
    end

    def add(value)
      @count += 1
      @sum += value
      @min = [@min, value].compact.min
      @max = [@max, value].compact.max
    end
  end
end
