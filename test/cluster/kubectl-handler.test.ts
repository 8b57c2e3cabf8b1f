import type { Stack } from 'aws-cdk-lib';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import type { PumaServiceProps } from '../../lib/puma-service-props';
import { KedaIdentity } from '../../lib/scaling/keda-identity';
import { MetricSource } from '../../lib/scaling/metric-source';
import { PumaImage } from '../../lib/workload/puma-image';
import type { AnyObject } from '../support/kubernetes-api';
import { existingCluster } from '../support/platform';
import { until } from '../support/until';
import { ControlPlane } from './support/control-plane';
import { installCustomResources } from './support/custom-resources';
import { KubectlHandler } from './support/kubectl-handler';
import { PATIENCE_SECONDS } from './support/patience';
import { expected, nameOf, objectsOf, template } from './support/played-service';
import type { Happening, TemplateJson } from './support/stack-player';
import { StackPlayer } from './support/stack-player';

jest.setTimeout(1_800_000);

/** Where an object of ours, or one made of it, could be left behind. */
const LISTS = [
  ...['serviceaccounts', 'configmaps', 'services', 'pods'].map((name) => ['/api/v1', name]),
  ...['deployments', 'replicasets'].map((name) => ['/apis/apps/v1', name]),
  ['/apis/policy/v1', 'poddisruptionbudgets'],
  ['/apis/networking.k8s.io/v1', 'networkpolicies'],
  ['/apis/networking.k8s.io/v1', 'ingresses'],
  ['/apis/autoscaling/v2', 'horizontalpodautoscalers'],
  ['/apis/keda.sh/v1alpha1', 'scaledobjects'],
  ['/apis/keda.sh/v1alpha1', 'triggerauthentications'],
  ['/apis/eks.amazonaws.com/v1', 'targetgroupbindings'],
  ['/apis/elbv2.k8s.aws/v1beta1', 'targetgroupbindings'],
] as const;

const SCALING = /Scaling[0-9A-F]{8}$/;
const WEB = { name: 'web', hostname: 'www.example.com', port: 9292 };
const API = { name: 'api', hostname: 'api.example.com', port: 9293 };
const OWN_ROLE = MetricSource.cloudWatch({ identity: KedaIdentity.podIdentity() });

let plane: ControlPlane;
let handler: KubectlHandler;
beforeAll(async () => {
  plane = await ControlPlane.start({ controllers: true });
  await installCustomResources(plane.api);
  handler = new KubectlHandler(plane);
});
afterAll(async () => plane.stop());

