import { App, Stack } from 'aws-cdk-lib';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { Timing } from '../../lib/model/timing';
import type { BusynessScalingProps } from '../../lib/scaling/busyness-scaling';
import { BusynessScaling } from '../../lib/scaling/busyness-scaling';
import { MetricSource } from '../../lib/scaling/metric-source';
import { importedV2 } from '../kubernetes/clusters';
import type { AnyObject } from '../support/kubernetes-api';
import { expectRefusal } from '../support/refusal';
import { until } from '../support/until';
import type { ApiAnswer } from './support/api-client';
import { messageOf } from './support/api-client';
import { ControlPlane } from './support/control-plane';
import { installCustomResources } from './support/custom-resources';
import { KedaWebhooks } from './support/keda-webhooks';
import { MODES, modeOf } from './support/modes';
import { PATIENCE_SECONDS } from './support/patience';

jest.setTimeout(900_000);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a patch makes an object wrong, which no type would allow
type Draft = Record<string, any>;

const SCALED_OBJECT = 'ScaledObject';
const GUARDED = 'a guard on CPU';
const CAMPAIGNS = 'campaign windows';
const PLAIN = 'a plain HPA';
const EXTERNAL = MetricSource.external({ metricName: 'puma_busyness' });

let plane: ControlPlane;
let webhooks: KedaWebhooks | undefined;
let namespaces = 0;
beforeAll(async () => {
  plane = await ControlPlane.start();
  await installCustomResources(plane.api);
  webhooks = await KedaWebhooks.start(plane);
});
afterAll(async () => {
  await webhooks?.stop();
  await plane.stop();
});

const modifiers = (o: Draft): Draft => o.spec.advanced.scalingModifiers as Draft;
const requests = (o: Draft): Draft => o.spec.template.spec.containers[0].resources as Draft;

