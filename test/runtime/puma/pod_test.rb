# frozen_string_literal: true

require_relative 'test_helper'
require 'cdk_puma_eks/pod'

class PodTest < RuntimeTest
  API, API_KEY = Issue.pair('api.example.com', 'www.example.com')
  TRACKING, TRACKING_KEY = Issue.pair('t.example.com', to: 3 * Issue::DAY)

  # Secrets by id, as [version, text]; notes what was read.
  Shelf = Struct.new(:held, :asked) do
    def read(id)
      asked << id
      held.fetch(id)
    end
  end

  def setup
    @shelf = Shelf.new({ '/Cert/api' => ['v1', Issue.text(API, API_KEY)],
                         '/Cert/t' => ['v7', Issue.text(TRACKING, TRACKING_KEY)] }, [])
    @components = [component('api', 9292), component('www', 9293), component('t', 9294, '/Cert/t')]
  end

  def test_holds_a_certificate_for_each_component_and_reads_each_secret_once
    made = pod

    assert_equal %w[/Cert/api /Cert/t], @shelf.asked
    assert_equal([API, API, TRACKING], made.components.map { |component| made.certificate(component).leaf })
    assert_equal [API, TRACKING], made.certificates.map(&:leaf)
  end

  def test_knows_which_ports_serve_a_secret_and_its_version
    made = pod

    assert_equal [[9292, 9293], 'v1'], [made.ports('/Cert/api'), made.version('/Cert/api')]
    assert_equal [[9294], 'v7'], [made.ports('/Cert/t'), made.version('/Cert/t')]
  end

  def test_says_for_each_component_how_long_its_certificate_is_good_and_what_to_renew
    pod

    assert_equal ['cdk-puma-eks: api: api.example.com on port 9292, certificate good for 89 days',
                  'cdk-puma-eks: www: www.example.com on port 9293, certificate good for 89 days',
                  'cdk-puma-eks: t: t.example.com on port 9294, certificate good for 2 days: renew secret /Cert/t'], @log
  end

  def test_a_secret_must_be_for_every_host_that_is_served_with_it
    @components << component('img', 9295)

    assert_equal 'secret /Cert/api is not for img.example.com but for api.example.com, www.example.com: ' \
                 'put a certificate for img.example.com into it', failure { pod }
  end

  def test_gives_its_secrets_half_a_minute_or_what_is_set
    assert_equal 30, pod.secrets_budget
    assert_equal 5, pod('secrets' => { 'budgetSeconds' => 5 }).secrets_budget
  end

  def test_takes_up_a_new_certificate_for_all_of_a_secrets_components
    made = pod
    before = made.certificates
    fresh = CdkPumaEks::Certificate.new('/Cert/api', Issue.text(*Issue.pair('api.example.com')))
    made.renew('/Cert/api', 'v2', fresh)

    assert_equal 'v2', made.version('/Cert/api')
    assert_same fresh, made.certificate(@components[1])
    assert_equal [API, TRACKING], before.map(&:leaf)
    assert_equal 'v7', made.version('/Cert/t')
  end

  def test_there_is_one_pod_a_process
    replace(CdkPumaEks::Settings, :load, -> { settings({}) }) do
      first = made { CdkPumaEks::Pod.current }

      assert_same first, CdkPumaEks::Pod.current
    end
  ensure
    CdkPumaEks::Pod.instance_variable_set(:@current, nil)
  end

  private

  def component(name, port, secret = '/Cert/api')
    { 'name' => name, 'hostname' => "#{name}.example.com", 'port' => port, 'certificateSecretId' => secret }
  end

  def settings(more)
    CdkPumaEks::Settings.new({ 'components' => @components }.merge(more), 's.json')
  end

  def pod(more = {})
    made { CdkPumaEks::Pod.new(settings(more)) }
  end

  # With the shelf for Secrets Manager; keeps the log.
  def made(&block)
    answer = nil
    @log = log_of { replace(CdkPumaEks::Secrets, :new, ->(_budget) { @shelf }) { answer = block.call } }
    answer
  end
end
