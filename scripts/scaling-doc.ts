import { CPU_SHARE_PERCENT } from '../bin/simulation/inputs';
import type { SimulationInputs } from '../bin/simulation/inputs';
import { compare } from '../bin/simulation/comparison';
import { drawComparison } from '../bin/simulation/drawing';
import { podsFor, trackingStep } from '../lib/model/busyness';
import { busynessCounterQuery } from '../lib/model/busyness-expression';
import { Capacity } from '../lib/model/capacity';
import { disruption } from '../lib/model/disruption';
import { loadCurve } from '../lib/model/load-curve';
import { PUBLISH_INTERVAL_SECONDS } from '../lib/model/metrics';
import { fleetTraits } from '../lib/model/fleet';
import {
  DEFAULT_POD_RANGE,
  hpaBehavior,
  metricWindow,
  PODS_ADDED_AT_ONCE,
  scalingPace,
  SHARE_REMOVED_AT_ONCE,
} from '../lib/model/scaling';
import { scheduledPods } from '../lib/model/scheduled-capacity';
import { secondsToReach } from '../lib/model/simulation';
import { Timing } from '../lib/model/timing';

const TARGET = 60;
const timing = Timing.derive();
const capacity = Capacity.derive();

/** `docs/scaling.md`: what the pods follow, how fast, and what else moves them; its figures are the model's. */
export function scalingDoc(): string {
  const window = metricWindow();
  const pace = scalingPace(timing, window);
  return `# Scaling

Written by \`npm run docs\`; every figure is computed by \`lib/model/\`. \`npx cdk-puma-eks simulate --config FILE --out FILE.svg\` plays a load through a configuration of yours.

## What the pods follow

Busyness, the share of the fleet's threads at work: \`(1 - Σ pool_capacity / Σ max_threads) × 100\`. One series of the whole fleet, target type \`Value\`.

| source | what reads it | for |
| --- | --- | --- |
| \`MetricSource.cloudWatch()\` | KEDA: two triggers and a formula | the default: nothing to run but KEDA |
| \`MetricSource.prometheus()\` | KEDA: one PromQL | clusters with Prometheus |
| \`MetricSource.external()\` | the cluster's own HPA, from an adapter | clusters with prometheus-adapter and without KEDA |

\`countBacklog: true\` counts what waits in Puma too (Puma 6.6 and later), so that the figure does not saturate at 100 %.

## One look of the HPA

Every 15 s: pods wanted = ready pods × busyness ÷ target, rounded up; as many as there are within 10 % of the target. Of 10 pods at a target of ${TARGET} %:

| busyness | all 10 ready | 5 of them ready |
| --- | --- | --- |
${[20, 50, 54, 66, 67, 80, 100, 200].map((busyness) => row(`${busyness} %${busyness > 100 ? ' (backlog counted)' : ''}`, ...[10, 5].map((readyPods) => String(trackingStep({ pods: 10, readyPods, busyness, targetBusyness: TARGET, minPods: 1, maxPods: 1000 }))))).join('\n')}

Full, busyness reads 100: one look multiplies by 100/target at most. Pods that start are not counted on, so a fleet of which half is starting asks for fewer pods than it has: the window
on the way down is what keeps it.

## The pace, by default

| | up | down |
| --- | --- | --- |
| waits for | ${pace.scaleUp.stabilizationSeconds} s | ${pace.scaleDown.stabilizationSeconds} s of low demand |
| at most | double, or ${PODS_ADDED_AT_ONCE} pods | ${SHARE_REMOVED_AT_ONCE} % of the pods, or one |
| in | ${pace.scaleUp.periodSeconds} s: boot ${timing.applicationBootSeconds} + warm-up ${timing.warmUpSeconds} | ${pace.scaleDown.periodSeconds} s: the metric must have told of the last step, and drains be over |

It follows from \`timing\`. A change of load is in the metric after ${window.lagSeconds} s at the latest: a period of ${window.periodSeconds} s, ${window.endOffsetSeconds} s until its last point has arrived, one look.

## How long a demand takes

Simulated: ${DEFAULT_POD_RANGE.minPods} pods at their target, then at once a multiple of that load; seconds until there are threads enough for it, so that the queue grows no more (a new pod serves after ${fleetTraits(capacity, timing, capacity.usefulBacklog).startSeconds} s, on a node that is there).

| load | pods at the target | period 60 s | period 10 s | period 10 s, backlog counted |
| --- | --- | --- | --- | --- |
${[2, 3, 5, 8].map(reachRow).join('\n')}

What comes faster than that must be waited for in a queue, be turned away by a rate rule, or be known beforehand.

A rise that fills the fleet ends above the need, by half as a rule, and comes back after ${pace.scaleDown.stabilizationSeconds} s: the metric tells of the smaller fleet of a minute ago, and the HPA multiplies it with the pods of now. Cures were
measured and cost more than they save ([0021](decisions/0021-a-fast-rise-overshoots-and-the-cures-cost-more.md)). What there is to choose from:

| | refused in a mailing | pods beyond the need | a quiet day |
| --- | --- | --- | --- |
| \`periodSeconds: 60\`, the default | 0.8 % | a half | |
| \`periodSeconds: 10\` (or 30: half of it) | 0.3 % | two fifths | 3 to 6 % more pod-hours, up to 17 % below ten pods: a point averages less |
| \`periodSeconds: 10\`, \`countBacklog: true\` | 0.2 % | two thirds, after a step more than double | the same |
| Prometheus, gauges of a minute, scraped every few seconds | 0.3 % | a fifth | 1 % more |

Points of 10 s cost nothing more at CloudWatch: pods publish every ${PUBLISH_INTERVAL_SECONDS} s anyway, and KEDA asks at every look of the HPA whatever the period. Figures of \`npm run bench:overshoot\`.

![A mailing at nine, by default: pods that follow busyness, pods that follow the CPU, and a fixed fleet](campaign.svg)

The picture is what \`simulate\` draws of the defaults: a mailing at nine.

## Known beforehand: scheduled capacity

\`\`\`yaml
scaling:
  scheduled:
    - { minPods: 20, start: '40 8 * * tue', end: '0 11 * * tue', timeZone: Europe/Berlin } # a mailing at nine
\`\`\`

KEDA's cron trigger. Beside CloudWatch's formula it would do nothing, since KEDA lets the formula's value replace every other external metric: there the windows are part of the formula, with a trigger
that counts the pods. The HPA leaves alone what is within 10 %, so that ${scheduledPods(12)} are asked for where 12 are wanted, by \`scheduled\` or \`fallbackPods\`: up to a tenth more may run, and never fewer once they are there. While KEDA's
fallback is in force (the metric is gone), a window that opens is not heard: set \`fallbackPods\`.
KEDA has a window open while its next \`end\` comes no later than its next \`start\`: give each start an end before the next one.

## CPU as a guard

\`cpuPercent: 80\` adds pods when they use more of the CPU that they ask for, whatever busyness says; the larger number wins. The cluster needs metrics-server, and each container of a pod a CPU
request. Puma's threads mostly wait: by CPU alone a full thread pool is often not seen at all (\`simulate\` shows it).

## Tolerance

\`tolerance: { scaleUpPercent: 5, scaleDownPercent: 20 }\`. Kubernetes has it since 1.33 (alpha), on by default since 1.35, general since 1.37; where it is off, the API server drops it without a word.

## Without KEDA: prometheus-adapter

With \`metrics: { prometheus: true }\` and \`scaling: { metric: { external: { metricName: puma_busyness } } }\`, and in the adapter's configuration (Helm: \`rules.external\`):

\`\`\`yaml
externalRules:
  - seriesQuery: puma_thread_seconds_total
    resources: { overrides: { namespace: { resource: namespace } } }
    name: { as: puma_busyness }
    metricsQuery: >-
      ${busynessCounterQuery('email', 'email').replaceAll(/\{namespace="email",(pod=~"[^"]+")\}/g, '{<<.LabelMatchers>>,$1}')}
\`\`\`

A cluster has one server of external metrics: KEDA or the adapter. To change from one to the other, deploy with fixed \`replicas\` in between, as KEDA refuses a Deployment that another HPA scales.

## Nodes

On EKS Auto Mode and with Karpenter there is nothing to do: pods without room bring their nodes. For Puma on the instances of an Auto Scaling group, in any CDK app:

\`\`\`ts
new BusynessTargetTracking(this, 'Tracking', { autoScalingGroup, serviceName: 'email', periodSeconds: 10, instanceWarmUpSeconds: 120 });
\`\`\`

- \`periodSeconds\` 10 or 30 needs metrics of high resolution (\`highResolutionMetrics\`), and a Region outside GovCloud (US).
- An instance counts when its warm-up is over, from InService on: boot of the instance, unless a lifecycle hook on launch waits for it, plus boot and warm-up of Puma. Shorter, and the group grows past the need.
- Instances that must not go while they work: scale-in protection keeps the policy from them until your code takes it off, but no health check, Spot interruption or hand. What only needs
  time to drain is better held by a lifecycle hook on termination of at least \`terminationGracePeriodSeconds\`.
- Kubernetes nodes want Karpenter or the Cluster Autoscaler instead. From a self-managed group a policy takes nodes away without draining their pods; a managed node group drains them.

## When nodes and versions change

The disruption budget lets nodes rotate, a fifth of the pods at a time where the rest carry the demand, up to the HPA's tolerance above the target (10 %, or \`tolerance.scaleUpPercent\` if that is more); else one
pod at a time:

| targetBusyness | at once | carries the demand from |
| --- | --- | --- |
${[45, 60, 70, 80, 90].map(disruptionRow).join('\n')}

A rollout adds a quarter of the pods and takes none away before a new one is ready (\`maxUnavailable: 0\`): never fewer than before. The HPA counts the added ones as ready, and so wants no fewer.

## Traps, each with a test

| trap | what happens | here |
| --- | --- | --- |
| \`AverageValue\` on a percentage | it is divided by the pods: ten at their target become one | \`Value\` |
| one series a pod | the HPA adds them up | sums before the ratio |
| the metric is gone | KEDA's default reads its minimum: the fleet shrinks | \`ignoreNullValues: "false"\`, fallback \`currentReplicasIfHigher\` |
| half the pods start, no window down | the fleet shrinks while it is full | ${pace.scaleDown.stabilizationSeconds} s |
| a target over 90 | a full fleet is within the tolerance | a warning |
| \`spec.replicas\` in the Deployment | each deploy takes back what the HPA decided | left out |
`;
}

