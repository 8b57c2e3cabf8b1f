import { Lazy, Token } from 'aws-cdk-lib';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { KedaIdentity } from '../../lib/scaling/keda-identity';
import type { CloudWatchMetricOptions, PrometheusMetricOptions } from '../../lib/scaling/metric-source-options';
import { MetricSource } from '../../lib/scaling/metric-source';
import { numberToken } from '../support/illegal';
import { expectKubernetesValid } from '../support/kubernetes-api';
import { expectRefusal } from '../support/refusal';
import { renderedScaledObject, scalingStack } from './scaling-stack';

describe('CloudWatch', () => {
  test('two triggers, named as the formula names them, each with one metric summed over the pods', () => {
    const { triggers } = renderedScaledObject({ metricNamespace: 'Acme/Puma' }).spec;
    expect(triggers.map(({ type, name }) => [type, name])).toEqual([
      ['aws-cloudwatch', 'capacity'],
      ['aws-cloudwatch', 'threads'],
    ]);
    expect(triggers.map(({ metadata }) => metadata.metricName)).toEqual([
      PUMA_METRICS.poolCapacity,
      PUMA_METRICS.maxThreads,
    ]);
    expect(triggers[0].metadata).toMatchObject({
      namespace: 'Acme/Puma',
      dimensionName: 'Service',
      dimensionValue: 'email',
      metricStat: 'Sum',
      minMetricValue: '0',
    });
  });

  test('periods, window and offset instead of KEDA’s 300 s', () => {
    expect(renderedScaledObject().spec.triggers[0].metadata).toMatchObject({
      metricStatPeriod: '60',
      metricCollectionTime: '120',
      metricEndTimeOffset: '20',
    });
    const metric = MetricSource.cloudWatch({ periodSeconds: 10 });
    expect(renderedScaledObject({ metric }).spec.triggers[0].metadata).toMatchObject({
      metricStatPeriod: '10',
      metricCollectionTime: '60',
      metricEndTimeOffset: '20',
    });
  });

  test('every value is a string, as the CRD demands', () => {
    const object = renderedScaledObject({ metric: MetricSource.cloudWatch({ endpoint: 'https://vpce.example.com' }) });
    expectKubernetesValid([object]);
    for (const value of Object.values(object.spec.triggers[0].metadata)) expect(typeof value).toBe('string');
    expect(object.spec.triggers[0].metadata.awsEndpoint).toBe('https://vpce.example.com');
  });

  test.each([
    ['the operator’s, by default', undefined, { identityOwner: 'operator' }, undefined],
    ['a TriggerAuthentication of its own', KedaIdentity.podIdentity(), {}, { name: 'email' }],
    ['one that exists', KedaIdentity.triggerAuthentication('aws'), {}, { name: 'aws' }],
    [
      'one of the cluster',
      KedaIdentity.clusterTriggerAuthentication('aws'),
      {},
      { name: 'aws', kind: 'ClusterTriggerAuthentication' },
    ],
  ])('credentials: %s', (_, identity, metadata, authenticationRef) => {
    const object = renderedScaledObject({ metric: MetricSource.cloudWatch({ identity }) });
    expectKubernetesValid([object]);
    for (const trigger of object.spec.triggers) {
      expect(trigger.metadata.identityOwner).toBe((metadata as { identityOwner?: string }).identityOwner);
      expect(trigger.authenticationRef).toEqual(authenticationRef);
    }
  });

  test('another Region', () => {
    const metric = MetricSource.cloudWatch({ region: 'eu-central-1' });
    expect(renderedScaledObject({ metric }).spec.triggers[1].metadata.awsRegion).toBe('eu-central-1');
  });

  test.each<[string, CloudWatchMetricOptions, string]>([
    ['a period that no autoscaler takes', { periodSeconds: 45 }, 'MetricPeriodInvalid'],
    ['no Region', { region: 'Ireland' }, 'RegionInvalid'],
    ['no URL', { endpoint: 'monitoring.amazonaws.com' }, 'EndpointInvalid'],
  ])('refuses %s', (_, options, code) => {
    expectRefusal(() => MetricSource.cloudWatch(options), code);
  });

  test('lets tokens through', () => {
    expect(MetricSource.cloudWatch({ region: Token.asString({ Ref: 'Region' }) })).toBeDefined();
  });
});

