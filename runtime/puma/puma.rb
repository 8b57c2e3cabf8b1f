# frozen_string_literal: true

# Puma's configuration in the pod: `puma -C /etc/cdk-puma-eks/puma.rb`. Every number comes from settings.json.
# (No realpath: a ConfigMap's files are links that move when it changes.)
here = File.dirname(File.expand_path(__FILE__))
$LOAD_PATH.push(here) unless $LOAD_PATH.include?(here)
require 'cdk_puma_eks'

begin
  # With it Puma logs its options, and our private keys are among them.
  CdkPumaEks.report('PUMA_LOG_CONFIG is ignored: it would log private keys') if ENV.delete('PUMA_LOG_CONFIG')
  pod = CdkPumaEks::Pod.current
  settings = pod.settings

  pod.components.each do |component|
    certificate = pod.certificate(component)
    ssl_bind settings.host, component.fetch('port'),
             cert_pem: certificate.pem, key_pem: certificate.key.private_to_pem,
             no_tlsv1: true, no_tlsv1_1: true, backlog: component.fetch('backlog')
  end

  tag settings.fetch('service')
  # Puma's own default is development, which shows backtraces to clients.
  environment 'production' unless %w[APP_ENV RACK_ENV RAILS_ENV].any? { |name| ENV.key?(name) }
  rackup settings.fetch('rackup') if settings.get('rackup')
  threads settings.fetch('threads', 'min'), settings.fetch('threads', 'max')
  persistent_timeout settings.fetch('timeouts', 'persistent')
  first_data_timeout settings.fetch('timeouts', 'firstData')

  workers settings.fetch('workers')
  if settings.fetch('workers').positive?
    preload_app! settings.fetch('preloadApp')
    worker_boot_timeout settings.fetch('timeouts', 'workerBoot')
    worker_shutdown_timeout settings.fetch('timeouts', 'workerShutdown')
  end

  # What Puma would do without: told where a version has it not.
  {
    force_shutdown_after: [settings.fetch('timeouts', 'forceShutdownAfter')],
    # The master's view of its workers lags by this: one second, as often as it is sampled.
    worker_check_interval: [1],
    silence_single_worker_warning: [],
  }.each do |name, values|
    next public_send(name, *values) if respond_to?(name)

    CdkPumaEks.report("Puma #{Puma::Const::PUMA_VERSION} has no #{name}: it stays as it is")
  end

  CdkPumaEks::KeepAlive.free_idle_threads

  # The user's own file comes after all of that, and may change any of it.
  if (extra = settings.get('extraConfigFile'))
    raise CdkPumaEks::BootFailure, "extraConfigFile #{extra} is not in the image" unless File.file?(extra)

    # In UTF-8 as Ruby reads its files, and not as the image's locale, which may be none.
    instance_eval(File.read(extra, encoding: 'UTF-8'), extra)
  end

  plugin :cdk_puma_eks
rescue CdkPumaEks::BootFailure => e
  abort("cdk-puma-eks: #{e.message}")
rescue NoMethodError => e
  raise unless e.receiver.equal?(self)

  abort("cdk-puma-eks: Puma #{Puma::Const::PUMA_VERSION} has no #{e.name}, and the pod cannot do without it")
end
