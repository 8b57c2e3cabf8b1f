# frozen_string_literal: true

require 'timeout'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # Names a piece of warm-up, anywhere that is loaded before Puma serves: an initializer, or Puma's own extra file.
  #
  #   CdkPumaEks.warm_up('encryption') { Cipher.encrypt('warm-up') }
  def self.warm_up(name, &block)
    WarmUp.blocks[name] = block
  end

  # Runs the user's warm-up, files and then blocks, in each process that serves, before it takes its first request.
  class WarmUp
    class << self
      def blocks
        @blocks ||= {}
      end
    end

    # Seconds until a process ends whose warm-up failed: Puma starts the next worker at once, else hundreds a second.
    PAUSE = 5

    # For processes that load the app themselves: warm-up comes right after, before they serve.
    module AfterLoading
      attr_writer :cdk_puma_eks_warm_up

      def app
        super.tap { @cdk_puma_eks_warm_up.run }
      end
    end

    def initialize(settings)
      @files = settings.get('warmUp', 'files', default: [])
      @budget = settings.get('warmUp', 'budgetSeconds', default: 60)
      @serve_anyway = settings.get('warmUp', 'onFailure') == 'serve'
    end

    # On failure the process ends: Puma or the kubelet starts it anew, and readiness stays false meanwhile.
    def run
      started = CdkPumaEks.now
      steps = @files.map { |file| [file, -> { load(File.expand_path(file)) }] } + WarmUp.blocks.to_a
      return if steps.empty?

      Timeout.timeout(@budget) { steps.each { |name, step| (@step = name) && step.call } }
      CdkPumaEks.report("process #{Process.pid} is warm after #{(CdkPumaEks.now - started).round(1)} s")
    rescue StandardError, ScriptError => e
      CdkPumaEks.report("warm-up failed in process #{Process.pid} at #{@step}: #{explain(e)}")
      return if @serve_anyway

      sleep(PAUSE)
      exit(1)
    end

    private

    def explain(error)
      return "not done within its #{@budget} s" if error.instance_of?(Timeout::Error)

      "#{error.class}: #{error.message.lines.first.to_s.chomp} (#{error.backtrace&.first})"
    end
  end
end
