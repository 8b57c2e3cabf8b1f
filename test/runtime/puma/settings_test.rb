# frozen_string_literal: true

require_relative 'test_helper'
require 'tempfile'
require 'cdk_puma_eks/settings'

class SettingsTest < RuntimeTest
  def test_reads_the_file_that_the_environment_names
    file = Tempfile.new(['settings', '.json'])
    file.write('{"service":"email"}')
    file.close
    with_env('CDK_PUMA_EKS_SETTINGS' => file.path) do
      assert_equal 'email', CdkPumaEks::Settings.load.fetch('service')
    end
  ensure
    file&.unlink
  end

  def test_reads_utf8_whatever_the_locale_of_the_image
    file = Tempfile.new(['settings', '.json'])
    file.write('{"service":"épicerie"}')
    file.close
    locale = Encoding.default_external
    silently { Encoding.default_external = Encoding::US_ASCII }

    assert_equal 'épicerie', CdkPumaEks::Settings.load(file.path).fetch('service')
  ensure
    silently { Encoding.default_external = locale }
    file&.unlink
  end

  def test_reads_the_mounted_file_by_default
    asked = nil
    with_env('CDK_PUMA_EKS_SETTINGS' => nil) do
      replace(File, :read, ->(path, *) { '{}'.tap { asked = path } }) { CdkPumaEks::Settings.load }
    end
    assert_equal '/etc/cdk-puma-eks/settings.json', asked
  end

  def test_names_a_file_that_is_missing_or_broken_and_the_remedy
    message = failure { CdkPumaEks::Settings.load('/nowhere/settings.json') }
    assert_equal 'settings file /nowhere/settings.json cannot be read (Errno::ENOENT): ' \
                 'mount what the construct renders there', message
    replace(File, :read, ->(_path, *) { '{"service":' }) do
      assert_match(/cannot be read \(JSON::ParserError\)/, failure { CdkPumaEks::Settings.load('x') })
    end
  end

  def test_names_a_file_that_holds_no_settings
    ['[]', '5', 'null', '"text"'].each do |text|
      replace(File, :read, ->(_path, *) { text }) do
        assert_match(/\Asettings file x cannot be read/, failure { CdkPumaEks::Settings.load('x') })
      end
    end
  end

  def test_fetches_what_is_there_false_and_zero_too
    held = settings('threads' => { 'min' => 0 }, 'preloadApp' => false)

    assert_equal 0, held.fetch('threads', 'min')
    refute held.fetch('preloadApp')
  end

  def test_names_the_path_of_what_is_missing
    [{}, { 'threads' => {} }, { 'threads' => 5 }, { 'threads' => nil }, { 'threads' => { 'min' => nil } }].each do |values|
      assert_equal 'settings file s.json has no threads.min: render it with the construct',
                   failure { settings(values).fetch('threads', 'min') }
    end
  end

  def test_gives_a_default_for_what_may_be_missing_or_null
    held = settings('warmUp' => { 'files' => nil, 'loud' => false })

    assert_equal [], held.get('warmUp', 'files', default: [])
    assert_equal 60, held.get('nothing', 'here', default: 60)
    assert_nil held.get('rackup')
    refute held.get('warmUp', 'loud', default: true)
  end

  def test_writes_an_ipv6_address_in_brackets
    assert_equal '[::]', settings('bind' => '::').host
    assert_equal '0.0.0.0', settings('bind' => '0.0.0.0').host
  end

  private

  def settings(values)
    CdkPumaEks::Settings.new(values, 's.json')
  end
end
