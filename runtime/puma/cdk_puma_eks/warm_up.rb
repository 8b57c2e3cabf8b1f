# frozen_string_literal: true

require 'timeout'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # Runs the user's warm-up files in each process that serves, before it takes its first request.
  class WarmUp
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

    def any?
      !@files.empty?
    end

    # On failure the process ends: Puma or the kubelet starts it anew, and readiness stays false meanwhile.
    def run
      return unless any?

      started = CdkPumaEks.now
      Timeout.timeout(@budget) { @files.each { |file| load(File.expand_path(file)) } }
      CdkPumaEks.report("process #{Process.pid} is warm after #{(CdkPumaEks.now - started).round(1)} s")
    rescue StandardError, ScriptError => e
      CdkPumaEks.report("warm-up failed in process #{Process.pid}: #{explain(e)}")
      exit(1) unless @serve_anyway
    end

    private

    def explain(error)
      return "not done within its #{@budget} s" if error.is_a?(Timeout::Error)

      "#{error.class}: #{error.message.lines.first.to_s.chomp} (#{error.backtrace&.first})"
    end
  end
end
