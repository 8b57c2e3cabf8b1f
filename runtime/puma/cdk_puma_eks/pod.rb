# frozen_string_literal: true

require 'cdk_puma_eks/certificate'
require 'cdk_puma_eks/secrets'
require 'cdk_puma_eks/settings'

module CdkPumaEks
  # This pod: its settings and, in memory, its certificates. The one place that puma.rb and the plugin share.
  class Pod
    # Seconds in which all certificates must have been read; within the startup probe's budget.
    SECRETS_BUDGET = 30
    EXPIRY_WARNING = 14

    class << self
      def current
        @current ||= new(Settings.load)
      end
    end

    attr_reader :settings
    # What keeps the certificates current; there once Puma's plugin has started.
    attr_accessor :renewal

    def initialize(settings)
      @settings = settings
      secrets = Secrets.new(secrets_budget)
      @held = secret_ids.to_h { |id| [id, read(id, secrets)] }
      components.each { |component| announce(component) }
    end

    def components
      settings.fetch('components')
    end

    # Components may share a secret (a wildcard certificate): each is read once.
    def secret_ids
      components.map { |component| component.fetch('certificateSecretId') }.uniq
    end

    def secrets_budget
      settings.get('secrets', 'budgetSeconds', default: SECRETS_BUDGET)
    end

    def certificate(component)
      @held.fetch(component.fetch('certificateSecretId')).last
    end

    def certificates
      @held.values.map(&:last)
    end

    # The version of a secret that this process serves.
    def version(id)
      @held.fetch(id).first
    end

    def ports(id)
      serving(id).map { |component| component.fetch('port') }
    end

    # A secret's current version and the certificate in it, good for every host that is served with it.
    def read(id, secrets)
      version, text = secrets.read(id)
      certificate = Certificate.new(id, text)
      serving(id).each { |component| certificate.check_host(component.fetch('hostname')) }
      [version, certificate]
    end

    def renew(id, version, certificate)
      @held = @held.merge(id => [version, certificate])
    end

    private

    def serving(id)
      components.select { |component| component.fetch('certificateSecretId') == id }
    end

    def announce(component)
      days = certificate(component).days_left
      name, host, port, secret = component.values_at('name', 'hostname', 'port', 'certificateSecretId')
      advice = ": renew secret #{secret}" if days < EXPIRY_WARNING
      CdkPumaEks.report("#{name}: #{host} on port #{port}, certificate good for #{days.floor} days#{advice}")
    end
  end
end
