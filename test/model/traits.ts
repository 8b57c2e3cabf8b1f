import type { FleetTraits } from '../../lib/model/fleet';

/** Pods of ten threads that take 75 s to start. */
export const TRAITS: FleetTraits = {
  threadsPerPod: 10,
  serviceSeconds: 0.1,
  startSeconds: 75,
  deregistrationSeconds: 30,
  preStopSeconds: 40,
  queuePerPod: 1000,
};
