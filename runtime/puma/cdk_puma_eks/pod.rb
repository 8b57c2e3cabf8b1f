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

    def initialize(settings)
      @settings = settings
      read_certificates
    end

    def certificate(component)
      @certificates.fetch(component.fetch('certificateSecretId'))
    end

    def certificates
      @certificates.values
    end

    def components
      settings.fetch('components')
    end

    private

    # Components may share a secret (a wildcard certificate): each is read once.
    def read_certificates
      secrets = Secrets.new(settings.get('secrets', 'budgetSeconds', default: SECRETS_BUDGET))
      @certificates = components.map { |component| component.fetch('certificateSecretId') }.uniq.to_h do |id|
        [id, Certificate.new(id, secrets.text(id))]
      end
      components.each do |component|
        certificate(component).check_host(component.fetch('hostname'))
        announce(component)
      end
    end

    def announce(component)
      days = certificate(component).days_left
      name, host, port, secret = component.values_at('name', 'hostname', 'port', 'certificateSecretId')
      advice = ": renew secret #{secret}" if days < EXPIRY_WARNING
      CdkPumaEks.report("#{name}: #{host} on port #{port}, certificate good for #{days.floor} days#{advice}")
    end
  end
end