describe("CDK's own kubectl handler", () => {
  const player = (): StackPlayer => new StackPlayer(handler);

  it('makes a whole service in an order that works, and takes it away in one that works', async () => {
    const stack = player();
    const service = template('whole', { components: [WEB, API], scaling: { metric: OWN_ROLE } });
    const made = await stack.deploy(service);
    expect(await present('whole')).toEqual(expected(service));
    expectOrder(made, 'Create', [/Namespace/, /Base/, /Bindingweb/, /Deployment/, SCALING]);
    expectOrder(made, 'Create', [/TargetGroup/, /Bindingweb/]);
    expectOrder(made, 'Create', [/ScalingAuthentication/, SCALING]);
    // Before the first pod is made: readiness gates come by the bindings, credentials by the association.
    expectOrder(made, 'Create', [/PodIdentityAssociation|WorkloadRoleAssociation/, /Deployment/]);
    const pods = async (): Promise<AnyObject[]> => list('whole', '/api/v1', 'pods');
    await until('the first pod', async () => (await pods())[0], PATIENCE_SECONDS);

    const gone = await stack.destroy();
    expectOrder(gone, 'Delete', [SCALING, /Deployment/, /Bindingweb/, /Base/]);
    expectOrder(gone, 'Delete', [SCALING, /ScalingAuthentication/]);
    expectOrder(gone, 'Delete', [/Bindingweb/, /TargetGroup/]);
    // The garbage collector follows the Deployment in its own time.
    const left = async (): Promise<boolean> => [...(await present('whole')), ...(await pods())].length > 0;
    await until('the end of all', async () => ((await left()) ? undefined : true), PATIENCE_SECONDS);
    // What others have put there would go with it.
    expect((await plane.api.get('/api/v1/namespaces/whole'))?.status).toEqual({ phase: 'Active' });
  });

  it('keeps the number of pods that the autoscaler has set, whatever else an update changes', async () => {
    const stack = player();
    await stack.deploy(template('kept', {}));
    await scale('kept', 7);
    const image = PumaImage.fromRegistry('registry.example.com/shop:v43');
    await stack.deploy(template('kept', { image, puma: { maxThreads: 8 }, pod: { cpu: '3' } }));
    const { spec } = (await deployment('kept'))!;
    expect(spec).toMatchObject({ replicas: 7, template: { spec: { containers: [{ image: image.name }] } } });
  });

  it('sets a fixed number of pods again', async () => {
    const stack = player();
    await stack.deploy(template('fixed', { replicas: 3 }));
    await scale('fixed', 7);
    await stack.deploy(template('fixed', { replicas: 3, pod: { cpu: '3' } }));
    expect((await deployment('fixed'))?.spec).toMatchObject({ replicas: 3 });
  });

  it('gives a fixed number over to scaling without falling back to one pod, as the docs say to', async () => {
    const stack = player();
    await stack.deploy(template('freed', { replicas: 5 }));
    await forgetReplicas('freed');
    await stack.deploy(template('freed', {}));
    expect((await deployment('freed'))?.spec).toMatchObject({ replicas: 5 });
  });

  const external = MetricSource.external({ metricName: 'puma_busyness' });
  const options: [string, Partial<PumaServiceProps>, Partial<PumaServiceProps>][] = [
    ['a component goes', { components: [WEB, API] }, { components: [WEB] }],
    ['a port changes, and its target group with it', { components: [WEB] }, { components: [{ ...WEB, port: 9400 }] }],
    ['KEDA needs no role of its own any more', { scaling: { metric: OWN_ROLE } }, {}],
    ['scaling by KEDA gives way to a fixed number', {}, { replicas: 3 }],
    ['a fixed number gives way to scaling', { replicas: 3 }, {}],
    ['scaling by a plain HPA gives way to a fixed number', { scaling: { metric: external } }, { replicas: 3 }],
    ['a plain HPA gives way to KEDA', { scaling: { metric: external } }, {}],
    ['KEDA gives way to a plain HPA', {}, { scaling: { metric: external, cpuPercent: 80 } }],
    ['Prometheus goes, and windows', { metrics: { prometheus: true }, scaling: { scheduled: [window()] } }, {}],
  ];

  it.each(options)('leaves nothing behind when %s', async (title, before, after) => {
    const stack = player();
    const name = `off-${options.findIndex(([one]) => one === title)}`;
    const old = template(name, before);
    await stack.deploy(old);
    expect(await present(name)).toEqual(expected(old));
    const changed = template(name, after);
    await stack.deploy(changed);
    expect(await present(name)).toEqual(expected(changed));
    expect(await differences(changed)).toEqual([]);
  });

  it('leaves a namespace that the service moves out of to those who are in it too', async () => {
    const stack = player();
    const at = (namespace: string): TemplateJson => template('moving', { namespace, createNamespace: true });
    await stack.deploy(at('moving-from'));
    await plane.api.create({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', data: {} },
      metadata: { name: 'somebody', namespace: 'moving-from' },
    });
    await stack.deploy(at('moving-to'));
    expect((await plane.api.get('/api/v1/namespaces/moving-from'))?.status).toEqual({ phase: 'Active' });
    expect(await plane.api.get('/api/v1/namespaces/moving-from/configmaps/somebody')).toBeDefined();
    expect(await present('moving-to')).toEqual(expected(at('moving-to')));
  });

  it('takes no pod away when a service is called otherwise in its namespace', async () => {
    const stack = player();
    const called = (serviceName: string): TemplateJson =>
      template('renamed', { serviceName, namespace: 'renamed', createNamespace: true, replicas: 2 });
    await stack.deploy(called('shop'));
    const pods = async (): Promise<string[]> =>
      (await list('renamed', '/api/v1', 'pods')).map(({ metadata }) => metadata.name);
    const before = await until('pods', async () => ((await pods()).length === 2 ? pods() : undefined));
    await stack.deploy(called('store'));
    await until('the new pods', async () => ((await pods()).length === 4 ? true : undefined));
    expect(await pods()).toEqual(expect.arrayContaining(before));
    // With the Service gone, the load balancer would let go of its pods.
    expect(await present('renamed')).toEqual(
      expect.arrayContaining(['Deployment/shop', 'Service/shop', 'ConfigMap/shop']),
    );
  });

  it('has pods with a sidecar admitted where pod security is restricted', async () => {
    const containers = [{ name: 'log-router', image: 'registry.example.com/logs:v7' }];
    const pod = { templatePatch: { spec: { containers, nodeSelector: { 'kubernetes.io/arch': 'arm64' } } } };
    await player().deploy(template('sidecar', { pod, replicas: 1 }));
    const made = await until('the pod', async () => (await list('sidecar', '/api/v1', 'pods'))[0]);
    expect(made.spec).toMatchObject({
      containers: [{ name: 'puma' }, { name: 'log-router' }],
      nodeSelector: { 'kubernetes.io/arch': 'arm64' },
    });
  });

  it("replaces nobody else's object, unless it is told to", async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'others' } };
    await plane.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'others' } });
    await plane.api.create({ ...account, metadata: { ...account.metadata, annotations: { owner: 'somebody' } } });
    const props = { namespace: 'others', createNamespace: false, serviceName: 'web' };
    await expect(player().deploy(template('others', props))).rejects.toThrow(/AlreadyExists/);

    const takeOver = (stack: Stack): Partial<PumaServiceProps> => {
      const cluster = existingCluster(stack);
      return { ...props, cluster, sink: ManifestSink.cluster(cluster, { overwrite: true }) };
    };
    const stack = player();
    const service = template('others', takeOver);
    await stack.deploy(service);
    expect(await present('others')).toEqual(expected(service));
  });
});

