# frozen_string_literal: true

require 'cdk_puma_eks/report'

module CdkPumaEks
  # Tries again, with exponential back-off and full jitter, until a budget of seconds is spent: many pods that start at
  # once must not meet AWS again in step.
  class Retry
    BASE = 0.2
    CAP = 5.0

    # Raised by the block for what may pass by itself.
    class Transient < StandardError; end

    def initialize(budget)
      @deadline = CdkPumaEks.now + budget
    end

    def call
      attempts = 0
      begin
        yield
      rescue Transient
        pause = (0.5 + (rand / 2)) * [CAP, BASE * (2**attempts)].min
        raise if CdkPumaEks.now + pause > @deadline

        attempts += 1
        sleep(pause)
        retry
      end
    end
  end
end
