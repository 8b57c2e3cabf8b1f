# frozen_string_literal: true

require 'cdk_puma_eks/certificate'
require 'cdk_puma_eks/secrets'
require 'cdk_puma_eks/tls_listeners'

module CdkPumaEks
  # Looks for new versions of the pod's secrets and takes them up while Puma serves. Runs in each process that holds the
  # sockets: the master, for the workers that it forks later, and every worker.
  class Renewal
    # Processes that started together must not ask together.
    JITTER = 0.1
    # Seconds until the next look after one that failed, if that is sooner.
    AFTER_FAILURE = 300

    def initialize(pod, launcher)
      @pod = pod
      @launcher = launcher
      @interval = pod.settings.get('certificates', 'pollSeconds', default: 3600)
      @failures = {}
      @refused = []
    end

    # A thread of its own, marked so that Puma does not take it for one that the app started.
    def start
      Thread.new { watch }.thread_variable_set(:fork_safe, true)
    end

    # Whether a secret's current version was found to be of no use, so that an older one is served. While nobody answers
    # that stays as it was.
    def refused?
      !@refused.empty?
    end

    # One look at every secret. What fails leaves the certificate in service that is there.
    def look
      secrets = Secrets.new(@pod.secrets_budget)
      @pod.secret_ids.each do |id|
        take_up(id, secrets)
        @refused -= [id]
        CdkPumaEks.report("secret #{id} is well again") if @failures.delete(id)
      rescue StandardError => e
        failed(id, e)
      end
    end

    private

    def failed(id, error)
      problem = error.is_a?(BootFailure) ? error.message : "secret #{id} was not taken up (#{error.class}: #{error.message})"
      CdkPumaEks.report("#{problem}; the certificate in service stays") unless @failures[id] == problem
      @failures[id] = problem
      @refused |= [id] unless error.is_a?(Secrets::Unreachable)
    end

    def watch
      sleep(rand * @interval)
      loop do
        look
        pause = @failures.any? ? [@interval, AFTER_FAILURE].min : @interval
        sleep(pause * (1 - JITTER + (2 * JITTER * rand)))
      end
    end

    def take_up(id, secrets)
      return if secrets.version(id) == @pod.version(id)

      version, certificate = @pod.read(id, secrets)
      TlsListeners.renew(@launcher.binder, @pod.ports(id), certificate)
      @pod.renew(id, version, certificate)
      days = certificate.days_left.floor
      CdkPumaEks.report("process #{Process.pid} serves the new version of secret #{id}, good for #{days} days")
    end
  end
end
