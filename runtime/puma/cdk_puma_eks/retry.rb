# frozen_string_literal: true

require 'cdk_puma_eks/report'

module CdkPumaEks
  # Tries again, with exponential back-off and jitter (many pods start at once), until a budget of seconds is spent.
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
