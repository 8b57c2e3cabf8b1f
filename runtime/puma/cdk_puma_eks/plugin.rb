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
      warm_up(launcher, pod)
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

    # A worker that gets the app with the fork is warmed in its hook (with fork_worker, worker 0 loads the app and forks
    # the others); a process that loads the app, right after that.
    def warm_up(launcher, pod)
      warm_up = WarmUp.new(pod.settings)
      options = launcher.options
      clustered = options[:workers].to_i.positive?
      preloads = clustered && options[:preload_app]
      warm_after_loading(launcher, warm_up) unless preloads
      return unless clustered

      at_worker_boot(launcher) do |index|
        pod.renewal.start
        warm_up.run if preloads || (options[:fork_worker] && index.positive?)
      end
    end

    def warm_after_loading(launcher, warm_up)
      launcher.config.extend(WarmUp::AfterLoading)
      launcher.config.cdk_puma_eks_warm_up = warm_up
    end

    # Behind all hooks of the user's, those of Puma 8's `cluster` blocks among them, which run after puma.rb and may
    # preload or not.
    def at_worker_boot(launcher, &block)
      launcher.config.configure do |_user, file|
        file.public_send(file.respond_to?(:before_worker_boot) ? :before_worker_boot : :on_worker_boot, &block)
      end
    end

    # What is published beside Puma's own figures.
    def gauges(pod)
      { 'certificateDaysLeft' => -> { pod.certificates.map(&:days_left).min.round(2) },
        'certificateRefused' => -> { pod.renewal.refused? ? 1 : 0 } }
    end
  end
end

Puma::Plugins.register('cdk_puma_eks', CdkPumaEks::Plugin)
