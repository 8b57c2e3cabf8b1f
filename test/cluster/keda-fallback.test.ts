import fc from 'fast-check';
import { valueProposal } from '../../lib/model/hpa-proposal';
import { FALLBACK_FAILURES } from '../../lib/model/scaling';
import { scheduledPods } from '../../lib/model/scheduled-capacity';
import { MetricSource } from '../../lib/scaling/metric-source';
import type { ScaledObject } from '../../lib/scaling/scaled-object';
import { renderedScaledObject } from '../scaling/scaling-stack';
import type { KedaAnswer } from './support/keda-answers';
import { askKeda } from './support/keda-answers';

jest.setTimeout(600_000);

const TOLERANCES = { scaleUp: 0.1, scaleDown: 0.1 };
const PROMETHEUS = MetricSource.prometheus({ serverAddress: 'http://prometheus.monitoring:9090' });
const SOURCES = { CloudWatch: MetricSource.cloudWatch(), Prometheus: PROMETHEUS };

/** A fleet that cannot be seen. */
interface Blind {
  readonly replicas: number;
  readonly readyPods: number;
  readonly fallbackPods: number;
  readonly targetBusyness: number;
}

describe.each(Object.entries(SOURCES))("KEDA's own fallback, with %s", (_name, metric) => {
  const rendered = ({ fallbackPods, targetBusyness }: Blind): ScaledObject =>
    renderedScaledObject({ metric, fallbackPods, targetBusyness, maxPods: 200 });
  const told = (fleets: readonly Blind[], looks = FALLBACK_FAILURES + 1): KedaAnswer<{ milli: number }[]>[] =>
    askKeda(
      fleets.map((blind) => ({
        ...{ ask: 'fallback', scaledObject: rendered(blind), looks },
        fleet: { replicas: blind.replicas, readyPods: blind.readyPods, threshold: blind.targetBusyness },
      })),
    );
  const DEFAULT: Blind = { replicas: 7, readyPods: 7, fallbackPods: 3, targetBusyness: 60 };

  test('keeps the fleet as it is, or makes it as large as is asked for and no more than a tenth larger, whoever is ready', () => {
    const fleets = fc.sample(
      fc.integer({ min: 1, max: 120 }).chain((replicas) =>
        fc.record({
          replicas: fc.constant(replicas),
          // From a fleet of which one is ready to one with a rollout's surge and as many that end.
          readyPods: fc.integer({ min: 1, max: Math.ceil(1.5 * replicas) }),
          fallbackPods: fc.integer({ min: 1, max: 120 }),
          targetBusyness: fc.integer({ min: 1, max: 95 }),
        }),
      ),
      { seed: 20_260_101, numRuns: 300 },
    );
    const judged = told(fleets).map(({ answer, error }, i) => {
      const blind = fleets[i];
      // A larger fleet is asked for by up to a tenth more, to clear the HPA's tolerance.
      const wanted = Math.max(blind.replicas, scheduledPods(blind.fallbackPods));
      const value = error === undefined ? answer[0].milli / 1000 : NaN;
      return { ...blind, value, wanted, proposal: valueProposal(value, blind.targetBusyness, blind, TOLERANCES) };
    });
    const left = judged.filter(({ wanted, proposal }) => proposal !== wanted);
    const inTolerance = ({ wanted, readyPods, replicas, proposal }: (typeof judged)[number]): boolean =>
      proposal === replicas && Math.abs(wanted / readyPods - 1) < 0.101;
    expect(left.filter((one) => !inTolerance(one))).toEqual([]);
    expect(judged.filter(({ replicas, proposal }) => !(proposal >= replicas))).toEqual([]);
    const settled = judged.filter(({ replicas, readyPods }) => readyPods <= replicas);
    expect(settled.filter(({ fallbackPods, proposal }) => !(proposal >= fallbackPods))).toEqual([]);
    expect(judged.length - left.length).toBeGreaterThan(200);
  });

  test('tells nothing before so many looks have failed, and nothing while no pod is ready: the fleet stays', () => {
    for (let looks = 1; looks <= FALLBACK_FAILURES; looks += 1) {
      expect(told([DEFAULT], looks)[0].error).toBe('empty metric data received');
    }
    expect(told([DEFAULT])[0].answer).toHaveLength(1);
    expect(told([{ ...DEFAULT, readyPods: 0 }])[0].error).toBe('error performing fallback');
  });
});

test('a target that is no whole number would switch the fallback off', () => {
  const { spec, ...object } = renderedScaledObject({});
  const { advanced } = spec;
  const scalingModifiers = { ...advanced.scalingModifiers!, target: '60.5' };
  const scaledObject = { ...object, spec: { ...spec, advanced: { ...advanced, scalingModifiers } } };
  const [{ error }] = askKeda([
    { ask: 'fallback', scaledObject, looks: 9, fleet: { replicas: 7, readyPods: 7, threshold: 60 } },
  ]);
  expect(error).toBe('empty metric data received');
});