describe("KEDA's own admission webhooks", () => {
  it.each(MODES)('take every object of %s, and warn of none', async (_title, render) => {
    const objects = await moved(render());
    const answers = await Promise.all(kedas(objects).map(settled));
    expect(answers.map(({ status, body, warnings }) => [status < 300 || body, warnings])).toEqual(
      answers.map(() => [true, []]),
    );
  });

  it('judge all modes but those that need no KEDA', () => {
    const without = MODES.filter(([, render]) => kedas(render()).length === 0);
    expect(without.map(([title]) => title)).toEqual(['a fixed number of pods', PLAIN]);
  });

  const mistakes: [string, string, (object: Draft) => unknown, RegExp][] = [
    ['a name of 64 characters', '', (o) => (o.metadata.name = 'a'.repeat(64)), /no more than 63/],
    ['a name that KEDA’s own prefix makes too long', '', withoutHpaName, /HPA name "keda-hpa-a+" .* no more than 63/],
    ['a formula of no trigger', '', (o) => (modifiers(o).formula = 'free / threads'), /unknown name free/],
    ['a formula that cannot be read', '', (o) => (modifiers(o).formula = 'capacity /'), /unexpected token/],
    ['a formula without a target', '', (o) => (modifiers(o).target = ''), /target is empty/],
    ['a target of none', '', (o) => (modifiers(o).target = '0'), /error converting target/],
    ['triggers of one name', '', (o) => o.spec.triggers.push(o.spec.triggers[0]), /"capacity" is defined multiple/],
    [
      'a cron trigger from a cache',
      CAMPAIGNS,
      (o) => (o.spec.triggers[2].useCachedMetrics = true),
      /not supported for/,
    ],
  ];

  it.each(mistakes)('refuse %s', async (_title, mode, mistake, message) => {
    const [object] = (await moved(modeOf(mode || 'the minimal example')())).filter(
      ({ kind }) => kind === SCALED_OBJECT,
    );
    mistake(object);
    expectRefused(await post(object), message);
  });

  const known: [string, (object: Draft) => unknown, RegExp][] = [
    [
      'more pods at least than at most',
      (o) => (o.spec.maxReplicaCount = 2),
      /must be less than or equal to maxReplica/,
    ],
    ['a fallback below none', (o) => (o.spec.fallback.replicas = -1), /greater than or equal to 0/],
    ['no triggers', (o) => (o.spec.triggers = []), /at least 1 items/],
  ];

  it.each(known)('are not asked about %s, which KEDA’s definitions refuse', async (_title, mistake, message) => {
    const [object] = kedas(await moved(modeOf('the minimal example')()));
    mistake(object);
    const answer = await post(object);
    expect([answer.status, messageOf(answer)]).toEqual([422, expect.stringMatching(message)]);
  });

  it('refuse a guard on CPU before its Deployment stands, and beside pods that ask for none', async () => {
    const objects = modeOf(GUARDED)();
    const guarded = (await moved(objects, [])).find(({ kind }) => kind === SCALED_OBJECT)!;
    expectRefused(await post(guarded), /Deployment\.apps .* not found/);

    const greedy = objects.find(({ kind }) => kind === 'Deployment')!;
    requests(greedy).requests.cpu = undefined;
    requests(greedy).limits = undefined;
    const beside = (await moved([...objects])).find(({ kind }) => kind === SCALED_OBJECT)!;
    expectRefused(await settled(beside), /doesn't have the cpu request defined/);
  });

  it('take a ScaledObject without such a guard before its Deployment', async () => {
    const [object] = kedas(await moved(modeOf('the minimal example')(), []));
    expect((await post(object)).status).toBe(201);
  });
});

describe('two autoscalers of one Deployment', () => {
  it('KEDA refuses a second ScaledObject, as we do', async () => {
    const [object] = kedas(await moved(modeOf('the minimal example')()));
    expect((await post(object)).status).toBe(201);
    const second = { ...object, metadata: { ...object.metadata, name: 'second' } };
    await managed('the first', second);
    expectRefused(await post(second), /already managed by the ScaledObject|HPA '.+' is already managed by/);
    // Of another Deployment too, where it asks for the same HPA.
    const other = {
      ...(structuredClone(second) as Draft),
      spec: { ...(object.spec as Draft), scaleTargetRef: { name: 'other' } },
    };
    expectRefused(await post(other as unknown as AnyObject), /HPA '.+' is already managed by the ScaledObject/);
    expectRefusal(() => twice({}, {}), 'AlreadyScaled');
  });

  it('KEDA refuses a ScaledObject beside an HPA, as we do', async () => {
    const hpa = autoscalerIn(await moved(modeOf(PLAIN)()));
    expect((await post(hpa)).status).toBe(201);
    const [object] = kedas(modeOf('the minimal example')());
    const beside = inNamespace(object, hpa.metadata.namespace!);
    expect(targetOf(beside)).toBe(targetOf(hpa));
    await managed('the HPA', beside);
    expectRefused(await post(beside), /already managed by the hpa/);
    expectRefusal(() => twice({ metric: EXTERNAL }, {}), 'AlreadyScaled');
  });

  it('nobody refuses an HPA beside a ScaledObject, but we do', async () => {
    const [object] = kedas(await moved(modeOf('the minimal example')()));
    expect((await post(object)).status).toBe(201);
    const hpa = autoscalerIn(modeOf(PLAIN)());
    const beside = inNamespace(hpa, object.metadata.namespace!);
    expect(targetOf(beside)).toBe(targetOf(object));
    expect((await post(beside)).status).toBe(201);
    expectRefusal(() => twice({}, { metric: EXTERNAL }), 'AlreadyScaled');
  });
});

/** What KEDA's webhooks judge. */
function kedas(objects: readonly AnyObject[]): AnyObject[] {
  return objects.filter(({ apiVersion }) => apiVersion.startsWith('keda.sh/'));
}

/** The objects in a namespace of their own, in which those of some kinds stand already. */
async function moved(
  objects: readonly AnyObject[],
  standing: readonly string[] = ['Deployment'],
): Promise<AnyObject[]> {
  const name = `trial-${(namespaces += 1)}`;
  await plane.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const those = objects.filter(({ metadata }) => metadata.namespace).map((object) => inNamespace(object, name));
  for (const object of those.filter(({ kind }) => standing.includes(kind))) await plane.api.create(object);
  return those;
}

function inNamespace(object: AnyObject, namespace: string): AnyObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

async function post(object: AnyObject): Promise<ApiAnswer> {
  return plane.api.send('POST', await plane.api.pathOf(object, false), object);
}

/** What the webhook says once its cache holds the Deployment. */
async function settled(object: AnyObject): Promise<ApiAnswer> {
  return until(
    'the Deployment in its cache',
    async () => {
      const answer = await post(object);
      return answer.body.includes('not found') ? undefined : answer;
    },
    PATIENCE_SECONDS,
  );
}

/** Waits until its cache holds what manages an object's Deployment already. */
async function managed(what: string, object: AnyObject): Promise<void> {
  const refused = async (): Promise<boolean> => (await plane.api.dryRun(object)).body.includes('already managed by');
  await until(`${what} in its cache`, async () => (await refused()) || undefined, PATIENCE_SECONDS);
}

function expectRefused(answer: ApiAnswer, message: RegExp): void {
  expect([answer.status >= 400 && answer.status < 500, messageOf(answer)]).toEqual([
    true,
    expect.stringMatching(message),
  ]);
  expect(messageOf(answer)).toMatch(/^admission webhook "v\w+\.kb\.io" denied the request/);
}

function autoscalerIn(objects: readonly AnyObject[]): AnyObject {
  return objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler')!;
}

function targetOf(object: AnyObject): string {
  return (object.spec as Draft).scaleTargetRef.name as string;
}

function withoutHpaName(object: Draft): void {
  object.metadata.name = 'a'.repeat(55);
  object.spec.advanced.horizontalPodAutoscalerConfig.name = undefined;
}

/** Two autoscalers of one Deployment in a stack of ours. */
function twice(first: Partial<BusynessScalingProps>, second: Partial<BusynessScalingProps>): void {
  const stack = new Stack(new App(), 'Twice');
  const common = { sink: ManifestSink.cluster(importedV2(stack)), timing: Timing.derive() };
  const names = { deploymentName: 'web', namespaceName: 'web', serviceName: 'web' };
  new BusynessScaling(stack, 'First', { ...common, ...names, ...first });
  new BusynessScaling(stack, 'Second', { ...common, ...names, ...second });
}
