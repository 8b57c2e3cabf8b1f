import fc from 'fast-check';
import { busyness, busynessWithBacklog } from '../../lib/model/busyness';
import { backlogFormula, busynessFormula } from '../../lib/model/busyness-expression';
import { compositeBusyness } from '../../lib/model/scheduled-capacity';
import { MetricSource } from '../../lib/scaling/metric-source';
import type { BusynessScalingProps } from '../../lib/scaling/busyness-scaling';
import type { ScaledObject } from '../../lib/scaling/scaled-object';
import { renderedScaledObject } from '../scaling/scaling-stack';
import { askKeda, formulaValues } from './support/keda-answers';
import { MODES, modeOf } from './support/modes';

jest.setTimeout(600_000);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a patch makes an object wrong, which no type would allow
type Draft = Record<string, any>;

const GUARDED = 'a guard on CPU';
const CAMPAIGNS = 'campaign windows';
const WINDOW = { minPods: 12, start: '30 8 * * mon-fri', end: '0 11 * * mon-fri' };
/** KEDA cuts to thousandths; our arithmetic may differ in the last bit before that. */
const CUT = 0.001 + 1e-9;

const scaledObjectOf = (title: string): ScaledObject =>
  modeOf(title)().find(({ kind }) => kind === 'ScaledObject') as unknown as ScaledObject;
const rendered = (props: Partial<BusynessScalingProps>): ScaledObject => renderedScaledObject(props);
const DEFAULT = rendered({});

describe("KEDA's own scalers", () => {
  // The scaler of Prometheus is not in the program: it would bring Azure's and Google's SDKs.
  const readable = MODES.map(([title]) => [title, scaledObjectOf(title)] as const).filter(
    ([title, scaledObject]) => scaledObject !== undefined && title !== 'KEDA on Prometheus',
  );

  it.each(readable)('read every trigger of %s', (_title, scaledObject) => {
    const [{ answer, error }] = askKeda<{ type: string; external?: Draft }[]>([{ ask: 'triggers', scaledObject }]);
    expect(error).toBeUndefined();
    expect(answer).toHaveLength(scaledObject.spec.triggers.length);
    const names = answer.flatMap(({ external }) => (external ? [external.metric.name as string] : []));
    // The HPA tells them apart by their names.
    expect(new Set(names).size).toBe(names.length);
  });

  const mistakes: [string, string, (triggers: Draft[]) => unknown, RegExp][] = [
    ['a dimension with a semicolon', '', ([t]) => (t.metadata.dimensionValue = 'a;b'), /not matching in size/],
    ['a period of 20 s', '', ([t]) => (t.metadata.metricStatPeriod = '20'), /has to be one of \[1, 5, 10, 30\]/],
    ['no value for a target', '', ([t]) => delete t.metadata.targetMetricValue, /missing required parameter/],
    ['no least value', '', ([t]) => delete t.metadata.minMetricValue, /missing required parameter/],
    ['no Region', '', ([t]) => delete t.metadata.awsRegion, /missing required parameter/],
    [
      'a stretch of half a period',
      '',
      ([t]) => (t.metadata.metricCollectionTime = '90'),
      /a multiple of metricStatPeriod/,
    ],
    ['a window of no length', CAMPAIGNS, ([, , t]) => (t.metadata.end = t.metadata.start), /exactly same time/],
    ['a window of no pods', CAMPAIGNS, ([, , t]) => (t.metadata.desiredReplicas = '0'), /no desiredReplicas/],
    [
      'a cron line of six fields',
      CAMPAIGNS,
      ([, , t]) => (t.metadata.start = '0 0 8 * * *'),
      /expected exactly 5 fields/,
    ],
    ['a CPU guard of half a percent', GUARDED, ([, , t]) => (t.metadata.value = '80.5'), /invalid syntax/],
  ];

  it.each(mistakes)('cannot read %s', (_title, mode, mistake, message) => {
    const scaledObject = scaledObjectOf(mode || 'the minimal example');
    mistake(scaledObject.spec.triggers as unknown as Draft[]);
    expect(askKeda([{ ask: 'triggers', scaledObject }])[0].error).toMatch(message);
  });
});

describe('modes of authentication', () => {
  const modes = ['basic', 'bearer', 'custom', 'oauth', 'tls', 'apiKey', 'Bearer', 'none', ''];
  const given = [...modes, ' bearer , tls ', ...modes.flatMap((one) => modes.map((other) => `${one},${other}`))];
  const authParams = {
    ...{ username: 'a', password: 'b', bearerToken: 'c', cert: 'd', key: 'e', ca: 'f', apiKey: 'g' },
    ...{ oauthTokenURI: 'h', clientID: 'i', clientSecret: 'j', scopes: 'k', endpointParams: 'l=m' },
    ...{ customAuthHeader: 'n', customAuthValue: 'o' },
  };

  test('are refused by us where KEDA refuses them, and those by a key, which its Prometheus trigger does not send', () => {
    const answers = askKeda(given.map((authModes) => ({ ask: 'authentication', metadata: { authModes }, authParams })));
    const prometheus = { serverAddress: 'http://prometheus.monitoring:9090', triggerAuthentication: 'reads' };
    const unlike = given.filter((authModes, i) => {
      const taken = !throws(() => MetricSource.prometheus({ ...prometheus, authModes }));
      return taken !== (answers[i].error === undefined);
    });
    expect(unlike.filter((authModes) => !authModes.includes('apiKey'))).toEqual(['']);
    expect(unlike).toContain('apiKey');
  });
});

