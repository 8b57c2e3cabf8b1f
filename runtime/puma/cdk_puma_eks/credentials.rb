# frozen_string_literal: true

require 'json'
require 'net/http'
require 'time'
require 'uri'
require 'cdk_puma_eks/retry'

module CdkPumaEks
  # AWS credentials in the SDK's order: environment, IRSA, EKS Pod Identity, the rest of its chain.
  module Credentials
    def self.resolve
      return PodIdentity.new if pod_identity?

      require 'aws-sdk-core'
      Aws::CredentialProviderChain.new.resolve || raise(Retry::Transient, 'no AWS credentials found')
    end

    def self.pod_identity?
      ENV.key?('AWS_CONTAINER_CREDENTIALS_FULL_URI') &&
        !ENV.key?('AWS_ACCESS_KEY_ID') && !ENV.key?('AWS_WEB_IDENTITY_TOKEN_FILE')
    end

    # Credentials from the EKS Pod Identity agent; aws-sdk-core before 3.188 does not read the agent's token file.
    class PodIdentity
      Keys = Struct.new(:access_key_id, :secret_access_key, :session_token) do
        def set?
          true
        end

        def inspect
          '#<Keys>'
        end
        alias_method :to_s, :inspect
      end

      # The token may go over plain HTTP only within the node.
      LOCAL_HOSTS = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '127.0.0.1', 'localhost', '[::1]'].freeze
      # The SDKs renew within five minutes of the end.
      RENEW_BEFORE = 300

      attr_reader :expiration

      def initialize
        @uri = URI(ENV.fetch('AWS_CONTAINER_CREDENTIALS_FULL_URI'))
        @mutex = Mutex.new
        return if @uri.scheme == 'https' || LOCAL_HOSTS.include?(@uri.host)

        raise BootFailure, "AWS_CONTAINER_CREDENTIALS_FULL_URI (#{@uri.host}) is neither HTTPS nor this node's agent"
      end

      def credentials
        @mutex.synchronize do
          renew if ends_within?(RENEW_BEFORE)
          @keys
        rescue StandardError
          raise if ends_within?(0)

          # Still good, and the agent may be back in time.
          @keys
        end
      end

      def set?
        true
      end

      private

      def ends_within?(seconds)
        @expiration.nil? || Time.now + seconds > @expiration
      end

      # Any failure here is told by the caller as credentials that could not be had.
      def renew
        answer = JSON.parse(request)
        @keys = Keys.new(*answer.values_at('AccessKeyId', 'SecretAccessKey', 'Token'))
        @expiration = Time.iso8601(answer.fetch('Expiration'))
      end

      # The kubelet renews the token file: it is read each time. No proxy stands between a pod and its node.
      def request
        http = Net::HTTP.new(@uri.hostname, @uri.port, nil)
        http.use_ssl = @uri.scheme == 'https'
        http.open_timeout = 2
        http.read_timeout = 5
        response = http.start { |agent| agent.get(@uri.request_uri, 'Authorization' => token) }
        return response.body if response.is_a?(Net::HTTPSuccess)

        raise Retry::Transient, "the Pod Identity agent answered #{response.code}"
      end

      def token
        file = ENV.fetch('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', nil)
        file ? File.read(file).strip : ENV.fetch('AWS_CONTAINER_AUTHORIZATION_TOKEN', '')
      end
    end
  end
end
