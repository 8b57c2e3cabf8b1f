import type { ExplainedValue } from './explanation';
import type { TerminationFigures } from './timing-pod';
import { FORCE_SHUTDOWN_GRACE_SECONDS } from './puma';

/** The events of a pod's end, in seconds after its deletion; `value` never decreases from row to row. */
export function explainTermination(pod: TerminationFigures): ExplainedValue[] {
  const sigterm = pod.preStopSeconds;
  const forced = sigterm + pod.forceShutdownAfterSeconds;
  const event = (name: string, value: number, derivation: string, source: string): ExplainedValue => ({
    name,
    value,
    unit: 's',
    derivation,
    source,
  });
  return [
    event(
      'deleted',
      0,
      'preStop begins to sleep; the controller deregisters the target',
      'Kubernetes docs, pod lifecycle',
    ),
    event(
      'lastRequestArrives',
      pod.deregistrationPropagationSeconds,
      'deregistrationPropagationSeconds: every load balancer node knows',
      'field data',
    ),
    event(
      'sigterm',
      sigterm,
      'preStopSeconds: Puma closes its sockets and finishes what it has',
      'Kubernetes docs, pod lifecycle',
    ),
    event(
      'requestsForced',
      forced,
      'sigterm + forceShutdownAfterSeconds: what still runs ends with a 503',
      'Puma source, thread_pool.rb',
    ),
    event(
      'workersDone',
      forced + FORCE_SHUTDOWN_GRACE_SECONDS,
      `requestsForced + ${FORCE_SHUTDOWN_GRACE_SECONDS}: the last thread has been killed`,
      'Puma source, thread_pool.rb',
    ),
    event(
      'workersKilled',
      sigterm + pod.workerShutdownTimeoutSeconds,
      'sigterm + workerShutdownTimeoutSeconds: SIGKILL from the master, in cluster mode',
      'Puma source, worker_handle.rb',
    ),
    event(
      'podKilled',
      pod.terminationGracePeriodSeconds,
      'terminationGracePeriodSeconds: SIGKILL from the kubelet',
      'Kubernetes docs, pod lifecycle',
    ),
  ];
}
