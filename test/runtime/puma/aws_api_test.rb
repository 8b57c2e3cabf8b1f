# frozen_string_literal: true

require_relative 'test_helper'
require 'digest'
require 'cdk_puma_eks/aws_api'

class AwsApiTest < RuntimeTest
  Transient = CdkPumaEks::Retry::Transient
  Refused = CdkPumaEks::AwsApi::Refused
  KEYS = { 'AWS_REGION' => 'eu-west-1', 'AWS_ACCESS_KEY_ID' => 'AKID', 'AWS_SECRET_ACCESS_KEY' => 'secret',
           'AWS_SESSION_TOKEN' => 'session' }.freeze
  HEADERS = { 'content-type' => 'text/plain' }.freeze
  VARIABLE = 'AWS_ENDPOINT_URL_SECRETS_MANAGER'

  def test_signs_what_it_sends
    LoopbackApi.serve([200, 'well']) do |api|
      assert_equal 'well', post(api.url)

      asked = api.asked.first
      assert_equal ['POST', '/', 'body'], [asked.verb, asked.path, asked.body]
      authorization = asked.headers['authorization']
      assert_match(%r{\AAWS4-HMAC-SHA256 Credential=AKID/\d{8}/eu-west-1/secretsmanager/aws4_request, }, authorization)
      assert_match(/Signature=\h{64}\z/, authorization)
      signed = authorization[/SignedHeaders=([^,]+)/, 1].split(';')
      assert_empty %w[content-type host x-amz-content-sha256 x-amz-date x-amz-security-token] - signed
      assert_equal 'session', asked.headers['x-amz-security-token']
      assert_equal Digest::SHA256.hexdigest('body'), asked.headers['x-amz-content-sha256']
      assert_equal 'text/plain', asked.headers['content-type']
    end
  end

  def test_a_path_in_the_endpoint_is_kept
    LoopbackApi.serve([200, '']) do |api|
      post("#{api.url}/aws")

      assert_equal '/aws', api.asked.first.path
    end
  end

  def test_needs_a_region
    assert_equal 'AWS_REGION is not set: give the pod its Region', failure { with_aws({}) { api } }
    assert(with_aws('AWS_DEFAULT_REGION' => 'eu-west-1') { api })
  end

  def test_goes_to_the_regions_endpoint_over_tls_unless_told_otherwise
    {
      {} => ['secretsmanager.eu-west-1.amazonaws.com', 443],
      { 'AWS_REGION' => 'cn-north-1' } => ['secretsmanager.cn-north-1.amazonaws.com.cn', 443],
      { 'AWS_DEFAULT_REGION' => 'us-east-1' } => ['secretsmanager.eu-west-1.amazonaws.com', 443],
      { 'AWS_ENDPOINT_URL' => 'http://aws.example.com' } => ['aws.example.com', 80],
      { 'AWS_ENDPOINT_URL' => 'http://aws.example.com', VARIABLE => 'https://vpce.example.com:8443' } =>
        ['vpce.example.com', 8443],
    }.each { |changes, address| assert_equal address, destination(changes) }
  end

  def test_goes_to_the_endpoint_that_the_sdks_variables_ask_for_in_each_partition
    fips = 'AWS_USE_FIPS_ENDPOINT'
    dual_stack = 'AWS_USE_DUALSTACK_ENDPOINT'
    {
      { fips => 'true' } => 'secretsmanager-fips.eu-west-1.amazonaws.com',
      { fips => 'false', dual_stack => 'true' } => 'secretsmanager.eu-west-1.api.aws',
      { fips => 'TRUE', dual_stack => 'true' } => 'secretsmanager-fips.eu-west-1.api.aws',
      { 'AWS_REGION' => 'us-gov-west-1' } => 'secretsmanager.us-gov-west-1.amazonaws.com',
      { 'AWS_REGION' => 'us-iso-east-1' } => 'secretsmanager.us-iso-east-1.c2s.ic.gov',
      { 'AWS_REGION' => 'us-isob-east-1' } => 'secretsmanager.us-isob-east-1.sc2s.sgov.gov',
      { 'AWS_REGION' => 'cn-north-1', dual_stack => 'true' } =>
        'secretsmanager.cn-north-1.api.amazonwebservices.com.cn',
      { fips => 'true', VARIABLE => 'https://vpce.example.com' } => 'vpce.example.com',
    }.each { |changes, host| assert_equal host, destination(changes).first }
  end

  def test_names_an_endpoint_that_aws_does_not_have
    changes = { 'AWS_REGION' => 'us-iso-east-1', 'AWS_USE_DUALSTACK_ENDPOINT' => 'true' }

    assert_equal 'secretsmanager has no endpoint in us-iso-east-1: dualstack not supported for this region and partition.',
                 failure { with_aws(KEYS.merge(changes)) { api } }
  end

  def test_goes_through_the_proxy_that_the_environment_names_for_the_scheme
    {
      {} => [],
      { 'HTTPS_PROXY' => 'http://user:p%40ss@127.0.0.1:3128' } => ['127.0.0.1', 3128, 'user', 'p@ss'],
      { 'https_proxy' => 'http://127.0.0.1:3128' } => ['127.0.0.1', 3128, nil, nil],
      { 'HTTPS_PROXY' => 'http://127.0.0.1:3128', 'NO_PROXY' => '.amazonaws.com,10.0.0.0/8' } => [],
      # What Net::HTTP has always done.
      { 'http_proxy' => 'http://127.0.0.1:3129' } => ['127.0.0.1', 3129, nil, nil],
      { 'http_proxy' => 'http://127.0.0.1:3129', 'no_proxy' => 'amazonaws.com' } => [],
    }.each { |environment, proxy| assert_equal proxy, proxy_of(environment) }
  end

  def test_errors_that_may_pass_are_transient
    [[500, ''], [503, 'Service Unavailable'], [429, '{}'], [400, json('ThrottlingException')],
     [400, json('com.amazonaws.secretsmanager#TooManyRequestsException')], [400, json('RequestLimitExceeded')],
     [400, json('InternalServiceError')], [400, json('InternalFailure')], [400, json('ServiceUnavailable')],
     [403, json('ExpiredTokenException')], [400, json('RequestExpired')], [400, xml('Throttling')]].each do |answer|
      assert_match(/\A127\.0\.0\.1 answered #{answer.first}/, assert_raises(Transient) { answered(answer) }.message)
    end
  end

  def test_a_transient_error_names_awss_code
    error = assert_raises(Transient) { answered([400, json('com.amazonaws#ThrottlingException')]) }

    assert_equal '127.0.0.1 answered 400 ThrottlingException', error.message
    assert_equal('127.0.0.1 answered 502', assert_raises(Transient) { answered([502, '<html>']) }.message)
  end

  def test_all_other_errors_are_refusals_in_both_of_awss_forms
    {
      [400, json('ResourceNotFoundException')] => %w[ResourceNotFoundException why],
      [400, '{ "__type" : "com.amazonaws.coral#AccessDeniedException", "Message" : "not you" }'] =>
        ['AccessDeniedException', 'not you'],
      [403, xml('InvalidClientTokenId')] => %w[InvalidClientTokenId why],
      [404, ''] => ['', ''],
      [301, '<html>moved</html>'] => ['', ''],
    }.each do |answer, (code, message)|
      error = assert_raises(Refused) { answered(answer) }
      assert_equal [code, message], [error.code, error.message]
    end
  end

  def test_a_network_that_fails_is_transient
    error = assert_raises(Transient) { post('http://127.0.0.1:1') }

    assert_equal '127.0.0.1 cannot be reached (Errno::ECONNREFUSED)', error.message
    assert_nil error.cause
    [SocketError, EOFError, Net::OpenTimeout, Net::ReadTimeout, OpenSSL::SSL::SSLError,
     Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError].each do |kind|
      replace(Net::HTTP, :new, ->(*) { raise kind, 'why' }) do
        assert_match(/cannot be reached \(#{kind}\)/, assert_raises(Transient) { post('http://127.0.0.1') }.message)
      end
    end
  end

  def test_never_waits_for_long_nor_tries_again_by_itself
    made = nil
    http = Net::HTTP.method(:new)
    replace(Net::HTTP, :new, ->(*address) { made = http.call(*address) }) do
      LoopbackApi.serve([500, '']) do |api|
        assert_raises(Transient) { post(api.url) }
        assert_equal 1, api.asked.length
      end
    end
    assert_equal [2, 5, 5, 0], [made.open_timeout, made.read_timeout, made.write_timeout, made.max_retries]
  end

  def test_trusts_whom_the_sdk_is_told_to_trust
    made = nil
    http = Net::HTTP.method(:new)
    replace(Net::HTTP, :new, ->(*address) { made = http.call(*address) }) do
      trusted = [nil, '/etc/proxy.pem'].map do |bundle|
        LoopbackApi.serve([200, '']) do |api|
          with_aws(KEYS.merge('AWS_CA_BUNDLE' => bundle, VARIABLE => api.url)) { self.api.post(HEADERS, '') }
        end
        made.ca_file
      end
      assert_equal [nil, '/etc/proxy.pem'], trusted
    end
  end

  def test_credentials_that_cannot_be_had_are_transient_and_untold
    error = with_credentials(-> { raise 'SECRET' }) { assert_raises(Transient) { post('http://127.0.0.1:1') } }

    assert_equal 'AWS credentials could not be had (RuntimeError)', error.message
    assert_nil error.cause
  end

  def test_what_the_credentials_know_better_is_kept
    [CdkPumaEks::BootFailure, Transient].each do |kind|
      error = with_credentials(-> { raise kind, 'why' }) { assert_raises(kind) { post('http://127.0.0.1:1') } }
      assert_equal 'why', error.message
    end
  end

  def test_the_credentials_are_resolved_once
    count = 0
    provider = with_aws(KEYS) { CdkPumaEks::Credentials.resolve }
    LoopbackApi.serve([200, '']) do |api|
      made = with_aws(KEYS.merge(VARIABLE => api.url)) { self.api }
      with_credentials(-> { provider.tap { count += 1 } }) { 2.times { made.post(HEADERS, '') } }
    end
    assert_equal 1, count
  end

  def test_says_which_gem_an_image_lacks
    made = with_aws(KEYS) { api }
    made.define_singleton_method(:require) { |name| raise LoadError, name }

    assert_equal 'the image has no aws-sigv4: add gem "aws-sdk-core" to its Gemfile', failure { made.post(HEADERS, '') }
  end

  private

  def api
    CdkPumaEks::AwsApi.new('secretsmanager', VARIABLE)
  end

  def post(url)
    with_aws(KEYS.merge(VARIABLE => url)) { api.post(HEADERS, 'body') }
  end

  def answered(answer)
    LoopbackApi.serve(answer) { |api| post(api.url) }
  end

  def with_credentials(resolve, &block)
    replace(CdkPumaEks::Credentials, :resolve, resolve, &block)
  end

  # Where a request would go.
  def destination(changes)
    address = nil
    replace(Net::HTTP, :new, ->(*to) { raise SocketError if (address = to.first(2)) }) do
      with_aws(KEYS.merge(changes)) { assert_raises(Transient) { api.post(HEADERS, '') } }
    end
    address
  end

  # By whom a request would go there: host, port, user and password; nothing of it where it goes by itself.
  def proxy_of(environment)
    none = %w[http_proxy https_proxy no_proxy].flat_map { |name| [name, name.upcase] }.to_h { |name| [name, nil] }
    made = nil
    http = Net::HTTP.method(:new)
    stop = lambda do |*address|
      made = http.call(*address)
      made.tap { made.define_singleton_method(:start) { raise SocketError } }
    end
    with_env(none.merge(environment)) do
      # Ruby looks the host up first, whose address might be excepted.
      replace(IPSocket, :getaddress, ->(_host) { '192.0.2.1' }) do
        replace(Net::HTTP, :new, stop) { with_aws(KEYS) { assert_raises(Transient) { api.post(HEADERS, '') } } }
      end
      made.proxy? ? [made.proxy_address, made.proxy_port, made.proxy_user, made.proxy_pass] : []
    end
  end

  def json(code)
    JSON.generate('__type' => code, 'message' => 'why')
  end

  def xml(code)
    "<ErrorResponse><Error><Type>Sender</Type><Code>#{code}</Code><Message>why</Message></Error></ErrorResponse>"
  end
end
