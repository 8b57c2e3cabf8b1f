import { CERTIFICATE_POLL_SECONDS } from '../../model/certificate-poll';
import { STORAGE_RESOLUTION_SECONDS } from '../../model/cloudwatch';
import { PROMETHEUS_METRICS, PUMA_METRICS } from '../../model/metrics';
import { DEFAULT_THREADS, DEFAULT_WORKERS, PUMA_DEFAULTS } from '../../model/puma';
import type { Timing } from '../../model/timing';
import { SECRETS_BUDGET_SECONDS } from '../../model/timing-margins';
import type { PodMetrics } from '../pod-metrics';
import type { PumaSettings } from '../puma-settings';
import type { WorkloadComponent } from '../workload-component';
import { LIVENESS_PATH, METRICS_PATH, PROBE_PORT, READINESS_PATH } from './probe-endpoints';

export interface SettingsInputs {
  readonly serviceName: string;
  readonly puma: PumaSettings;
  readonly timing: Timing;
  readonly components: readonly WorkloadComponent[];
  readonly metrics: PodMetrics;
  readonly metricNamespace: string;
  readonly highResolutionMetrics?: boolean;
}

/** What `runtime/puma/` reads from settings.json: every number that the pod needs, and no secret. */
export function settingsJson(inputs: SettingsInputs): object {
  const { puma, timing } = inputs;
  const maxThreads = puma.maxThreads ?? DEFAULT_THREADS;
  return {
    service: inputs.serviceName,
    workers: puma.workers ?? DEFAULT_WORKERS,
    threads: { min: puma.minThreads ?? maxThreads, max: maxThreads },
    preloadApp: puma.preloadApp ?? true,
    extraConfigFile: puma.extraConfigFile,
    rackup: puma.rackup,
    bind: '0.0.0.0',
    components: inputs.components.map((component) => ({
      name: component.name,
      port: component.port,
      backlog: component.backlog ?? PUMA_DEFAULTS.backlog,
      hostname: component.hostname,
      certificateSecretId: component.certificateSecretName,
    })),
    timeouts: {
      persistent: timing.persistentTimeoutSeconds,
      firstData: timing.firstDataTimeoutSeconds,
      workerShutdown: timing.workerShutdownTimeoutSeconds,
      workerBoot: timing.workerBootTimeoutSeconds,
      forceShutdownAfter: timing.forceShutdownAfterSeconds,
    },
    probe: { port: puma.probePort ?? PROBE_PORT, readinessPath: READINESS_PATH, livenessPath: LIVENESS_PATH },
    secrets: { budgetSeconds: SECRETS_BUDGET_SECONDS },
    certificates: { pollSeconds: puma.certificatePollSeconds ?? CERTIFICATE_POLL_SECONDS.default },
    warmUp: {
      files: puma.warmUpFiles ?? [],
      budgetSeconds: timing.warmUpSeconds,
      onFailure: (puma.serveAfterFailedWarmUp ?? false) ? 'serve' : 'fail',
    },
    metrics: inputs.metrics.cloudWatch ? cloudWatch(inputs) : null,
    ...(inputs.metrics.prometheus && { prometheus: { path: METRICS_PATH, series: PROMETHEUS_METRICS } }),
  };
}

function cloudWatch(inputs: SettingsInputs): object {
  return {
    namespace: inputs.metricNamespace,
    dimensions: { [PUMA_METRICS.dimension]: inputs.serviceName },
    intervalSeconds: inputs.metrics.publishIntervalSeconds,
    storageResolution: STORAGE_RESOLUTION_SECONDS[(inputs.highResolutionMetrics ?? false) ? 'high' : 'standard'],
    names: metricNames(),
  };
}

/** Names in CloudWatch, where they are not the runtime's own with a capital. */
function metricNames(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PUMA_METRICS).filter(
      ([key, name]) => key !== 'namespace' && key !== 'dimension' && name !== key[0].toUpperCase() + key.slice(1),
    ),
  );
}
