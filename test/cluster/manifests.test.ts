import type { AnyObject } from '../support/kubernetes-api';
import { messageOf } from './support/api-client';
import { ControlPlane } from './support/control-plane';
import { installCustomResources } from './support/custom-resources';
import { MODES, modeOf } from './support/modes';

jest.setTimeout(900_000);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a patch makes an object wrong, which no type would allow
type Draft = Record<string, any>;

const DEPLOYMENT = 'Deployment';
const PLAIN = 'a plain HPA';
const CONTROLLER = 'the AWS Load Balancer Controller';
const STUCK = { maxSurge: 0, maxUnavailable: 0 };
const pod = (o: Draft): Draft => o.spec.template.spec as Draft;
const puma = (o: Draft): Draft => pod(o).containers[0] as Draft;
const cidr = (o: Draft): Draft => o.spec.ingress[0].from[0].ipBlock as Draft;
const up = (o: Draft): Draft => o.spec.behavior.scaleUp as Draft;
const trigger = (o: Draft): Draft => o.spec.triggers[0].metadata as Draft;

let plane: ControlPlane;
beforeAll(async () => {
  plane = await ControlPlane.start();
  await installCustomResources(plane.api);
});
afterAll(async () => plane.stop());

describe('an API server under pod security "restricted"', () => {
  it.each(MODES)('takes every object of %s', async (_title, render) => {
    const objects = render();
    await prepare(objects);
    const answers = await Promise.all(objects.map(refusalsOf));
    expect(answers.flat()).toEqual([]);
    expect(objects.length).toBeGreaterThanOrEqual(7);
  });

  const mistakes: [string, string, string, (object: Draft) => unknown, RegExp][] = [
    [
      'a selector that misses',
      DEPLOYMENT,
      '',
      (o) => (o.spec.selector.matchLabels.a = 'b'),
      /selector.*does not match/,
    ],
    ['a sleep longer than the grace', DEPLOYMENT, '', (o) => (pod(o).terminationGracePeriodSeconds = 39), /sleep/],
    ['a long port name', DEPLOYMENT, '', (o) => (puma(o).ports[0].name = 'a'.repeat(16)), /more than 15/],
    ['an unknown field', DEPLOYMENT, '', (o) => (puma(o).livenesProbe = {}), /unknown field.*livenesProbe/],
    ['a wrong type', DEPLOYMENT, '', (o) => (o.spec.replicas = '3'), /cannot unmarshal string/],
    ['a rollout that cannot move', DEPLOYMENT, '', (o) => (o.spec.strategy.rollingUpdate = STUCK), /may not be 0/],
    ['a mount of no volume', DEPLOYMENT, '', (o) => (pod(o).volumes = []), /volumeMounts.*Not found/],
    ['a quantity of no unit', DEPLOYMENT, '', (o) => (puma(o).resources.requests.memory = '1 GB'), /quantit/],
    ['liveness to pass twice', DEPLOYMENT, '', (o) => (puma(o).livenessProbe.successThreshold = 2), /must be 1/],
    ['two disruption bounds', 'PodDisruptionBudget', '', (o) => (o.spec.minAvailable = 1), /cannot be both set/],
    ['a range that is none', 'NetworkPolicy', '', (o) => (cidr(o).cidr = '10.0.0.0/33'), /CIDR/],
    ['ports of one name', 'Service', '', (o) => o.spec.ports.push({ ...o.spec.ports[0], port: 1 }), /Duplicate/],
    ['a name with capitals', 'ServiceAccount', '', (o) => (o.metadata.name = 'Web'), /RFC 1123/],
    ['more pods at least than at most', 'HorizontalPodAutoscaler', PLAIN, (o) => (o.spec.minReplicas = 99), /maxRepl/],
    [
      'a negative tolerance',
      'HorizontalPodAutoscaler',
      PLAIN,
      (o) => (up(o).tolerance = '-1'),
      /greater than or equal to 0/,
    ],
    [
      'a window of two hours',
      'HorizontalPodAutoscaler',
      PLAIN,
      (o) => (up(o).stabilizationWindowSeconds = 7200),
      /3600/,
    ],
    ['a number in a trigger', 'ScaledObject', '', (o) => (trigger(o).metricStatPeriod = 60), /must be of type string/],
    ['a fallback of no kind', 'ScaledObject', '', (o) => (o.spec.fallback.behavior = 'grow'), /Unsupported value/],
    ['no type of target (Auto Mode)', 'TargetGroupBinding', '', (o) => delete o.spec.targetType, /Required value/],
    [
      'a wrong type of target',
      'TargetGroupBinding',
      CONTROLLER,
      (o) => (o.spec.targetType = 'pod'),
      /Unsupported value/,
    ],
  ];

  it.each(mistakes)('refuses %s', async (_title, kind, mode, mistake, message) => {
    const objects = modeOf(mode || 'the minimal example')();
    await prepare(objects);
    const object = objects.find((candidate) => candidate.kind === kind)!;
    mistake(object);
    const answer = await plane.api.dryRun(object);
    expect([answer.status >= 400 && answer.status < 500, messageOf(answer)]).toEqual([
      true,
      expect.stringMatching(message),
    ]);
  });

  const unsafe: [string, (object: Draft) => unknown][] = [
    ['privileges', (o) => (puma(o).securityContext.allowPrivilegeEscalation = true)],
    ['the capabilities of Docker', (o) => delete puma(o).securityContext.capabilities],
    ['the root user', (o) => Object.assign(pod(o).securityContext, { runAsNonRoot: false, runAsUser: 0 })],
    ['no seccomp profile', (o) => delete pod(o).securityContext.seccompProfile],
    ['a folder of the node', (o) => pod(o).volumes.push({ name: 'host', hostPath: { path: '/' } })],
  ];

  it.each(unsafe)('refuses a pod with %s', async (_title, loosen) => {
    const objects = modeOf('the minimal example')();
    await prepare(objects);
    const deployment = objects.find(({ kind }) => kind === DEPLOYMENT)!;
    loosen(deployment);
    const answer = await plane.api.dryRun(podOf(deployment));
    expect([answer.status, messageOf(answer)]).toEqual([
      403,
      expect.stringContaining('violates PodSecurity "restricted'),
    ]);
  });
});

