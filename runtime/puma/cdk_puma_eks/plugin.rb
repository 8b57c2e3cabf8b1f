# frozen_string_literal: true

require 'puma/minissl'
require 'puma/plugin'
require 'puma/server'
require 'cdk_puma_eks/leaving'
require 'cdk_puma_eks/pod'
require 'cdk_puma_eks/probes'
require 'cdk_puma_eks/publisher'
require 'cdk_puma_eks/readiness'
require 'cdk_puma_eks/renewal'
require 'cdk_puma_eks/warm_up'

module CdkPumaEks
  # Lives in Puma's master: probes, busyness, and warm-up where Puma has no hook for it.
  class Plugin < Puma::Plugin
    def start(launcher)
      pod = Pod.current
      pod.renewal = Renewal.new(pod, launcher)
      warm_after_loading(launcher, WarmUp.new(pod.settings))
      leave_gently(launcher)
      watch(launcher, pod)
    rescue BootFailure => e
      abort("cdk-puma-eks: #{e.message}")
    end

    private

    def watch(launcher, pod)
      readiness = Readiness.new(launcher)
      publisher = Publisher.new(pod.settings, Sampler.new(launcher), gauges(pod))
      Probes.new(pod.settings, -> { pod.certificates.first }, readiness, publisher).start
      # Runs when Puma's own signal handlers are in place.
      in_background do
        readiness.watch_signal
        pod.renewal.start
        publisher.start if pod.settings.get('metrics') || pod.settings.get('prometheus')
      end
    end

    def leave_gently(launcher)
      launcher.config.extend(Leaving::App)
      Puma::Server.prepend(Leaving::Server)
      Puma::MiniSSL::Server.prepend(Leaving::Listener)
    end

    # Workers forked with the app in them are warmed in Puma's worker hook (see puma.rb), those that load it here.
    def warm_after_loading(launcher, warm_up)
      return if launcher.options[:workers].to_i.positive? && launcher.options[:preload_app]

      launcher.config.extend(WarmUp::AfterLoading)
      launcher.config.cdk_puma_eks_warm_up = warm_up
    end

    # What is published beside Puma's own figures.
    def gauges(pod)
      { 'certificateDaysLeft' => -> { pod.certificates.map(&:days_left).min.round(2) },
        'certificateRefused' => -> { pod.renewal.refused? ? 1 : 0 } }
    end
  end
end

Puma::Plugins.register('cdk_puma_eks', CdkPumaEks::Plugin)
