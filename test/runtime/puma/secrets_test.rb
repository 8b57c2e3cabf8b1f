# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/secrets'

class SecretsTest < RuntimeTest
  ID = '/Cert/api.example.com'
  EMPTY = 'has no value yet: put the JSON {"cert": "...", "key": "..."} into it with aws secretsmanager put-secret-value'

  # The endpoint is set by `secrets`.
  def run
    with_aws('AWS_REGION' => 'eu-west-1', 'AWS_ACCESS_KEY_ID' => 'AKID', 'AWS_SECRET_ACCESS_KEY' => 'secret',
             'AWS_ENDPOINT_URL_SECRETS_MANAGER' => nil) { super }
  end

  def test_reads_the_current_version_and_its_text
    LoopbackApi.serve([200, JSON.generate('VersionId' => 'v1', 'SecretString' => 'text')]) do |api|
      assert_equal %w[v1 text], secrets(api).read(ID)

      asked = api.asked.first
      assert_equal 'secretsmanager.GetSecretValue', asked.headers['x-amz-target']
      assert_equal 'application/x-amz-json-1.1', asked.headers['content-type']
      assert_equal({ 'SecretId' => ID }, JSON.parse(asked.body))
    end
  end

  def test_tells_the_current_version_without_reading_the_secret
    stages = { 'v1' => ['AWSPREVIOUS'], 'v2' => %w[AWSCURRENT mine], 'v3' => ['AWSPENDING'] }
    LoopbackApi.serve([200, JSON.generate('VersionIdsToStages' => stages)]) do |api|
      assert_equal 'v2', secrets(api).version(ID)
      assert_equal ['secretsmanager.DescribeSecret'], (api.asked.map { |asked| asked.headers['x-amz-target'] })
    end
  end

  def test_a_secret_without_a_value_says_how_to_fill_it
    ['{}', '{"SecretBinary":"eA=="}', '{"SecretString":null}'].each do |body|
      assert_equal "secret #{ID} #{EMPTY}", problem([200, body])
    end
    missing = 'Secrets Manager can\'t find the specified secret value for staging label: AWSCURRENT'

    assert_equal "secret #{ID} #{EMPTY}", problem(refused('ResourceNotFoundException', missing))
    ['{}', '{"VersionIdsToStages":{"v1":["AWSPENDING"]}}'].each do |body|
      assert_equal "secret #{ID} #{EMPTY}", problem([200, body], :version)
    end
  end

  def test_every_refusal_names_its_remedy
    {
      'ResourceNotFoundException' => /is not in Secrets Manager: deploy its ServerCertificate in this Region/,
      'AccessDeniedException' => /may not be read: grant the pod's role .*GetSecretValue.*kms:Decrypt.*/,
      'DecryptionFailure' => /could not be decrypted: check that its KMS key is enabled/,
      'InvalidRequestException' => /is scheduled for deletion: restore it/,
      'ValidationException' => /could not be read: AWS answered ValidationException/,
    }.each do |code, remedy|
      %i[read version].each do |method|
        assert_match(/\Asecret #{ID} #{remedy}\z/, problem(refused(code, 'AWS says SECRET-CONTENT'), method))
      end
    end
  end

  def test_a_secret_that_is_being_deleted_has_no_version
    assert_equal "secret #{ID} is scheduled for deletion: restore it",
                 problem([200, '{"DeletedDate":1.5,"VersionIdsToStages":{"v1":["AWSCURRENT"]}}'], :version)
  end

  def test_what_may_pass_is_asked_for_again
    LoopbackApi.serve([503, ''], refused('ThrottlingException', ''), [200, '{"SecretString":"text"}']) do |api|
      made = secrets(api)
      pauses = without_sleep(made.instance_variable_get(:@retry))

      assert_equal 'text', made.read(ID).last
      assert_equal [2, 3], [pauses.length, api.asked.length]
    end
  end

  def test_what_does_not_pass_in_time_is_told_with_its_last_cause
    assert_equal "secret #{ID} could not be read in time: 127.0.0.1 answered 400 ThrottlingException; " \
                 "check the pod's role, network and DNS", problem(refused('ThrottlingException', ''), budget: 0)
  end

  def test_an_endpoint_that_is_none_is_told_without_its_answer
    assert_equal "secret #{ID} could not be read: the endpoint does not answer in JSON", problem([200, '<SECRET-CONTENT>'])
  end

  private

  def secrets(api, budget = 30)
    ENV['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = api.url
    CdkPumaEks::Secrets.new(budget)
  end

  # What a boot would say, with this answer of AWS's.
  def problem(answer, method = :read, budget: 30)
    message = LoopbackApi.serve(answer) { |api| failure { secrets(api, budget).public_send(method, ID) } }
    refute_includes message, 'SECRET-CONTENT'
    message
  end

  def refused(code, message)
    [400, JSON.generate('__type' => code, 'message' => message)]
  end
end