describe('Prometheus', () => {
  const serverAddress = 'http://prometheus.monitoring:9090';

  test('one trigger by Value with one PromQL, and no formula', () => {
    const object = renderedScaledObject({ metric: MetricSource.prometheus({ serverAddress }), targetBusyness: 70 });
    expectKubernetesValid([object]);
    expect(object.spec.advanced.scalingModifiers).toBeUndefined();
    expect(object.spec.triggers).toHaveLength(1);
    expect(object.spec.triggers[0]).toMatchObject({
      type: 'prometheus',
      metricType: 'Value',
      metadata: { serverAddress, threshold: '70', ignoreNullValues: 'false' },
    });
    expect(object.spec.triggers[0].metadata.query).toContain('namespace="mail",pod=~"email-');
    expect(object.spec.fallback.behavior).toBe('currentReplicasIfHigher');
  });

  test('a query and credentials of one’s own', () => {
    const metric = MetricSource.prometheus({
      serverAddress,
      query: 'fleet:busyness:ratio * 100',
      triggerAuthentication: 'prometheus',
      authModes: 'bearer',
    });
    const [trigger] = renderedScaledObject({ metric }).spec.triggers;
    expect(trigger.metadata).toMatchObject({ query: 'fleet:busyness:ratio * 100', authModes: 'bearer' });
    expect(trigger.authenticationRef).toEqual({ name: 'prometheus' });
  });

  test.each<[string, PrometheusMetricOptions, string]>([
    ['no URL', { serverAddress: 'prometheus:9090' }, 'EndpointInvalid'],
    ['an empty query', { serverAddress, query: ' ' }, 'QueryEmpty'],
    ['a name that Kubernetes would not take', { serverAddress, triggerAuthentication: 'A B' }, 'NameInvalid'],
  ])('refuses %s', (_, options, code) => {
    expectRefusal(() => MetricSource.prometheus(options), code);
  });
});

describe('identity', () => {
  test.each(['role/R', 'arn:aws:iam::111122223333:user/U', 'arn:aws:iam::1:role/R'])('refuses %s as a role', (arn) => {
    expectRefusal(() => KedaIdentity.podIdentity(arn), 'RoleArnInvalid');
  });

  test('refuses names that Kubernetes would not take', () => {
    for (const name of ['A', '', 'a..b', '-a', 'a'.repeat(254)]) {
      expectRefusal(() => KedaIdentity.triggerAuthentication(name), 'NameInvalid');
      expectRefusal(() => KedaIdentity.clusterTriggerAuthentication(name), 'NameInvalid');
    }
  });

  test('takes every name that others may have given, and one that comes with the deployment', () => {
    const token = Lazy.string({ produce: () => 'aws' });
    for (const name of ['aws.shared', '1auth', 'a'.repeat(253), token]) {
      expect(KedaIdentity.triggerAuthentication(name)._name).toBe(name);
      expect(KedaIdentity.clusterTriggerAuthentication(name)._name).toBe(name);
      const serverAddress = 'http://prometheus:9090';
      expect(() => MetricSource.prometheus({ serverAddress, triggerAuthentication: name })).not.toThrow();
    }
  });
});

describe('labels that Kubernetes would not take, and so would never find anything by', () => {
  const WRONG: readonly [string, string][] = [
    ['a b', 'c'],
    ['a', 'c d'],
    ['a', '-c'],
    ['', 'c'],
    ['A.example.com/a', 'c'],
    ['example.com/', 'c'],
    ['a', 'c'.repeat(64)],
  ];

  test.each(WRONG)('%j: %j', (key, value) => {
    const labels = { [key]: value };
    expectRefusal(() => MetricSource.external({ metricName: 'busyness', labels }), 'LabelInvalid');
    expectRefusal(() => scalingStack({ podLabels: labels }), 'LabelInvalid');
  });

  test('none at all count every pod of the namespace', () => {
    expectRefusal(() => scalingStack({ podLabels: {} }), 'LabelInvalid');
    expect(() => MetricSource.external({ metricName: 'busyness', labels: {} })).not.toThrow();
  });

  test('others pass', () => {
    const labels = {
      'app.kubernetes.io/name': 'email',
      Tier: 'Web_1.0',
      empty: '',
      token: Lazy.string({ produce: () => 'a' }),
    };
    expect(() => MetricSource.external({ metricName: 'busyness', labels })).not.toThrow();
    expect(() => scalingStack({ podLabels: labels })).not.toThrow();
  });
});

test('a period that is known only at deployment is refused as that', () => {
  expectRefusal(() => MetricSource.cloudWatch({ periodSeconds: numberToken() }), 'MustBeKnownAtSynth');
});

test('pods of a Deployment with a long name are found: Kubernetes cuts what their names begin with', () => {
  const deploymentName = 'd'.repeat(63);
  const metric = MetricSource.prometheus({ serverAddress: 'http://prometheus:9090' });
  const podOf = (name: string): string => `${`${name}-5d4f8c7b6d-`.slice(0, 58)}x7k2p`;
  const finds = (name: string): boolean => {
    const { query } = renderedScaledObject({ deploymentName: name, metric }).spec.triggers[0].metadata;
    return new RegExp(`^(?:${/pod=~"([^"]+)"/.exec(query)![1]})$`).test(podOf(name));
  };
  for (const length of [1, 40, 46, 47, 52, 57, 58, 63])
    expect([length, finds(deploymentName.slice(0, length))]).toEqual([length, true]);
});