function window(): { minPods: number; start: string; end: string } {
  return { minPods: 8, start: '30 8 * * *', end: '0 18 * * *' };
}

async function list(namespace: string, root: string, plural: string): Promise<AnyObject[]> {
  const found = await plane.api.get<{ kind: string; items: AnyObject[] }>(`${root}/namespaces/${namespace}/${plural}`);
  return (found?.items ?? []).map((item) => ({ ...item, kind: found!.kind.replace(/List$/, '') }));
}

/** What stands in a namespace and is nobody else's: neither made by a controller nor there in every namespace. */
async function present(namespace: string): Promise<string[]> {
  const found = await Promise.all(LISTS.map(([root, plural]) => list(namespace, root, plural)));
  return found
    .flat()
    .filter(({ metadata }) => !('ownerReferences' in metadata) && metadata.name !== 'default')
    .map(nameOf)
    .sort();
}

/** Annotations, labels and ports of a standing object that its template no longer has. */
async function differences(service: TemplateJson): Promise<string[]> {
  const all = await Promise.all(
    objectsOf(service).map(async (object) => {
      const standing = (await plane.api.get(await plane.api.pathOf(object)))!;
      const keys = (one: AnyObject): string[] => [
        ...Object.keys(one.metadata.labels ?? {}),
        ...Object.keys(one.metadata.annotations ?? {}).filter((key) => !key.includes('kubectl.kubernetes.io/')),
        ...((one.spec as { ports?: { port: number }[] })?.ports ?? []).map(({ port }) => String(port)),
        ...((one.spec as { triggers?: { type: string }[] })?.triggers ?? []).map(({ type }, i) => `${i} ${type}`),
      ];
      const wanted = new Set(keys(object));
      const left = keys(standing).filter((key) => !wanted.has(key) && !key.startsWith('deployment.kubernetes.io/'));
      return left.map((key) => `${nameOf(object)}: ${key}`);
    }),
  );
  return all.flat();
}

async function deployment(name: string): Promise<AnyObject | undefined> {
  return plane.api.get(`/apis/apps/v1/namespaces/${name}/deployments/${name}`);
}

/** Sets the replicas as an HPA does. */
async function scale(name: string, replicas: number): Promise<void> {
  await plane.api.merge(`/apis/apps/v1/namespaces/${name}/deployments/${name}/scale`, { spec: { replicas } });
}

/** What `kubectl apply edit-last-applied` is asked for: to forget that a number of pods was ever applied. */
async function forgetReplicas(name: string): Promise<void> {
  const key = 'kubectl.kubernetes.io/last-applied-configuration';
  const applied = (await deployment(name))!.metadata.annotations![key];
  const without = applied.replace(/"replicas":\d+,?/, '');
  expect(without).not.toBe(applied);
  await plane.api.merge(`/apis/apps/v1/namespaces/${name}/deployments/${name}`, {
    metadata: { annotations: { [key]: without } },
  });
}

/** Each of the patterns is found, and each after the one before. */
function expectOrder(journal: readonly Happening[], request: string, patterns: readonly RegExp[]): void {
  const ids = journal.filter((happening) => happening.request === request).map(({ id }) => id);
  const places = patterns.map((pattern) => ids.findIndex((id) => pattern.test(id)));
  expect({ ids, places }).toEqual({ ids, places: [...places].sort((a, b) => a - b) });
  expect(places).not.toContain(-1);
}
