# frozen_string_literal: true

require 'json'
require 'cdk_puma_eks/report'

module CdkPumaEks
  # What the construct decided for this pod. They may be older than this code, which a rollout brings to older pods too:
  # what a version adds is read with a default.
  class Settings
    PATH = '/etc/cdk-puma-eks/settings.json'

    def self.load(path = ENV.fetch('CDK_PUMA_EKS_SETTINGS', PATH))
      values = JSON.parse(File.read(path, encoding: 'UTF-8'))
      raise TypeError unless values.is_a?(Hash)

      new(values, path)
    rescue SystemCallError, JSON::ParserError, TypeError => e
      raise BootFailure, "settings file #{path} cannot be read (#{e.class}): mount what the construct renders there"
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
      # What should hold it is something else.
      default
    end

    # An address as a URI writes it: IPv6 in brackets.
    def host
      address = fetch('bind')
      address.include?(':') ? "[#{address}]" : address
    end
  end
end