/** What `simulate` draws of the defaults. */
export function campaignDrawing(): string {
  const { minPods, maxPods } = DEFAULT_POD_RANGE;
  const ofPods = (pods: number): number => (pods * capacity.requestsPerSecondPerPod * TARGET) / 100;
  const inputs: SimulationInputs = {
    traits: fleetTraits(capacity, timing, capacity.usefulBacklog),
    scale: { ordinary: ofPods(minPods), most: ofPods(maxPods) },
    ...autoscaler(60, false),
    scheduled: [],
    cpu: { cpuRequest: capacity.workers, cpuShare: CPU_SHARE_PERCENT / 100 },
    targetBusyness: TARGET,
  };
  const curve = loadCurve('campaign', inputs.scale);
  return drawComparison(
    'The defaults',
    curve,
    inputs,
    compare(inputs, curve, () => undefined),
  );
}

/** The scaling by default, but for the metric. */
function autoscaler(periodSeconds: number, countBacklog: boolean): Pick<SimulationInputs, 'settings' | 'sight'> {
  const window = metricWindow(periodSeconds);
  return {
    sight: {
      kind: 'busyness',
      periodSeconds,
      endOffsetSeconds: window.endOffsetSeconds,
      aligned: true,
      countBacklog,
      targetBusyness: TARGET,
      schedule: 'none',
    },
    settings: {
      minReplicas: DEFAULT_POD_RANGE.minPods,
      maxReplicas: DEFAULT_POD_RANGE.maxPods,
      metrics: [{ type: 'Value', target: TARGET }],
      behavior: hpaBehavior(scalingPace(timing, window)),
    },
  };
}

function reachRow(times: number): string {
  const initialPods = DEFAULT_POD_RANGE.minPods;
  const demand = (times * initialPods * capacity.threadsPerPod * TARGET) / 100;
  const reach = (periodSeconds: number, countBacklog: boolean): string => {
    const strategy = { name: '', initialPods, autoscaler: autoscaler(periodSeconds, countBacklog) };
    const seconds = secondsToReach(demand, fleetTraits(capacity, timing, capacity.usefulBacklog), strategy);
    return seconds === undefined ? 'never' : `${seconds} s`;
  };
  return row(
    `${times} times`,
    String(podsFor(demand, capacity.threadsPerPod, TARGET)),
    reach(60, false),
    reach(10, false),
    reach(10, true),
  );
}

function disruptionRow(target: number): string {
  const least = Array.from({ length: 200 }, (_, i) => i + 2).find((pods) => !disruption(target, pods).advice)!;
  const { maxUnavailable } = disruption(target, least);
  return row(
    `${target} %`,
    typeof maxUnavailable === 'string' ? maxUnavailable.replace('%', ' %') : 'one pod',
    `${least} pods`,
  );
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
