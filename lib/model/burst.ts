import { ALB_CONNECT_TIMEOUT_SECONDS, ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS } from './alb';
import type { ModelAdvice } from './explanation';

/** What the advice needs of a capacity. */
export interface BurstCapacity {
  readonly pods: number;
  readonly somaxconn: number;
  readonly burstPerPod: number;
}

/** A socket's queue, and the burst over all pods that it was declared to meet. */
export interface DeclaredBurst {
  readonly name: string;
  readonly backlog: number;
  readonly burst: number;
}

/** What is unwise about a declared burst; `rate` is the arithmetic of a pod's. The two ways to lose it have other cures. */
export function burstAdvice(capacity: BurstCapacity, declared: DeclaredBurst, rate: string): ModelAdvice[] {
  const { pods, burstPerPod, somaxconn } = capacity;
  const { name, burst, backlog } = declared;
  const perPod = Math.ceil(burst / pods);
  const share = `${name}: a burst of ${burst} connections over ${pods} ${pods === 1 ? 'pod' : 'pods'} is ${perPod} a pod`;
  if (perPod > burstPerPod) {
    const cure =
      burstPerPod === 0
        ? 'No number of pods can help: a single request takes longer than that.'
        : `Have ${Math.ceil(burst / burstPerPod)} pods before it comes, make requests faster, or turn it away with a rate rule; a deeper backlog cannot help.`;
    return [
      {
        id: 'burstOverHandshakeDeadline',
        message:
          `${share}. A pod answers ${rate}, so ${burstPerPod} within the ` +
          `${ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS} s that an ALB waits for a TLS handshake; the other ${perPod - burstPerPod} on ` +
          `each pod end as 502. ${cure}`,
      },
    ];
  }
  if (perPod > backlog) {
    const cure =
      perPod <= somaxconn
        ? `Set a backlog of ${perPod}.`
        : `The kernel gives ${somaxconn} at most: have ${Math.ceil(burst / somaxconn)} pods before it comes, with a backlog of ${somaxconn}.`;
    return [
      {
        id: 'burstOverBacklog',
        message:
          `${share}, and its queue holds ${backlog}: the kernel drops the rest, and the ALB answers 504 when it has waited ` +
          `${ALB_CONNECT_TIMEOUT_SECONDS} s to connect. ${cure}`,
      },
    ];
  }
  return [];
}
