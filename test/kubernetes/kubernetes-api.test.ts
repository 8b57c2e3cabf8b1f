import { KUBERNETES_VERSIONS } from '../../lib/model/kubernetes';
import { expectKubernetesValid, kubernetesErrors } from '../support/kubernetes-api';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a patch makes an object wrong, which no type would allow
type Draft = Record<string, any>;
type Patch = (object: Draft) => unknown;

const deployment = (): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'email', namespace: 'email' },
  spec: {
    selector: { matchLabels: { app: 'email' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    template: {
      metadata: { labels: { app: 'email' } },
      spec: {
        terminationGracePeriodSeconds: 75,
        volumes: [{ name: 'tmp', emptyDir: {} }],
        containers: [
          {
            name: 'puma',
            image: 'example.com/email:v1',
            ports: [{ name: 'api', containerPort: 9292 }],
            env: [{ name: 'A', value: 'b' }],
            lifecycle: { preStop: { sleep: { seconds: 40 } } },
            livenessProbe: { httpGet: { port: 'api', scheme: 'HTTPS' }, failureThreshold: 10 },
            resources: { requests: { cpu: '500m', memory: '512Mi' } },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          },
        ],
      },
    },
  },
});

const service = (): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'email' },
  spec: { ports: [{ name: 'api', port: 9292, targetPort: 'api' }], selector: { app: 'email' } },
});

const binding = (apiVersion: string, spec: object): object => ({
  apiVersion,
  kind: 'TargetGroupBinding',
  metadata: { name: 'api' },
  spec: { serviceRef: { name: 'email', port: 'api' }, ...spec },
});

const scaledObject = (): object => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'email' },
  spec: {
    scaleTargetRef: { name: 'email' },
    minReplicaCount: 3,
    maxReplicaCount: 30,
    triggers: [{ type: 'aws-cloudwatch', metadata: { awsRegion: 'eu-west-1' } }],
  },
});

