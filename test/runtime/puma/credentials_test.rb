# frozen_string_literal: true

require_relative 'test_helper'
require 'tempfile'
require 'aws-sdk-core'
require 'cdk_puma_eks/credentials'

class CredentialsTest < RuntimeTest
  PodIdentity = CdkPumaEks::Credentials::PodIdentity
  AGENT = 'http://169.254.170.23/v1/credentials'

  def test_the_agent_is_asked_only_where_neither_keys_nor_irsa_are_given
    {
      {} => false,
      { 'AWS_CONTAINER_CREDENTIALS_FULL_URI' => AGENT } => true,
      { 'AWS_CONTAINER_CREDENTIALS_FULL_URI' => AGENT, 'AWS_ACCESS_KEY_ID' => 'AKID' } => false,
      { 'AWS_CONTAINER_CREDENTIALS_FULL_URI' => AGENT, 'AWS_WEB_IDENTITY_TOKEN_FILE' => '/token' } => false,
      { 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI' => '/v2' } => false,
    }.each do |environment, expected|
      with_aws(environment) { assert_equal expected, CdkPumaEks::Credentials.pod_identity?, environment.inspect }
    end
  end

  def test_resolves_the_agent_without_the_sdk
    replace(Aws::CredentialProviderChain, :new, -> { flunk 'asked the SDK' }) do
      with_aws('AWS_CONTAINER_CREDENTIALS_FULL_URI' => AGENT) do
        assert_instance_of PodIdentity, CdkPumaEks::Credentials.resolve
      end
    end
  end

  def test_keys_in_the_environment_come_first
    with_aws('AWS_CONTAINER_CREDENTIALS_FULL_URI' => AGENT, 'AWS_WEB_IDENTITY_TOKEN_FILE' => '/token',
             'AWS_ACCESS_KEY_ID' => 'AKID', 'AWS_SECRET_ACCESS_KEY' => 'secret') do
      assert_equal 'AKID', CdkPumaEks::Credentials.resolve.credentials.access_key_id
    end
  end

  def test_all_else_is_the_sdks_chain
    provider = Object.new
    chain = Struct.new(:resolve)
    replace(Aws::CredentialProviderChain, :new, -> { chain.new(provider) }) do
      with_aws({}) { assert_same provider, CdkPumaEks::Credentials.resolve }
    end
    replace(Aws::CredentialProviderChain, :new, -> { chain.new(nil) }) do
      error = with_aws({}) { assert_raises(CdkPumaEks::Retry::Transient) { CdkPumaEks::Credentials.resolve } }
      assert_equal 'no AWS credentials found', error.message
    end
  end

  def test_the_token_goes_over_plain_http_within_the_node_only
    ['http://169.254.170.2/x', AGENT, 'http://[fd00:ec2::23]/v1/credentials', 'http://127.0.0.1:8080/', 'http://[::1]/',
     'http://localhost/', 'https://agent.example.com/'].each { |uri| assert agent(uri) }

    ['http://agent.example.com/', 'http://169.254.170.24/', 'http://127.0.0.1.example.com/', 'http://127.0.0.1@example.com/',
     'http://localhost.example.com/', 'http://[fd00:ec2::24]/', 'ftp://example.com/'].each do |uri|
      assert_equal "AWS_CONTAINER_CREDENTIALS_FULL_URI (#{URI(uri).host}) is neither HTTPS nor this node's agent",
                   failure { agent(uri) }
    end
  end

  def test_asks_the_agent_once_while_the_keys_are_good
    LoopbackApi.serve([200, answer('AKID1', 3600)]) do |api|
      provider = agent("#{api.url}/v1/credentials?a=b")
      keys = with_token { Array.new(3) { provider.credentials }.last }

      assert_equal ['/v1/credentials?a=b'], api.asked.map(&:path)
      assert_equal %w[AKID1 secret-AKID1 session], [keys.access_key_id, keys.secret_access_key, keys.session_token]
      assert_predicate keys, :set?
      assert_predicate provider, :set?
      assert_in_delta 3600, provider.expiration - Time.now, 60
    end
  end

  def test_renews_within_five_minutes_of_the_end
    LoopbackApi.serve([200, answer('AKID1', 3600)], [200, answer('AKID2', 7200)]) do |api|
      provider = agent(api.url)
      asked = [0, 3240, 3360].map do |seconds|
        now = Time.now + seconds
        with_token { replace(Time, :now, -> { now }) { provider.credentials.access_key_id } }
      end

      assert_equal %w[AKID1 AKID1 AKID2], asked
    end
  end

  def test_reads_the_token_file_again_each_time
    tokens = Tempfile.new('token')
    LoopbackApi.serve([200, answer('AKID', 1)]) do |api|
      provider = agent(api.url)
      %w[first second].each do |token|
        File.write(tokens.path, "#{token}\n")
        with_aws('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE' => tokens.path) { provider.credentials }
      end

      assert_equal(%w[first second], api.asked.map { |asked| asked.headers['authorization'] })
    end
  ensure
    tokens&.unlink
  end

  def test_takes_the_token_from_the_environment_where_there_is_no_file
    LoopbackApi.serve([200, answer('AKID', 1)]) do |api|
      with_aws('AWS_CONTAINER_AUTHORIZATION_TOKEN' => 'token') { agent(api.url).credentials }

      assert_equal 'token', api.asked.first.headers['authorization']
    end
  end

  def test_goes_to_the_agent_without_a_proxy
    LoopbackApi.serve([200, answer('AKID', 1)]) do |api|
      with_token('http_proxy' => 'http://127.0.0.1:1', 'no_proxy' => nil) { agent(api.url).credentials }

      assert_equal 1, api.asked.length
    end
  end

  def test_an_agent_that_refuses_may_answer_later
    LoopbackApi.serve([404, 'no such association'], [200, answer('AKID', 3600)]) do |api|
      provider = agent(api.url)
      error = with_token { assert_raises(CdkPumaEks::Retry::Transient) { provider.credentials } }

      assert_equal 'the Pod Identity agent answered 404', error.message
      assert_equal 'AKID', with_token { provider.credentials }.access_key_id
    end
  end

  def test_keeps_good_keys_while_the_agent_is_down_and_no_others
    LoopbackApi.serve([200, answer('AKID', 3600)], [500, ''], [500, '']) do |api|
      provider = agent(api.url)
      with_token { provider.credentials }
      late, over = [3480, 3660].map do |seconds|
        now = Time.now + seconds
        -> { with_token { replace(Time, :now, -> { now }) { provider.credentials } } }
      end

      assert_equal 'AKID', late.call.access_key_id
      assert_raises(CdkPumaEks::Retry::Transient) { over.call }
    end
  end

  def test_never_shows_its_keys_when_inspected
    LoopbackApi.serve([200, answer('AKID', 3600)]) do |api|
      provider = agent(api.url)
      with_token { provider.credentials }

      refute_includes "#{provider.inspect} #{provider.credentials}", 'secret'
    end
  end

  private

  def agent(uri)
    with_aws('AWS_CONTAINER_CREDENTIALS_FULL_URI' => uri) { PodIdentity.new }
  end

  def with_token(more = {}, &block)
    with_aws({ 'AWS_CONTAINER_AUTHORIZATION_TOKEN' => 'token' }.merge(more), &block)
  end

  def answer(id, seconds)
    JSON.generate('AccessKeyId' => id, 'SecretAccessKey' => "secret-#{id}", 'Token' => 'session',
                  'Expiration' => (Time.now + seconds).utc.iso8601)
  end
end
