# frozen_string_literal: true

module CdkPumaEks
  # The pod cannot serve: one line that names what is wrong and the remedy, and never holds a secret's content.
  class BootFailure < StandardError; end

  # One line to the container's log; where nobody takes it any more, who reports goes on all the same.
  def self.report(line)
    $stderr.write("cdk-puma-eks: #{line}\n")
  rescue SystemCallError, IOError
    nil
  end

  # Seconds on a clock that nobody sets.
  def self.now
    Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end
