import { PUMA_METRICS } from '../../lib/model/metrics';

/** One component as the pod sees it. */
export interface PodComponent {
  name: string;
  port: number;
  backlog: number;
  hostname: string;
  certificateSecretId: string;
}

/** The pod's settings.json; see `runtime/puma/cdk_puma_eks/settings.rb`. */
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
  secrets?: { budgetSeconds: number };
  metrics: {
    namespace: string;
    dimensions: Record<string, string>;
    intervalSeconds: number;
    storageResolution?: 1 | 60;
    names: Record<string, string>;
  } | null;
}

/** Settings of a small pod on loopback; a test changes what it is about. */
export function podSettings(
  components: PodComponent[],
  probePort: number,
  changes: Partial<PodSettings> = {},
): PodSettings {
  return {
    service: 'email',
    workers: 2,
    threads: { min: 5, max: 5 },
    preloadApp: true,
    extraConfigFile: null,
    rackup: null,
    bind: '127.0.0.1',
    components,
    timeouts: { persistent: 75, firstData: 60, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 },
    probe: { port: probePort, readinessPath: '/readyz', livenessPath: '/livez' },
    warmUp: { files: [], budgetSeconds: 60 },
    metrics: {
      namespace: PUMA_METRICS.namespace,
      dimensions: { [PUMA_METRICS.dimension]: 'email' },
      intervalSeconds: 10,
      names: PUMA_METRICS,
    },
    ...changes,
  };
}
