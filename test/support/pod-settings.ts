import type { PROMETHEUS_METRICS } from '../../lib/model/metrics';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { Timing } from '../../lib/model/timing';
import { configMapObject } from '../../lib/workload/objects/config-map';
import { settingsJson } from '../../lib/workload/objects/settings-json';
import { podMetricsOf } from '../../lib/workload/pod-metrics';

/** One component as the pod sees it. */
export interface PodComponent {
  name: string;
  port: number;
  backlog: number;
  hostname: string;
  certificateSecretId: string;
}

/** The pod's settings.json: what `lib/workload/objects/settings-json.ts` writes and `runtime/puma/` reads. */
export interface PodSettings {
  service: string;
  workers: number;
  threads: { min: number; max: number };
  preloadApp: boolean;
  extraConfigFile: string | null;
  rackup: string | null;
  bind: string;
  components: PodComponent[];
  timeouts: {
    persistent: number;
    firstData: number;
    workerShutdown: number;
    workerBoot: number;
    forceShutdownAfter: number;
  };
  probe: { port: number; readinessPath: string; livenessPath: string };
  warmUp: { files: string[]; budgetSeconds: number; onFailure?: 'fail' | 'serve' };
  certificates: { pollSeconds: number };
  secrets?: { budgetSeconds: number };
  metrics: {
    namespace: string;
    dimensions: Record<string, string>;
    intervalSeconds: number;
    storageResolution?: 1 | 60;
    names: Record<string, string>;
  } | null;
  prometheus?: { path: string; series: typeof PROMETHEUS_METRICS };
}

/** The construct's settings of a small pod, moved to loopback; a test changes what it is about. */
export function podSettings(
  components: PodComponent[],
  probePort: number,
  changes: Partial<PodSettings> = {},
): PodSettings {
  const rendered = settingsJson({
    serviceName: 'email',
    puma: { probePort },
    timing: Timing.derive(),
    components: components.map(({ certificateSecretId, ...component }) => ({
      ...component,
      certificateSecretName: certificateSecretId,
    })),
    metrics: podMetricsOf(),
    metricNamespace: PUMA_METRICS.namespace,
  }) as PodSettings;
  return { ...rendered, bind: '127.0.0.1', ...changes };
}

/** The files of a pod with these settings. */
export function mountedFiles(settings: PodSettings): Readonly<Record<string, string>> {
  return { ...configMapObject({ name: settings.service }).data, 'settings.json': JSON.stringify(settings) };
}
