# frozen_string_literal: true

require_relative 'test_helper'
require 'puma'
require 'cdk_puma_eks/plugin'

class PluginTest < RuntimeTest
  Launcher = Struct.new(:options, :config)

  # As much of Puma's configuration as is used: workers' hooks, by the name that this Puma has for them.
  class Config
    HOOK = %i[before_worker_boot on_worker_boot].find { |name| Puma::DSL.method_defined?(name) }

    attr_reader :hooks

    def initialize
      @hooks = []
    end

    def configure
      hooks = @hooks
      yield nil, Object.new.tap { |file| file.define_singleton_method(HOOK) { |&block| hooks << block } }
    end
  end

  Certificate = Struct.new(:days_left)
  Pod = Struct.new(:settings, :certificates, :renewal)
  METRICS = { 'metrics' => { 'intervalSeconds' => 10 } }.freeze

  def setup
    @plugin = CdkPumaEks::Plugin.new
    @steps = steps = []
    @plugin.define_singleton_method(:in_background) { |&block| steps << :background << block }
  end

  def test_is_the_plugin_of_its_name
    assert_same CdkPumaEks::Plugin, Puma::Plugins.find('cdk_puma_eks')
  end

  def test_probes_answer_before_the_app_is_loaded_and_the_rest_comes_with_puma
    start(METRICS)

    assert_equal %i[probes background], @steps.first(2)
    assert_equal %i[watch_signal renewal publisher], in_background
  end

  def test_publishes_only_where_somebody_reads
    start({})

    assert_equal %i[watch_signal renewal], in_background
    start('prometheus' => { 'path' => '/metrics' })

    assert_includes in_background, :publisher
  end

  def test_what_the_runtime_refuses_ends_the_boot_in_one_line
    refuse = -> { raise CdkPumaEks::BootFailure, 'probe port 9 cannot be bound' }
    log = log_of do
      replace(CdkPumaEks::Pod, :current, refuse) { assert_raises(SystemExit) { @plugin.start(launcher({})) } }
    end

    assert_equal ['cdk-puma-eks: probe port 9 cannot be bound'], log
  end

  def test_warms_up_after_loading_in_each_process_that_loads_the_app_itself
    { { workers: 0 } => true, { workers: 2 } => true, { workers: 2, preload_app: true } => false, {} => true,
      { workers: 0, preload_app: true } => true }.each do |options, expected|
      assert_equal expected, start({}, options).config.is_a?(CdkPumaEks::WarmUp::AfterLoading), options.inspect
    end
  end

  def test_workers_keep_their_certificates_current_and_are_warmed_where_they_got_the_app_with_the_fork
    {
      { workers: 2 } => [%i[renewal], %i[renewal]],
      { workers: 2, fork_worker: 1000 } => [%i[renewal], %i[renewal warm]],
      { workers: 2, preload_app: true } => [%i[renewal warm], %i[renewal warm]],
    }.each { |options, steps| assert_equal steps, at_worker_boot(options), options.inspect }
  end

  def test_single_mode_has_no_worker_hook
    assert_empty start({}, { workers: 0, preload_app: true }).config.hooks
  end

  def test_tells_the_certificates_that_end_first_and_refused_renewals
    refused = false
    renewal = Class.new { define_method(:refused?) { refused } }.new
    pod = Pod.new(nil, [Certificate.new(40.5), Certificate.new(3.14159)], renewal)
    gauges = @plugin.send(:gauges, pod)

    assert_equal [3.14, 0], gauges.values_at('certificateDaysLeft', 'certificateRefused').map(&:call)
    refused = true

    assert_equal 1, gauges['certificateRefused'].call
  end

  def test_wraps_the_app_and_pumas_server_and_listeners_so_that_leaving_loses_nothing
    assert_kind_of CdkPumaEks::Leaving::App, start({}).config
    assert_includes Puma::Server.ancestors, CdkPumaEks::Leaving::Server
    assert_includes Puma::MiniSSL::Server.ancestors, CdkPumaEks::Leaving::Listener
  end

  private

  # Starts the plugin with stand-ins that note what is done with them.
  def start(settings, options = {})
    @steps.clear
    made = launcher(options)
    pod = Pod.new(CdkPumaEks::Settings.new(settings, 's.json'), [Certificate.new(1)])
    stand_ins = { CdkPumaEks::Renewal => noting(:start, :renewal), CdkPumaEks::Probes => noting(:start, :probes),
                  CdkPumaEks::Publisher => noting(:start, :publisher),
                  CdkPumaEks::Readiness => noting(:watch_signal, :watch_signal) }
    run = -> { replace(CdkPumaEks::Pod, :current, -> { pod }) { @plugin.start(made) } }
    stand_ins.reduce(run) do |inner, (kind, stand_in)|
      -> { replace(kind, :new, ->(*) { stand_in }) { inner.call } }
    end.call
    made
  end

  def launcher(options)
    Launcher.new(options, Config.new)
  end

  # What the first two workers do when they boot.
  def at_worker_boot(options)
    steps = @steps
    warm_up = Class.new { define_method(:run) { steps << :warm } }.new
    hooks = replace(CdkPumaEks::WarmUp, :new, ->(_settings) { warm_up }) { start({}, options).config.hooks }
    [0, 1].map do |index|
      @steps.clear
      hooks.each { |hook| hook.call(index) }
      @steps.dup
    end
  end

  def noting(method, step)
    steps = @steps
    Class.new { define_method(method) { steps << step } }.new
  end

  # What is done once Puma's own signal handlers are in place.
  def in_background
    block = @steps.last
    @steps.clear
    block.call
    @steps.dup
  end
end
