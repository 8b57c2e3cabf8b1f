# frozen_string_literal: true

require 'net/http'
require 'openssl'
require 'uri'
require 'cdk_puma_eks/credentials'

module CdkPumaEks
  # Signed POST requests to one AWS API: the SDK's signer over net/http, so that no client's gem is needed.
  class AwsApi
    # AWS answered with an error; `code` is AWS's name for it.
    class Refused < StandardError
      attr_reader :code

      def initialize(code, message)
        @code = code
        super(message)
      end
    end

    TRANSIENT = /Throttl|TooManyRequests|RequestLimitExceeded|InternalS|InternalF|ServiceUnavailable|
                 ExpiredToken|RequestExpired/x
    NETWORK = [SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::SSL::SSLError, Net::ProtocolError,
               Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError].freeze

    # Regions whose names are not of amazonaws.com: China, European sovereign, isolated.
    PARTITIONS = /\A(cn|eusc|[a-z]+-iso[a-z]*)-/
    VARIANTS = { dualstack: 'AWS_USE_DUALSTACK_ENDPOINT', fips: 'AWS_USE_FIPS_ENDPOINT' }.freeze

    def initialize(service, endpoint_variable)
      @service = service
      @region = ENV['AWS_REGION'] || ENV['AWS_DEFAULT_REGION'] ||
                raise(BootFailure, 'AWS_REGION is not set: give the pod its Region')
      @uri = URI(ENV[endpoint_variable] || ENV['AWS_ENDPOINT_URL'] || endpoint)
      @uri.path = '/' if @uri.path.empty?
    end

    # The body of AWS's answer. Raises Retry::Transient for what may pass by itself, Refused for the rest.
    def post(headers, body)
      response = send_signed(headers, body)
      return response.body if response.is_a?(Net::HTTPSuccess)

      code, message = error(response)
      if response.code.to_i >= 500 || response.code == '429' || TRANSIENT.match?(code)
        raise Retry::Transient, "#{@uri.host} answered #{response.code} #{code}".strip
      end

      raise Refused.new(code, message)
    rescue *NETWORK => e
      raise Retry::Transient, "#{@uri.host} cannot be reached (#{e.class})", cause: nil
    end

    private

    # As the SDK has it, by the same variables; its table of partitions is loaded only where it is needed.
    def endpoint
      variants = VARIANTS.transform_values { |variable| ENV[variable].to_s.casecmp?('true') }
      return "https://#{@service}.#{@region}.amazonaws.com" unless PARTITIONS.match?(@region) || variants.value?(true)

      require 'aws-partitions'
      Aws::Partitions::EndpointProvider.resolve(@region, @service, 'regional', variants)
    rescue LoadError, ArgumentError => e
      raise BootFailure, "#{@service} has no endpoint in #{@region}: #{e.message}"
    end

    def send_signed(headers, body)
      request = Net::HTTP::Post.new(@uri.request_uri, headers.merge(signature(headers, body)))
      request.body = body
      http = Net::HTTP.new(@uri.hostname, @uri.port, *proxy)
      http.use_ssl = @uri.scheme == 'https'
      http.ca_file = ENV.fetch('AWS_CA_BUNDLE', nil)
      http.open_timeout = 2
      http.read_timeout = http.write_timeout = 5
      http.max_retries = 0
      http.start { |connection| connection.request(request) }
    end

    # Net::HTTP by itself asks for the proxy of plain HTTP alone, whatever it is to carry.
    def proxy
      found = @uri.find_proxy
      return [:ENV] unless found

      user, password = [found.user, found.password].map { |part| part && URI.decode_www_form_component(part) }
      [found.hostname, found.port, user, password]
    end

    # Signing may renew the credentials, and an SDK provider fails in its own ways.
    def signature(headers, body)
      require 'aws-sigv4'
      @signer ||= Aws::Sigv4::Signer.new(service: @service, region: @region, credentials_provider: Credentials.resolve)
      @signer.sign_request(http_method: 'POST', url: @uri.to_s, headers: headers, body: body).headers
    rescue LoadError
      raise BootFailure, 'the image has no aws-sigv4: add gem "aws-sdk-core" to its Gemfile'
    rescue BootFailure, Retry::Transient
      raise
    rescue StandardError => e
      raise Retry::Transient, "AWS credentials could not be had (#{e.class})", cause: nil
    end

    # Both of AWS's error forms, JSON's `__type` and XML's <Code>.
    def error(response)
      text = response.body.to_s
      code = text[/"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/, 1] || text[%r{<Code>([^<]+)</Code>}, 1] || ''
      [code, text[/"[mM]essage"\s*:\s*"([^"]*)"/, 1] || text[%r{<Message>([^<]+)</Message>}, 1] || '']
    end
  end
end
