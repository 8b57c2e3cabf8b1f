# frozen_string_literal: true

# What every Ruby unit test starts from.
# Puma's gem goes first: the runtime has a puma.rb too.
gem 'puma'
$LOAD_PATH.push(File.expand_path('../../../runtime/puma', __dir__))
require 'json'
require 'minitest/autorun'
require 'cdk_puma_eks/report'
require_relative 'support/issue'
require_relative 'support/loopback_api'

# Helpers of all tests. Nothing here sleeps, and nothing leaves the machine.
class RuntimeTest < Minitest::Test
  private

  # Sets environment variables (nil takes one away) for the time of the block.
  def with_env(changes)
    before = changes.to_h { |name, _value| [name, ENV.fetch(name, nil)] }
    ENV.update(changes)
    yield
  ensure
    ENV.update(before)
  end

  # The same, with no other of AWS's variables set.
  def with_aws(changes, &block)
    with_env(ENV.keys.grep(/\AAWS_/).to_h { |name| [name, nil] }.merge(changes), &block)
  end

  # Answers one method of one object by a lambda for the time of the block.
  def replace(object, method, replacement)
    own = object.singleton_methods(false).include?(method)
    kept = object.method(method)
    silently { object.define_singleton_method(method) { |*args, &block| replacement.call(*args, &block) } }
    yield
  ensure
    own ? silently { object.define_singleton_method(method, kept) } : object.singleton_class.remove_method(method)
  end

  # Ruby's warning of a method or constant that is defined again is no news here.
  def silently
    verbose = $VERBOSE
    $VERBOSE = nil
    yield
  ensure
    $VERBOSE = verbose
  end

  # An object's pauses, noted instead of slept. `sleep` and `rand` are its own methods, so they can be answered for it.
  def without_sleep(object)
    [].tap { |pauses| object.define_singleton_method(:sleep) { |seconds| pauses << seconds } }
  end

  # What the block wrote to the container's log, line by line.
  def log_of(&block)
    capture_io(&block).last.lines(chomp: true)
  end

  # The message of the BootFailure that the block must raise: one line.
  def failure(&block)
    message = assert_raises(CdkPumaEks::BootFailure, &block).message
    assert_equal 1, message.lines.length
    message
  end
end
