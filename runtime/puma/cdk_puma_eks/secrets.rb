# frozen_string_literal: true

require 'json'
require 'cdk_puma_eks/aws_api'
require 'cdk_puma_eks/certificate'

module CdkPumaEks
  # Reads secrets from Secrets Manager into memory, and only there.
  class Secrets
    # Secrets Manager did not answer, which says nothing of the secret.
    class Unreachable < BootFailure; end

    REMEDIES = {
      'ResourceNotFoundException' => 'is not in Secrets Manager: deploy its ServerCertificate in this Region',
      'AccessDeniedException' => "may not be read: grant the pod's role secretsmanager:GetSecretValue and DescribeSecret, and kms:Decrypt on its key",
      'DecryptionFailure' => 'could not be decrypted: check that its KMS key is enabled',
      'InvalidRequestException' => 'is scheduled for deletion: restore it',
    }.freeze
    EMPTY = "has no value yet: put the JSON #{Certificate::FORM} into it with aws secretsmanager put-secret-value".freeze

    # @param budget [Numeric] seconds that all secrets together may take
    def initialize(budget)
      @retry = Retry.new(budget)
      @api = AwsApi.new('secretsmanager', 'AWS_ENDPOINT_URL_SECRETS_MANAGER')
    end

    # The current version and its text.
    def read(id)
      answer = ask('GetSecretValue', id)
      [answer['VersionId'], answer['SecretString'] || raise(BootFailure, "secret #{id} #{EMPTY}")]
    end

    # The current version alone: nothing is decrypted, no key travels.
    def version(id)
      answer = ask('DescribeSecret', id)
      raise BootFailure, "secret #{id} #{REMEDIES['InvalidRequestException']}" if answer['DeletedDate']

      stages = answer['VersionIdsToStages'] || {}
      stages.find { |_version, labels| labels.include?('AWSCURRENT') }&.first || raise(BootFailure, "secret #{id} #{EMPTY}")
    end

    private

    def ask(action, id)
      JSON.parse(@retry.call { post(action, id) })
    rescue AwsApi::Refused => e
      raise BootFailure, "secret #{id} #{remedy(e)}"
    rescue Retry::Transient => e
      raise Unreachable, "secret #{id} could not be read in time: #{e.message}; check the pod's role, network and DNS"
    rescue JSON::ParserError
      raise Unreachable, "secret #{id} could not be read: the endpoint does not answer in JSON", cause: nil
    end

    def post(action, id)
      @api.post({ 'content-type' => 'application/x-amz-json-1.1', 'x-amz-target' => "secretsmanager.#{action}" },
                JSON.generate('SecretId' => id))
    end

    # A secret without a value is "not found" too, only told apart by the staging label in AWS's message.
    def remedy(refused)
      return EMPTY if refused.code == 'ResourceNotFoundException' && refused.message.include?('AWSCURRENT')

      REMEDIES.fetch(refused.code) { "could not be read: AWS answered #{refused.code}" }
    end
  end
end