describe("KEDA's evaluation of a formula", () => {
  const hundreds = fc.nat(100_000);

  test.each([
    [{ capacity: 10, threads: 20 }, 50],
    [{ capacity: 20, threads: 20 }, 0],
    [{ capacity: 0, threads: 20 }, 100],
    [{ capacity: 1, threads: 3 }, 66.666],
    // Free threads read a moment later than all threads.
    [{ capacity: 12, threads: 10 }, 0],
    // No threads at all: the target, which leaves the fleet as it is.
    [{ capacity: 0, threads: 0 }, 60],
    [{ capacity: 5, threads: 0 }, 60],
  ])('of %j is %d', (values, expected) => {
    expect(formulaValues(DEFAULT, [values])).toEqual([expected]);
  });

  test('is what the model says, whatever the sums and the target', () => {
    for (const targetBusyness of [1, 47, 60, 95]) {
      const sums = samplesOf(fc.record({ capacity: hundreds, threads: hundreds }));
      expectNear(rendered({ targetBusyness }), sums, ({ capacity, threads }) =>
        threads > 0 ? busyness(Math.min(capacity, threads), threads)! : targetBusyness,
      );
    }
  });

  test('with a count of the backlog does not saturate', () => {
    const metric = MetricSource.cloudWatch({ countBacklog: true });
    const sums = samplesOf(fc.record({ busy: hundreds, threads: hundreds }));
    expectNear(rendered({ metric }), [...sums, { busy: 50, threads: 20 }], ({ busy, threads }) =>
      threads > 0 ? busynessWithBacklog(busy, threads)! : 60,
    );
  });

  test.each([undefined, { scaleUpPercent: 0 }, { scaleUpPercent: 25 }])(
    'with scheduled windows is what the model says (tolerance %j)',
    (tolerance) => {
      const scheduled = [WINDOW, { ...WINDOW, start: '0 9 1 * *', minPods: 20 }];
      const pods = fc.nat(60);
      const open = fc.constantFrom(0, 12);
      const samples = samplesOf(
        fc.record({ capacity: fc.nat(100), threads: fc.constantFrom(0, 100), window0: open, window1: pods, pods }),
      );
      expectNear(rendered({ scheduled, tolerance }), samples, ({ capacity, threads, window0, window1, pods }) =>
        compositeBusyness({
          ...{ busyness: threads > 0 ? 100 - capacity : 60, target: 60, pods },
          scheduled: Math.max(window0, window1),
          scaleUpTolerance: tolerance && tolerance.scaleUpPercent / 100,
        }),
      );
    },
  );

  test('fails where a metric is missing, and so never takes it for none', () => {
    const failing: Record<string, number>[] = [{}, { capacity: 0 }, { threads: 20 }];
    for (const value of formulaValues(DEFAULT, failing)) expect(value).toMatch(/^error trying to run custom formula/);
    const scheduled = [WINDOW];
    const all = { capacity: 1, threads: 2, window0: 0, pods: 3 };
    for (const name of Object.keys(all)) {
      const values = Object.fromEntries(Object.entries(all).filter(([other]) => other !== name));
      expect(formulaValues(rendered({ scheduled }), [values])[0]).toMatch(/^error trying to run custom formula/);
    }
  });

  test('of a plain ratio without threads is the least number there is: the reason for our condition', () => {
    const [value] = formulaValues(withFormula('(1 - capacity / threads) * 100'), [{ capacity: 0, threads: 0 }]);
    expect(value).toBeLessThan(-9e15);
  });

  test('is of the formulas that the model makes', () => {
    expect(DEFAULT.spec.advanced.scalingModifiers!.formula).toBe(busynessFormula('capacity', 'threads', 60));
    const counted = scaledObjectOf('a count of the backlog').spec.advanced.scalingModifiers!;
    expect(counted.formula).toBe(backlogFormula('busy', 'threads', 60));
  });
});

function withFormula(formula: string): ScaledObject {
  const { spec } = DEFAULT;
  const scalingModifiers = { ...spec.advanced.scalingModifiers!, formula };
  return { ...DEFAULT, spec: { ...spec, advanced: { ...spec.advanced, scalingModifiers } } };
}

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

/** Values of a kind, the same in every run. */
function samplesOf<T>(arbitrary: fc.Arbitrary<T>): T[] {
  return fc.sample(arbitrary, { seed: 20_260_101, numRuns: 500 });
}

/** That KEDA gives for every sample what the model does, cut to thousandths. */
function expectNear<T extends Record<string, number>>(
  scaledObject: ScaledObject,
  samples: readonly T[],
  model: (sample: T) => number,
): void {
  const values = formulaValues(scaledObject, samples);
  const wrong = samples
    .map((sample, i) => ({ sample, keda: values[i], model: model(sample) }))
    .filter(({ keda, model: ours }) => typeof keda === 'string' || Math.abs(keda - ours) > CUT);
  expect(wrong).toEqual([]);
}
