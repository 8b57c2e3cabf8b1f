# frozen_string_literal: true

require 'puma/const'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # Puma 5 and 6 keep a thread for up to 0.2 s after each answer, waiting for the connection's next request: behind an
  # ALB, which keeps connections, idle threads then read as busy (40 to 100 % at 4 % load, measured). With a wait of 0 a
  # request that is already there is still taken at once; the reactor has the rest.
  module KeepAlive
    NAME = :FAST_TRACK_KA_TIMEOUT

    def self.free_idle_threads
      return if Puma::Const::PUMA_VERSION.to_i >= 7
      unless Puma::Const.const_defined?(NAME, false)
        return CdkPumaEks.report("Puma #{Puma::Const::PUMA_VERSION} has no #{NAME}: busyness may read too high")
      end

      Puma::Const.send(:remove_const, NAME)
      Puma::Const.const_set(NAME, 0)
    end
  end
end
