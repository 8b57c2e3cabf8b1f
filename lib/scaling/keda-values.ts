/** KEDA's Helm chart: where it comes from, and which version is known to do what the ScaledObject asks for. */
export const KEDA_CHART = {
  name: 'keda',
  repository: 'https://kedacore.github.io/charts',
  /** Chart and KEDA itself share their version. The first without CVE-2026-77524 (token audiences). */
  version: '2.21.0',
  /** The first that takes a fallback together with target type `Value` (kedacore/keda#6655). */
  oldest: '2.18.0',
  /** Where most clusters have it, so that a service account's role is found where it is looked for. */
  namespace: 'keda',
  /** The service account of the operator, which calls CloudWatch. */
  serviceAccount: 'keda-operator',
} as const;

/** Values of a chart: whatever YAML can say. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * Values that differ from the chart's own on purpose. Its defaults already run everything as non-root, with a read-only
 * root filesystem, without capabilities and under the runtime's seccomp profile.
 */
export function kedaValues(clusterName: string): Values {
  return {
    clusterName,
    serviceAccount: { operator: { create: true, name: KEDA_CHART.serviceAccount } },
    operator: { replicaCount: 2 },
    metricsServer: { replicaCount: 2 },
    webhooks: { replicaCount: 2 },
    // One of each works at a time; the second takes over without a gap when a node goes.
    podDisruptionBudget: {
      operator: { maxUnavailable: 1 },
      metricServer: { maxUnavailable: 1 },
      webhooks: { maxUnavailable: 1 },
    },
    topologySpreadConstraints: {
      operator: spread('keda-operator'),
      metricsServer: spread('keda-operator-metrics-apiserver'),
      webhooks: spread('keda-admission-webhooks'),
    },
    // The chart lets the operator list every Secret, and get every object, of the cluster. Deployments need neither.
    permissions: { operator: { restrict: { secret: true } }, metricServer: { restrict: { secret: true } } },
    rbac: { enabledCustomScaledRefKinds: false },
    logging: { operator: { format: 'json' }, webhooks: { format: 'json' } },
  };
}

function spread(app: string): unknown[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { app } },
    },
  ];
}

/** The user's values over ours, as Helm merges them: maps by key, all else replaced. */
export function mergeValues(ours: Values, theirs: Values): Values {
  const merged: Record<string, unknown> = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    const own = merged[key];
    merged[key] = isMap(own) && isMap(value) ? mergeValues(own, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