/** The pod that the Deployment's controller would make: pod security is enforced on pods alone. */
function podOf({ metadata, spec }: AnyObject): AnyObject {
  const { template } = spec as { template: { metadata: object; spec: object } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${metadata.name}-0`, namespace: metadata.namespace },
    spec: template.spec,
  };
}

/** What a trial of anything else needs to stand: the namespace, ours or one of the same level, and the pods' account. */
async function prepare(objects: readonly AnyObject[]): Promise<void> {
  const account = objects.find(({ kind }) => kind === 'ServiceAccount')!;
  const name = account.metadata.namespace!;
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const own = objects.find(({ kind }) => kind === 'Namespace');
  const namespace = own ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  for (const object of [namespace, account]) {
    if (!(await plane.api.get(await plane.api.pathOf(object)))) await plane.api.create(object);
  }
  const enforced = (await plane.api.get(`/api/v1/namespaces/${name}`))?.metadata.labels;
  expect(enforced).toMatchObject(labels);
}

/** What the API server says against an object, made new and merged, and against the pods that it brings. */
async function refusalsOf(object: AnyObject): Promise<string[]> {
  const standing = ['Namespace', 'ServiceAccount'].includes(object.kind);
  const trials = [
    ...(standing ? [] : [plane.api.dryRun(object)]),
    plane.api.dryApply(object),
    ...(object.kind === DEPLOYMENT ? [plane.api.dryRun(podOf(object))] : []),
  ];
  const answers = await Promise.all(trials);
  return answers
    .flatMap((answer) => [...(answer.status >= 300 ? [messageOf(answer)] : []), ...answer.warnings])
    .map((said) => `${object.kind}/${object.metadata.name}: ${said}`);
}
