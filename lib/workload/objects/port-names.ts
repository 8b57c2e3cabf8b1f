import { createHash } from 'node:crypto';
import { KUBERNETES_PORT_NAME_LIMIT } from '../../model/names';

/** Name of a component's port: its own where it fits into 15 characters, else its beginning and a hash of all of it. */
export function portName(component: string): string {
  if (component.length <= KUBERNETES_PORT_NAME_LIMIT && component !== 'probes') return component;
  const hash = createHash('sha256').update(component).digest('hex').slice(0, 5);
  return `${component.slice(0, KUBERNETES_PORT_NAME_LIMIT - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
