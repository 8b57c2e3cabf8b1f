# frozen_string_literal: true

require 'json'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # What the construct decided for this pod, rendered into its ConfigMap.
  class Settings
    PATH = '/etc/cdk-puma-eks/settings.json'

    def self.load(path = ENV.fetch('CDK_PUMA_EKS_SETTINGS', PATH))
      new(JSON.parse(File.read(path)), path)
    rescue SystemCallError, JSON::ParserError => e
      raise BootFailure, "settings file #{path} cannot be read (#{e.class}): mount the construct's ConfigMap there"
    end

    def initialize(values, path)
      @values = values
      @path = path
    end

    def fetch(*keys)
      value = @values.dig(*keys)
      return value unless value.nil?

      raise BootFailure, "settings file #{@path} has no #{keys.join('.')}: render it with the construct"
    end

    # For what may be missing or null.
    def get(*keys, default: nil)
      value = @values.dig(*keys)
      value.nil? ? default : value
    end

    # An address as a URI writes it: IPv6 in brackets.
    def host
      address = fetch('bind')
      address.include?(':') ? "[#{address}]" : address
    end
  end
end
