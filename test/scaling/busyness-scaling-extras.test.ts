import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { Timing } from '../../lib/model/timing';
import { BusynessScaling } from '../../lib/scaling/busyness-scaling';
import { MetricSource } from '../../lib/scaling/metric-source';
import type { HorizontalPodAutoscaler } from '../../lib/scaling/horizontal-pod-autoscaler';
import { expectKubernetesValid, renderedManifests, renderedObjects } from '../support/kubernetes-api';
import { importedV2 } from '../kubernetes/clusters';
import { numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';
import { renderedScaledObject, scalingStack } from './scaling-stack';

const MORNING = { minPods: 12, start: '30 8 * * mon-fri', end: '0 11 * * mon-fri', timeZone: 'Europe/Berlin' };
const CAMPAIGN = { minPods: 20, start: '0 9 1 * *', end: '0 12 1 * *' };
const PROMETHEUS = MetricSource.prometheus({ serverAddress: 'http://prometheus.monitoring:9090' });

describe('scheduled capacity', () => {
  test('with CloudWatch, whose formula KEDA puts in the place of every other trigger, windows are in the formula', () => {
    const object = renderedScaledObject({ scheduled: [MORNING, CAMPAIGN] });
    expectKubernetesValid([object]);
    expect(object.spec.triggers.slice(2)).toEqual([
      {
        type: 'cron',
        name: 'window0',
        metadata: {
          timezone: 'Europe/Berlin',
          start: '30 8 * * mon-fri',
          end: '0 11 * * mon-fri',
          desiredReplicas: '12',
        },
      },
      {
        type: 'cron',
        name: 'window1',
        metadata: { timezone: 'Etc/UTC', start: '0 9 1 * *', end: '0 12 1 * *', desiredReplicas: '20' },
      },
      {
        type: 'kubernetes-workload',
        name: 'pods',
        metadata: { podSelector: 'app.kubernetes.io/name=email', value: '1' },
      },
    ]);
    const { formula } = object.spec.advanced.scalingModifiers!;
    expect(formula).toMatch(/^max\(\(threads > 0 \? .+ : 60\), \(pods < max\(window0, window1\) \? /);
    // KEDA demands a name of every trigger beside a formula.
    expect(object.spec.triggers.every(({ name }) => name !== undefined)).toBe(true);
  });

  test('with Prometheus they stand beside the metric, and ask for so many that the tolerance leaves no fewer', () => {
    const object = renderedScaledObject({ scheduled: [MORNING], metric: PROMETHEUS });
    expectKubernetesValid([object]);
    expect(object.spec.triggers.map(({ type, metadata }) => [type, metadata.desiredReplicas])).toEqual([
      ['prometheus', undefined],
      ['cron', '13'],
    ]);
    expect(object.spec.advanced.scalingModifiers).toBeUndefined();
    // More than maxPods are asked for, or 11 of 12 would be left as they are; the HPA gives no more.
    const most = renderedScaledObject({ scheduled: [MORNING], metric: PROMETHEUS, maxPods: 12 });
    expect(most.spec.triggers[1].metadata.desiredReplicas).toBe('13');
  });

  test('the pods are those of the labels given', () => {
    const { triggers } = renderedScaledObject({ scheduled: [MORNING], podLabels: { app: 'email', tier: 'web' } }).spec;
    expect(triggers[3].metadata.podSelector).toBe('app=email,tier=web');
  });
});

describe('a guard on CPU', () => {
  test('is a trigger of the whole pod, which stays beside a formula', () => {
    const object = renderedScaledObject({ cpuPercent: 80 });
    expectKubernetesValid([object]);
    expect(object.spec.triggers[2]).toEqual({ type: 'cpu', metricType: 'Utilization', metadata: { value: '80' } });
  });

  test('of a plain HPA is a second metric', () => {
    expect(renderedHpa({ cpuPercent: 80 }).spec.metrics[1]).toEqual({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
    });
  });
});

describe('tolerance', () => {
  test('is a ratio in the manifest, and a quantity, and moves what windows ask for', () => {
    const object = renderedScaledObject({
      tolerance: { scaleUpPercent: 5, scaleDownPercent: 20 },
      scheduled: [MORNING],
    });
    expectKubernetesValid([object]);
    const { behavior } = object.spec.advanced.horizontalPodAutoscalerConfig;
    expect([behavior.scaleUp.tolerance, behavior.scaleDown.tolerance]).toEqual(['0.05', '0.2']);
    expect(object.spec.advanced.scalingModifiers?.formula).toContain('max(1.06, ');
  });

  test('is left to the cluster otherwise', () => {
    expect(JSON.stringify(renderedScaledObject())).not.toContain('tolerance');
  });
});

describe('a metric that an adapter serves', () => {
  test('is followed by a plain HPA with target type Value, at the same pace as ever', () => {
    const hpa = renderedHpa();
    expectKubernetesValid([hpa]);
    expect(hpa).toMatchObject({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'email', namespace: 'mail' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'email' },
        minReplicas: 3,
        maxReplicas: 30,
        metrics: [
          {
            type: 'External',
            external: {
              metric: { name: 'puma_busyness', selector: { matchLabels: { service: 'email' } } },
              target: { type: 'Value', value: '60' },
            },
          },
        ],
        behavior: renderedScaledObject().spec.advanced.horizontalPodAutoscalerConfig.behavior,
      },
    });
  });

  test('needs neither KEDA nor a permission, and has a manifest of its own', () => {
    const { stack, scaling } = scalingStack({ metric: MetricSource.external({ metricName: 'puma_busyness' }) });
    const [{ objects, logicalId }, ...others] = renderedManifests(Template.fromStack(stack));
    expect(others).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toEqual(['HorizontalPodAutoscaler']);
    // Under the ScaledObject's id kubectl would leave that one behind.
    expect(logicalId).toMatch(/^ScalingAutoscaler/);
    expect(scaling.node.tryFindChild('Resource')).toBeUndefined();
    expect(JSON.stringify(objects)).not.toContain('selector');
  });

  test('a longer mean slows the pace', () => {
    const { behavior } = renderedHpa({
      metric: MetricSource.external({ metricName: 'puma_busyness', windowSeconds: 300 }),
    }).spec;
    expect(behavior.scaleUp.policies[0].periodSeconds).toBe(300);
    expect(behavior.scaleDown.stabilizationWindowSeconds).toBeGreaterThan(300);
  });
});

describe('the backlog counted', () => {
  test('CloudWatch is asked for busy threads in the place of free ones', () => {
    const object = renderedScaledObject({ metric: MetricSource.cloudWatch({ countBacklog: true }) });
    expect(object.spec.triggers.map(({ name, metadata }) => [name, metadata.metricName])).toEqual([
      ['busy', 'BusyThreads'],
      ['threads', 'MaxThreads'],
    ]);
    expect(object.spec.advanced.scalingModifiers?.formula).toBe('threads > 0 ? busy / threads * 100 : 60');
  });

  test('Prometheus by its gauges, counters or none', () => {
    const metric = MetricSource.prometheus({ serverAddress: 'http://prometheus:9090', countBacklog: true });
    for (const podsAnswerPrometheus of [true, false]) {
      const { query } = renderedScaledObject({ metric, podsAnswerPrometheus }).spec.triggers[0].metadata;
      expect(query).toBe(
        'sum(avg_over_time(puma_busy_threads{namespace="mail",pod=~"email-[a-z0-9]+-[a-z0-9]{5}"}[1m])) / ' +
          '(sum(avg_over_time(puma_max_threads{namespace="mail",pod=~"email-[a-z0-9]+-[a-z0-9]{5}"}[1m])) > 0) * 100',
      );
    }
  });
});

describe('a target that a full fleet does not exceed by the tolerance', () => {
  const warns = (props: Parameters<typeof scalingStack>[0]): boolean =>
    Annotations.fromStack(scalingStack(props).stack).findWarning(
      '*',
      Match.stringLikeRegexp('targetBusynessWithinTolerance'),
    ).length > 0;

  test('is warned of', () => {
    expect([90, 91].map((targetBusyness) => warns({ targetBusyness }))).toEqual([false, true]);
    expect(warns({ targetBusyness: 91, tolerance: { scaleUpPercent: 5 } })).toBe(false);
    expect(warns({ targetBusyness: 91, metric: MetricSource.cloudWatch({ countBacklog: true }) })).toBe(false);
  });
});

describe('refused', () => {
  const external = MetricSource.external({ metricName: 'puma_busyness' });

  test.each([
    ['CPU of nothing', { cpuPercent: 0 }, 'CpuPercentInvalid'],
    ['half a percent of CPU', { cpuPercent: 70.5 }, 'CpuPercentInvalid'],
    ['a negative tolerance', { tolerance: { scaleUpPercent: -1 } }, 'ToleranceInvalid'],
    ['a tolerance of more than the target', { tolerance: { scaleDownPercent: 101 } }, 'ToleranceInvalid'],
    ['a window below the least', { scheduled: [{ ...MORNING, minPods: 3 }] }, 'ScheduleInvalid'],
    ['a window above the most', { scheduled: [{ ...MORNING, minPods: 31 }] }, 'ScheduleInvalid'],
    ['a clock that KEDA cannot read', { scheduled: [{ ...MORNING, start: '8:30' }] }, 'CronInvalid'],
    ['a zone that KEDA does not know', { scheduled: [{ ...MORNING, timeZone: 'CEST+2' }] }, 'TimeZoneInvalid'],
    ['a window without KEDA', { scheduled: [MORNING], metric: external }, 'NeedsKeda'],
    ['a fallback without KEDA', { fallbackPods: 9, metric: external }, 'NeedsKeda'],
  ])('%s', (_, props, code) => {
    expectRefusal(() => scalingStack(props), code);
  });

  test('a tolerance, or pods of a window, that are known at deployment alone', () => {
    expectRefusal(() => scalingStack({ tolerance: { scaleUpPercent: numberToken() } }), 'MustBeKnownAtSynth');
    expectRefusal(() => scalingStack({ scheduled: [{ ...MORNING, minPods: numberToken() }] }), 'MustBeKnownAtSynth');
  });

  test('a second autoscaler of one Deployment, in one cluster', () => {
    const { stack } = scalingStack();
    const cluster = importedV2(stack, 'Same');
    const scale = (id: string, place = cluster, deploymentName = 'shop'): BusynessScaling =>
      new BusynessScaling(stack, id, {
        sink: ManifestSink.cluster(place),
        deploymentName,
        namespaceName: 'mail',
        serviceName: 'shop',
        timing: Timing.derive(),
      });
    scale('First');
    scale('Other', cluster, 'other');
    scale('Elsewhere', importedV2(stack, 'Other cluster'));
    expect(expectRefusal(() => scale('Second'), 'AlreadyScaled').message).toContain('Test/First scales this one');
  });

  test.each(['magic', 'bearer,basic', 'basic, oauth', ''])('authentication by %p', (authModes) => {
    const serverAddress = 'http://prometheus:9090';
    expectRefusal(
      () => MetricSource.prometheus({ serverAddress, authModes, triggerAuthentication: 'prometheus' }),
      'AuthModesInvalid',
    );
    expectRefusal(() => MetricSource.prometheus({ serverAddress, authModes: 'bearer' }), 'AuthModesInvalid');
  });

  test.each(['', 'a/b', '..', 'a b', '100%'])('a metric called %p', (metricName) => {
    expectRefusal(() => MetricSource.external({ metricName }), 'MetricNameInvalid');
  });

  test.each([9, 601, 15.5])('a mean over %p s', (windowSeconds) => {
    expectRefusal(() => MetricSource.external({ metricName: 'x', windowSeconds }), 'MetricWindowInvalid');
  });
});

function renderedHpa(props: Parameters<typeof scalingStack>[0] = {}): HorizontalPodAutoscaler {
  const metric = MetricSource.external({ metricName: 'puma_busyness', labels: { service: 'email' } });
  const [object] = renderedObjects(Template.fromStack(scalingStack({ metric, ...props }).stack));
  return object as unknown as HorizontalPodAutoscaler;
}
