# frozen_string_literal: true

require 'json'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # What the construct decided for this pod, rendered into its ConfigMap.
  class Settings
    PATH = '/etc/cdk-puma-eks/settings.json'

    def self.load(path = ENV.fetch('CDK_PUMA_EKS_SETTINGS', PATH))
      values = JSON.parse(File.read(path))
      raise TypeError unless values.is_a?(Hash)

      new(values, path)
    rescue SystemCallError, JSON::ParserError, TypeError => e
      raise BootFailure, "settings file #{path} cannot be read (#{e.class}): mount the construct's ConfigMap there"
    end

    def initialize(values, path)
      @values = values
      @path = path
    end

    def fetch(*keys)
      value = get(*keys)
      return value unless value.nil?

      raise BootFailure, "settings file #{@path} has no #{keys.join('.')}: render it with the construct"
    end

    # For what may be missing or null.
    def get(*keys, default: nil)
      value = @values.dig(*keys)
      value.nil? ? default : value
    rescue TypeError
      raise BootFailure, "settings file #{@path} has no #{keys.join('.')}, but something else: render it with the construct"
    end

    # An address as a URI writes it: IPv6 in brackets.
    def host
      address = fetch('bind')
      address.include?(':') ? "[#{address}]" : address
    end
  end
end
