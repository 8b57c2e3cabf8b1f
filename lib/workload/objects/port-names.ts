import { KUBERNETES_PORT_NAME_LIMIT, shortened } from '../../model/names';

/** Name of the port of the probe endpoints. */
export const PROBE_PORT_NAME = 'cdk-puma-probes';

/** Name of a component's port: its own where it fits into 15 characters. */
export function portName(component: string): string {
  return shortened(component, KUBERNETES_PORT_NAME_LIMIT);
}
