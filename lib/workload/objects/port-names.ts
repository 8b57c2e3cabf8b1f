import { KUBERNETES_NAME_LIMIT, KUBERNETES_PORT_NAME_LIMIT, shortened } from '../../model/names';

/** Name of the port of the probe endpoints. */
export const PROBE_PORT_NAME = 'cdk-puma-probes';

/** Name of a component's port: its own where it fits into 15 characters and has no two hyphens in a row (IANA). */
export function portName(component: string): string {
  if (!component.includes('--')) return shortened(component, KUBERNETES_PORT_NAME_LIMIT);
  // Padded beyond what a component's name may have, so that it is cut and carries the hash of the whole.
  const padded = component.padEnd(KUBERNETES_NAME_LIMIT + 1, '-');
  return shortened(padded, KUBERNETES_PORT_NAME_LIMIT).replace(/-{2,}/g, '-');
}
