import type { ProbeNumbers, Timing } from '../../model/timing';
import { PROBE_PORT_NAME } from './port-names';
import { LIVENESS_PATH, METRICS_PATH, READINESS_PATH } from './probe-endpoints';

/** Where settings and the runtime's files are mounted, read-only. */
export const MOUNT_PATH = '/etc/cdk-puma-eks';

/** The settings, as a file beside the runtime's. */
const SETTINGS_FILE = 'settings.json';

/**
 * The pod's annotation that holds them, and that the kubelet makes the file of: a revision of the Deployment and its settings
 * are one, whichever of its pods restarts when, and whichever revision is gone back to.
 */
const SETTINGS_ANNOTATION = 'cdk-puma-eks/settings';

export interface PodContainer {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly selector: Record<string, string>;
  readonly timing: Timing;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the Secrets whose entries are environment variables too. */
  readonly environmentFromSecrets: readonly string[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly probePort: number;
  /** Port that Prometheus is to scrape, as text; absent when it is not to. */
  readonly scrapePort?: string;
  readonly cpu: string;
  readonly memory: string;
  readonly runAsUser: number;
  readonly writablePaths: readonly string[];
  readonly serviceAccountName: string;
  readonly settings: object;
  readonly configMapName: string;
  /** Changes when the runtime's files do, so that pods are rolled. */
  readonly runtimeChecksum: string;
}

/** A pod under security level "restricted": Puma, its settings, and how it is watched and ended. */
export function podTemplate(pod: PodContainer): object {
  return {
    metadata: {
      labels: { ...pod.metadata.labels, ...pod.selector },
      annotations: {
        [SETTINGS_ANNOTATION]: JSON.stringify(pod.settings),
        'cdk-puma-eks/runtime-checksum': pod.runtimeChecksum,
        ...scrapeAnnotations(pod.scrapePort),
      },
    },
    spec: {
      serviceAccountName: pod.serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: pod.timing.terminationGracePeriodSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: pod.runAsUser,
        fsGroup: pod.runAsUser,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: pod.selector },
        // Without it the pods of the last revision count too, and a rollout ends up in one zone.
        matchLabelKeys: ['pod-template-hash'],
      })),
      containers: [container(pod)],
      volumes: [
        { name: 'config', projected: { sources: [{ configMap: { name: pod.configMapName } }, ownSettings()] } },
        ...pod.writablePaths.map((_, i) => ({ name: `writable-${i}`, emptyDir: {} })),
      ],
    },
  };
}

/** The annotation as a file, by the downward API. */
function ownSettings(): object {
  const fieldPath = `metadata.annotations['${SETTINGS_ANNOTATION}']`;
  return { downwardAPI: { items: [{ path: SETTINGS_FILE, fieldRef: { fieldPath } }] } };
}

/** What Prometheus' usual job for pods (`kubernetes-pods`) goes by; all are text to Kubernetes. */
function scrapeAnnotations(port: string | undefined): Record<string, string> {
  if (port === undefined) return {};
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/scheme': 'https',
    'prometheus.io/port': port,
    'prometheus.io/path': METRICS_PATH,
  };
}

function container(pod: PodContainer): object {
  return {
    name: 'puma',
    image: pod.image,
    command: [...pod.command, '-C', `${MOUNT_PATH}/puma.rb`],
    // Of one name, `env` wins.
    ...(pod.environmentFromSecrets.length > 0 && {
      envFrom: pod.environmentFromSecrets.map((name) => ({ secretRef: { name } })),
    }),
    env: Object.entries(pod.environment).map(([name, value]) => ({ name, value })),
    ports: [...pod.ports, { name: PROBE_PORT_NAME, port: pod.probePort }].map(({ name, port }) => ({
      name,
      containerPort: port,
    })),
    // Memory is the limit of what a leak may take; a CPU limit would only throttle threads that hold requests.
    resources: { requests: { cpu: pod.cpu, memory: pod.memory }, limits: { memory: pod.memory } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    lifecycle: { preStop: { sleep: { seconds: pod.timing.preStopSeconds } } },
    startupProbe: probe(pod, READINESS_PATH, pod.timing.startupProbe),
    readinessProbe: probe(pod, READINESS_PATH, pod.timing.readinessProbe),
    livenessProbe: probe(pod, LIVENESS_PATH, pod.timing.livenessProbe),
    volumeMounts: [
      { name: 'config', mountPath: MOUNT_PATH, readOnly: true },
      ...pod.writablePaths.map((mountPath, i) => ({ name: `writable-${i}`, mountPath })),
    ],
  };
}

/** `httpGet`, never `tcpSocket`: the port listens before any worker accepts. */
function probe(pod: PodContainer, path: string, numbers: ProbeNumbers): object {
  return {
    httpGet: { scheme: 'HTTPS', path, port: pod.probePort },
    periodSeconds: numbers.periodSeconds,
    timeoutSeconds: numbers.timeoutSeconds,
    failureThreshold: numbers.failureThreshold,
    // Kubernetes' own defaults stay unsaid.
    ...(numbers.successThreshold > 1 && { successThreshold: numbers.successThreshold }),
    ...(numbers.initialDelaySeconds > 0 && { initialDelaySeconds: numbers.initialDelaySeconds }),
  };
}
