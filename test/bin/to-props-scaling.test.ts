import { Template } from 'aws-cdk-lib/assertions';
import { renderedObjects } from '../support/kubernetes-api';
import { small, stackOf } from './configuration';

describe('what a configuration says of scaling is in the stack', () => {
  test('how many pods, and where the metric is read', () => {
    const scaling = 'minPods: 4, maxPods: 8, targetBusyness: 50, fallbackPods: 6';
    const cloudWatch = scaledObject(
      `{ ${scaling}, metric: { cloudWatch: { periodSeconds: 30, identity: { triggerAuthentication: mine } } } }`,
    );
    expect(cloudWatch).toMatchObject({
      spec: {
        minReplicaCount: 4,
        maxReplicaCount: 8,
        fallback: { replicas: 6 },
        triggers: [
          { metadata: { metricStatPeriod: '30' }, authenticationRef: { name: 'mine' } },
          { authenticationRef: { name: 'mine' } },
        ],
      },
    });
    expect(
      scaledObject("{ metric: { prometheus: { serverAddress: 'http://prometheus:9090', query: busyness } } }"),
    ).toMatchObject({
      spec: {
        triggers: [{ type: 'prometheus', metadata: { serverAddress: 'http://prometheus:9090', query: 'busyness' } }],
      },
    });
    expect(scaledObject('{ metric: { cloudWatch: { identity: operator } } }')).toMatchObject({
      spec: { triggers: [{ metadata: { identityOwner: 'operator' } }, {}] },
    });
    expect(
      scaledObject('{ metric: { cloudWatch: { identity: { clusterTriggerAuthentication: ours } } } }'),
    ).toMatchObject({
      spec: { triggers: [{ authenticationRef: { name: 'ours', kind: 'ClusterTriggerAuthentication' } }, {}] },
    });
  });

  test('what else moves the pods, and a plain HPA', () => {
    const window = "{ minPods: 12, start: '30 8 * * *', end: '0 11 * * *', timeZone: Europe/Berlin }";
    expect(scaledObject(`{ scheduled: [${window}], cpuPercent: 80, tolerance: { scaleUpPercent: 5 } }`)).toMatchObject({
      spec: {
        advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: { tolerance: '0.05' } } } },
        triggers: [
          {},
          {},
          { type: 'cron', metadata: { timezone: 'Europe/Berlin', desiredReplicas: '12' } },
          { type: 'kubernetes-workload' },
          { type: 'cpu', metadata: { value: '80' } },
        ],
      },
    });
    const stack = stackOf(
      small(
        '/shop:v1',
        '/shop:v1\n  scaling: { metric: { external: { metricName: busyness, labels: { of: shop } } } }',
      ),
    );
    const objects = renderedObjects(Template.fromStack(stack));
    expect(objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler')).toMatchObject({
      spec: { metrics: [{ external: { metric: { name: 'busyness', selector: { matchLabels: { of: 'shop' } } } } }] },
    });
    // KEDA would take the adapter's place.
    expect(stack.keda).toBeUndefined();
  });
});

function scaledObject(scaling: string): unknown {
  const template = Template.fromStack(stackOf(small('/shop:v1', `/shop:v1\n  scaling: ${scaling}`)));
  return renderedObjects(template).find(({ kind }) => kind === 'ScaledObject');
}
