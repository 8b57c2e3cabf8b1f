import { KEDA_CHART } from './keda-values';
import { refuse } from '../model/errors';

/** Refuses a chart version that cannot run our ScaledObject; true where it is older than the one we would choose. */
export function checkKedaVersion(given: string): boolean {
  if (!/^\d+\.\d+\.\d+$/.test(given) || olderThan(given, KEDA_CHART.oldest)) {
    refuse({
      code: 'KedaVersionUnsupported',
      path: 'chartVersion',
      given,
      allowed: `a version such as ${KEDA_CHART.version}, at least ${KEDA_CHART.oldest}`,
      why: "earlier versions refuse a fallback together with target type Value, and an open range would change the cluster's autoscaler without a commit",
    });
  }
  return olderThan(given, KEDA_CHART.version);
}

function olderThan(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const different = a.findIndex((part, index) => part !== b[index]);
  return different >= 0 && a[different] < b[different];
}