function container(object: Draft): Draft {
  return object.spec.template.spec.containers[0] as Draft;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as the mistakes below take it
const twins = (trigger: any): unknown[] => [1, 2].map(() => ({ ...trigger, name: 'twin' }));

describe('the check of Kubernetes objects', () => {
  test('knows the versions that EKS offers', () => {
    for (const version of KUBERNETES_VERSIONS.offered) expectKubernetesValid([deployment()], { versions: [version] });
    expect(() => kubernetesErrors([deployment()], { versions: ['1.20'] })).toThrow('no API types of Kubernetes 1.20');
  });

  test('takes objects that are right', () => {
    expectKubernetesValid([
      deployment(),
      service(),
      scaledObject(),
      binding('eks.amazonaws.com/v1', { targetGroupARN: 'arn', targetType: 'ip' }),
      binding('elbv2.k8s.aws/v1beta1', { targetGroupName: 'api', targetType: 'ip' }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.rb': 'x' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { 'a.b/c': 'd' } } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' }, automountServiceAccountToken: false },
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'a' },
        spec: {
          maxUnavailable: '10%',
          selector: { matchLabels: { a: 'b' } },
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'a' },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }] }],
        },
      },
    ]);
  });

  const mistakes: [string, () => object, Patch, string][] = [
    ['an unknown field', deployment, (o) => (container(o).livenesProbe = {}), 'unknown field livenesProbe'],
    [
      'an unknown field deep down',
      deployment,
      (o) => (container(o).lifecycle.preStop.sleep.second = 1),
      'unknown field second',
    ],
    ['a wrong type', deployment, (o) => (o.spec.replicas = '3'), 'spec.replicas: must be integer'],
    ['a number where text is due', deployment, (o) => (container(o).env[0].value = 1), 'env[0].value: must be string'],
    ['a missing field', deployment, (o) => delete o.spec.selector, 'spec: missing selector'],
    ['an enum', deployment, (o) => (container(o).livenessProbe.httpGet.scheme = 'https'), 'not one of HTTP, HTTPS'],
    [
      'a doubled key',
      deployment,
      (o) => container(o).env.push({ name: 'A', value: 'c' }),
      'env: two entries with one key',
    ],
    ['no such kind', service, (o) => (o.kind = 'Sevice'), 'no such kind: v1 Sevice'],
    [
      'a selector that misses',
      deployment,
      (o) => (o.spec.selector.matchLabels.app = 'x'),
      'the pods do not carry app=x',
    ],
    [
      'a long port name',
      deployment,
      (o) => (container(o).ports[0].name = 'abcdefghijklmnop'),
      'port name abcdefghijklmnop',
    ],
    [
      'sleep as long as grace',
      deployment,
      (o) => (o.spec.template.spec.terminationGracePeriodSeconds = 40),
      'preStop sleeps 40 s of 40 s',
    ],
    [
      'a probe of a port that is none',
      deployment,
      (o) => (container(o).livenessProbe.httpGet.port = 'x'),
      'no port named x',
    ],
    [
      'a liveness probe to pass twice',
      deployment,
      (o) => (container(o).livenessProbe.successThreshold = 2),
      'must be 1',
    ],
    ['a threshold of zero', deployment, (o) => (container(o).livenessProbe.failureThreshold = 0), 'failureThreshold'],
    [
      'a bad quantity',
      deployment,
      (o) => (container(o).resources.requests.memory = '512 MB'),
      'requests.memory is 512 MB',
    ],
    ['a mount of no volume', deployment, (o) => (o.spec.template.spec.volumes = []), 'no volume tmp'],
    ['a rollout that cannot move', deployment, (o) => (o.spec.strategy.rollingUpdate.maxSurge = 0), 'are both zero'],
    ['a bad label', deployment, (o) => (o.metadata.labels = { a: 'b c' }), 'metadata.labels.a: b c'],
    ['a bad label key', deployment, (o) => (o.metadata.labels = { '-a': 'b' }), 'metadata.labels: key -a'],
    ['a name with capitals', service, (o) => (o.metadata.name = 'Email'), 'metadata.name: Email'],
    ['a service port of zero', service, (o) => (o.spec.ports[0].port = 0), 'spec.ports: port 0'],
    ['two service ports of one name', service, (o) => o.spec.ports.push({ name: 'api', port: 1 }), 'two of one name'],
    ['min over max', scaledObject, (o) => (o.spec.minReplicaCount = 31), 'at least 31 and at most 30'],
    ['a long name', scaledObject, (o) => (o.metadata.name = 'a'.repeat(64)), 'is over 63'],
    ['a long name of its HPA', scaledObject, (o) => (o.metadata.name = 'a'.repeat(55)), 'keda-hpa-'],
    ['triggers of one name', scaledObject, (o) => (o.spec.triggers = twins(o.spec.triggers[0])), 'two of one name'],
    ['an unknown field of KEDA', scaledObject, (o) => (o.spec.triggers[0].meta = {}), 'unknown field meta'],
    ['a trigger without type', scaledObject, (o) => delete o.spec.triggers[0].type, 'missing type'],
  ];
  test.each(mistakes)('finds %s', (_, make, patch, message) => {
    const object = make() as Record<string, unknown>;
    patch(object);
    expect(kubernetesErrors([object], { versions: ['1.36'] }).join('\n')).toContain(message);
  });

  test.each([
    ['Auto Mode without targetType', 'eks.amazonaws.com/v1', { targetGroupARN: 'arn' }, 'missing targetType'],
    [
      'Auto Mode by name',
      'eks.amazonaws.com/v1',
      { targetGroupName: 'a', targetType: 'ip' },
      'unknown field targetGroupName',
    ],
    ['a target type that is none', 'elbv2.k8s.aws/v1beta1', { targetType: 'pod' }, 'not one of instance, ip'],
  ])('finds a TargetGroupBinding of %s', (_, apiVersion, spec, message) => {
    expect(kubernetesErrors([binding(apiVersion, spec)], { versions: ['1.36'] }).join('\n')).toContain(message);
  });

  test.each([
    ['both budgets', 'policy/v1', 'PodDisruptionBudget', { minAvailable: 1, maxUnavailable: 1 }, 'exclude each other'],
    [
      'a bad CIDR',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/33' } }] }] },
      '10.0.0.0/33 is no CIDR',
    ],
  ])('finds %s', (_, apiVersion, kind, spec, message) => {
    const object = { apiVersion, kind, metadata: { name: 'a' }, spec };
    expect(kubernetesErrors([object], { versions: ['1.36'] }).join('\n')).toContain(message);
  });

  test('finds a bad ConfigMap key', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a/b': '' } };
    expect(kubernetesErrors([object], { versions: ['1.36'] })).toEqual(['ConfigMap/a: data: key a/b']);
  });

  test('finds a binding whose name no readiness gate can have', () => {
    const object = {
      ...binding('eks.amazonaws.com/v1', { targetGroupARN: 'arn', targetType: 'ip' }),
      metadata: { name: 'a'.repeat(64) },
    };
    expect(kubernetesErrors([object], { versions: ['1.36'] }).join()).toContain('too long for a gate');
  });
});
