# frozen_string_literal: true

require_relative 'test_helper'
require 'tmpdir'
require 'cdk_puma_eks/settings'
require 'cdk_puma_eks/warm_up'
require 'net/http'

class WarmUpTest < RuntimeTest
  class << self
    # What the warm-up of a test did.
    attr_accessor :done
  end

  def setup
    WarmUpTest.done = []
    CdkPumaEks::WarmUp.blocks.clear
  end

  def teardown
    CdkPumaEks::WarmUp.blocks.clear
  end

  def test_without_any_warm_up_nothing_is_said
    assert_empty(log_of { warm_up.run })
  end

  def test_runs_the_files_in_order_and_then_the_blocks
    CdkPumaEks.warm_up('cipher') { done << 'block 1' }
    CdkPumaEks.warm_up('cache') { done << 'block 2' }
    log = log_of { run_files('b.rb' => "WarmUpTest.done << 'b'", 'a.rb' => "WarmUpTest.done << 'a'") }

    assert_equal ['b', 'a', 'block 1', 'block 2'], done
    assert_equal 1, log.length
    assert_match(/\Acdk-puma-eks: process #{Process.pid} is warm after \d+\.\d s\z/, log.first)
  end

  def test_a_block_that_is_named_again_replaces_the_first
    %w[first second].each { |text| CdkPumaEks.warm_up('cipher') { done << text } }
    log_of { warm_up.run }

    assert_equal ['second'], done
  end

  def test_runs_again_in_each_process
    CdkPumaEks.warm_up('cipher') { done << 1 }
    log_of { 2.times { warm_up.run } }

    assert_equal [1, 1], done
  end

  def test_a_failure_ends_the_process_and_names_the_step_the_error_and_its_place
    CdkPumaEks.warm_up('cipher') { raise ArgumentError, "no key\nand more" }
    CdkPumaEks.warm_up('never') { done << 1 }
    log = ended { warm_up.run }

    assert_empty done
    assert_match(/: warm-up failed in process \d+ at cipher: ArgumentError: no key \(.*warm_up_test\.rb:\d+:in /, log)
  end

  def test_files_that_are_missing_or_no_ruby_fail_too
    assert_match(/ at nowhere\.rb: LoadError: cannot load such file/, ended { warm_up('files' => ['nowhere.rb']).run })
    assert_match(/ at .*broken\.rb: SyntaxError: /, ended { run_files('broken.rb' => 'def (') })
    assert_match(/ at .*not\.rb: NotImplementedError: /, ended { run_files('not.rb' => 'raise NotImplementedError') })
    assert_match(/ at .*nil\.rb: NoMethodError: .*nil\.rb:1:in /, ended { run_files('nil.rb' => 'nil.encrypt') })
  end

  def test_an_error_without_a_message_is_told_too
    CdkPumaEks.warm_up('cipher') { raise StandardError, '' }

    assert_match(/ at cipher: StandardError: +\(/, ended { warm_up.run })
  end

  def test_serves_all_the_same_where_that_is_chosen
    CdkPumaEks.warm_up('cipher') { raise 'no key' }
    log = log_of { warm_up('onFailure' => 'serve').run }

    assert_equal 1, log.length
    assert_match(/warm-up failed .* at cipher: RuntimeError: no key/, log.first)
  end

  def test_a_step_that_hangs_is_ended_with_the_budget_of_all
    CdkPumaEks.warm_up('quick') { done << 1 }
    CdkPumaEks.warm_up('hangs') { sleep }

    assert_match(/ at hangs: not done within its 0\.05 s\z/, ended { warm_up('budgetSeconds' => 0.05).run })
    assert_equal [1], done
  end

  def test_waits_before_it_ends_the_process_as_puma_starts_the_next_one_at_once
    ended { warm_up('files' => ['nowhere.rb']).run }

    assert_equal [5], @pauses
  end

  def test_a_timeout_of_the_steps_own_is_no_spent_budget
    CdkPumaEks.warm_up('cipher') { raise Net::ReadTimeout }

    assert_match(/ at cipher: Net::ReadTimeout: /, ended { warm_up.run })
  end

  def test_has_a_minute_by_default
    asked = nil
    CdkPumaEks.warm_up('cipher') { done << 1 }
    replace(Timeout, :timeout, ->(seconds) { asked = seconds }) { log_of { warm_up.run } }

    assert_equal 60, asked
  end

  def test_comes_after_the_app_where_each_process_loads_it
    config = Class.new { def app = WarmUpTest.done.push('app') && :app }.new
    config.extend(CdkPumaEks::WarmUp::AfterLoading)
    config.cdk_puma_eks_warm_up = Class.new { def run = WarmUpTest.done.push('warm-up') }.new

    assert_equal :app, config.app
    assert_equal %w[app warm-up], done
  end

  private

  def done
    WarmUpTest.done
  end

  def warm_up(settings = {})
    made = CdkPumaEks::WarmUp.new(CdkPumaEks::Settings.new({ 'warmUp' => settings }, 's.json'))
    made.tap { @pauses = without_sleep(made) }
  end

  # Runs files of these names and contents, in a folder whose name has a space.
  def run_files(files)
    Dir.mktmpdir('warm up') do |folder|
      paths = files.map { |name, text| File.join(folder, name).tap { |path| File.write(path, text) } }
      warm_up('files' => paths).run
    end
  end

  # The one line of a process that the block ends with status 1.
  def ended(&block)
    log = log_of { assert_equal 1, assert_raises(SystemExit, &block).status }
    assert_equal 1, log.length
    log.first
  end
end
