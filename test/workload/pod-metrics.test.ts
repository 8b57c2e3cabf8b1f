import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PROMETHEUS_METRICS, PUBLISH_INTERVALS, PUMA_METRICS } from '../../lib/model/metrics';
import type { PodMetricsOptions } from '../../lib/workload/pod-metrics-options';
import { warningsOf } from '../support/annotations';
import { numberToken } from '../support/illegal';
import { expectKubernetesValid, renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';
import { make, object } from './make-workload';

interface Settings {
  readonly metrics: Record<string, unknown> | null;
  readonly prometheus?: { readonly path: string; readonly series: Record<string, readonly string[]> };
}

function settings(metrics?: PodMetricsOptions): Settings {
  const { annotations } = object(make({ metrics }).stack, 'Deployment').spec.template.metadata;
  return JSON.parse(annotations['cdk-puma-eks/settings']) as Settings;
}

/** Less CDK's own of an imported VPC. */
function ownWarnings(stack: Stack): string[] {
  return warningsOf(stack).filter((warning) => warning.includes('cdk-puma-eks:'));
}

test('by default pods publish to CloudWatch every 10 s and answer no Prometheus', () => {
  const { stack } = make();
  expect(settings()).not.toHaveProperty('prometheus');
  expect(settings().metrics).toMatchObject({ namespace: 'CdkPumaEks', intervalSeconds: 10, storageResolution: 60 });
  const { annotations } = object(stack, 'Deployment').spec.template.metadata;
  expect(Object.keys(annotations)).toEqual(['cdk-puma-eks/settings', 'cdk-puma-eks/runtime-checksum']);
  expect(object(stack, 'NetworkPolicy').spec.ingress).toHaveLength(1);
});

test('every value has its name in CloudWatch, the own one with a capital or one that is told, and its series in Prometheus', () => {
  const told = settings({ prometheus: true }).metrics?.names as Record<string, string>;
  for (const [key, name] of Object.entries(PUMA_METRICS).filter(
    ([known]) => !['namespace', 'dimension'].includes(known),
  ))
    expect(told[key] ?? key.replace(/^./, (first) => first.toUpperCase())).toBe(name);
  expect(told).toEqual({ dropped: 'DroppedPoints' });
  expect(settings({ prometheus: true }).prometheus).toEqual({ path: '/metrics', series: PROMETHEUS_METRICS });
});

test.each(PUBLISH_INTERVALS)('a point every %d s', (publishIntervalSeconds) => {
  expect(settings({ publishIntervalSeconds }).metrics?.intervalSeconds).toBe(publishIntervalSeconds);
});

test('without CloudWatch pods neither publish nor may they', () => {
  const { stack } = make({ metrics: { cloudWatch: false, prometheus: true } });
  expect(settings({ cloudWatch: false, prometheus: true }).metrics).toBeNull();
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { Policies: Match.absent() });
  expect(ownWarnings(stack)).toEqual([]);
  expect(nagFindings(stack)).toEqual([]);
});

test('pods that tell nobody anything are warned of', () => {
  const { stack } = make({ metrics: { cloudWatch: false } });
  expect(ownWarnings(stack)).toEqual([expect.stringContaining('cdk-puma-eks:podMetricsNowhere')]);
  expect(ownWarnings(make().stack)).toEqual([]);
});

test('Prometheus finds the endpoint by the annotations of the pods', () => {
  const annotated = (probePort?: number): Record<string, string> =>
    object(make({ metrics: { prometheus: true }, puma: { probePort } }).stack, 'Deployment').spec.template.metadata
      .annotations;
  expect(annotated()).toMatchObject({
    'prometheus.io/scrape': 'true',
    'prometheus.io/scheme': 'https',
    'prometheus.io/port': '9190',
    'prometheus.io/path': '/metrics',
  });
  expect(annotated(9999)['prometheus.io/port']).toBe('9999');
});

test('a probe port that is known at deployment only is one in the annotation too', () => {
  const stack = new Stack(new App(), 'Test');
  const probePort = Lazy.number({ produce: () => 9200 });
  make({ metrics: { prometheus: true }, puma: { probePort } }, stack);
  expect(object(stack, 'Deployment').spec.template.metadata.annotations['prometheus.io/port']).toBe('9200');
});

test('the network policy lets Prometheus reach the probe port, and no other', () => {
  const ingress = (metrics: PodMetricsOptions): unknown[] =>
    (object(make({ metrics }).stack, 'NetworkPolicy').spec.ingress as unknown[]).slice(1);
  const ports = [{ port: 9190 }];
  expect(ingress({ prometheus: true })).toEqual([{ from: [{ namespaceSelector: {} }], ports }]);
  const values = ['monitoring', 'amp'];
  const matchExpressions = [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }];
  expect(ingress({ prometheus: true, prometheusNamespaces: values })).toEqual([
    { from: [{ namespaceSelector: { matchExpressions } }], ports },
  ]);
});

test('Kubernetes takes all of that', () => {
  for (const prometheusNamespaces of [undefined, ['monitoring']]) {
    const { stack } = make({ metrics: { cloudWatch: false, prometheus: true, prometheusNamespaces } });
    expectKubernetesValid(renderedObjects(Template.fromStack(stack)));
  }
});

test.each<[string, PodMetricsOptions]>([
  ['PublishIntervalInvalid', { publishIntervalSeconds: 0 }],
  ['PublishIntervalInvalid', { publishIntervalSeconds: 1 }],
  ['PublishIntervalInvalid', { publishIntervalSeconds: 25 }],
  ['PublishIntervalInvalid', { publishIntervalSeconds: 300 }],
  ['PublishIntervalInvalid', { publishIntervalSeconds: '10' as unknown as number }],
  ['MustBeKnownAtSynth', { publishIntervalSeconds: numberToken() }],
  ['PublishIntervalUnused', { cloudWatch: false, publishIntervalSeconds: 10 }],
  ['PrometheusNamespacesInvalid', { prometheusNamespaces: ['monitoring'] }],
  ['PrometheusNamespacesInvalid', { prometheus: true, prometheusNamespaces: [] }],
  ['NameInvalid', { prometheus: true, prometheusNamespaces: ['Monitoring'] }],
])('refuses with %s: %j', (code, metrics) => {
  expect(expectRefusal(() => make({ metrics }), code).path).toMatch(/^metrics\./);
});
