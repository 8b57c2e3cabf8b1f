import * as fc from 'fast-check';
import { PumaEksError } from '../../lib/model/errors';
import { Timing } from '../../lib/model/timing';
import type { TimingInputs } from '../../lib/model/timing';
import { noWholeNumber } from '../support/illegal';

type Figures = Record<string, number>;

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** The inequalities as the field data has them, written down apart from the model's own table. */
function brokenInvariants(t: Timing): string[] {
  const { startupProbe: startup, readinessProbe: readiness, livenessProbe: liveness, healthCheck: check } = t;
  const readinessFails = readiness.failureThreshold * Math.max(readiness.periodSeconds, readiness.timeoutSeconds);
  const invariants: Record<string, boolean> = {
    'persistent > idle + 10': t.persistentTimeoutSeconds > t.idleTimeoutSeconds + 10,
    'first data >= idle': t.firstDataTimeoutSeconds >= t.idleTimeoutSeconds,
    'client keep-alive >= idle': t.clientKeepAliveSeconds >= t.idleTimeoutSeconds,
    'slowest < idle - 5': t.slowestRequestSeconds < t.idleTimeoutSeconds - 5,
    'drain >= slowest + 5': t.drainSeconds >= t.slowestRequestSeconds + 5,
    'preStop >= propagation': t.preStopSeconds >= t.deregistrationPropagationSeconds,
    'preStop < grace': t.preStopSeconds < t.terminationGracePeriodSeconds,
    'grace >= preStop + drain': t.terminationGracePeriodSeconds >= t.preStopSeconds + t.drainSeconds,
    'grace >= preStop + worker shutdown':
      t.terminationGracePeriodSeconds >= t.preStopSeconds + t.workerShutdownTimeoutSeconds,
    'worker shutdown >= drain': t.workerShutdownTimeoutSeconds >= t.drainSeconds,
    'worker shutdown >= slowest + 5': t.workerShutdownTimeoutSeconds >= t.slowestRequestSeconds + 5,
    'force + 6 <= worker shutdown': t.forceShutdownAfterSeconds + 6 <= t.workerShutdownTimeoutSeconds,
    'deregistration >= slowest + 5': t.deregistrationDelaySeconds >= t.slowestRequestSeconds + 5,
    'deregistration <= preStop + drain': t.deregistrationDelaySeconds <= t.preStopSeconds + t.drainSeconds,
    'worker boot >= boot + warm-up': t.workerBootTimeoutSeconds >= t.applicationBootSeconds + t.warmUpSeconds,
    'startup >= certificates + boot + worker boot':
      startup.initialDelaySeconds + (startup.failureThreshold - 1) * startup.periodSeconds >=
      30 + t.applicationBootSeconds + t.workerBootTimeoutSeconds,
    'liveness slower than readiness':
      (liveness.failureThreshold - 1) * liveness.periodSeconds > readinessFails + readiness.timeoutSeconds,
    'check timeout < interval': check.timeoutSeconds < check.intervalSeconds,
    'pulled before liveness':
      check.unhealthyThreshold * check.intervalSeconds + check.timeoutSeconds <
      (liveness.failureThreshold - 1) * liveness.periodSeconds,
    'in the ranges of an ALB':
      t.idleTimeoutSeconds <= 4000 &&
      t.clientKeepAliveSeconds <= 604_800 &&
      t.deregistrationDelaySeconds <= 3600 &&
      t.deregistrationDelaySeconds >= 0,
    'whole numbers, none negative': t.explain().every((row) => Number.isInteger(row.value) && row.value >= 0),
    'a pod ends in order': t.explainTermination().every((event, i, all) => i === 0 || event.value >= all[i - 1].value),
  };
  return Object.entries(invariants).flatMap(([name, kept]) => (kept ? [] : [name]));
}

/** Inputs without overrides: whatever a service may be like. */
const services: fc.Arbitrary<TimingInputs> = int(7, 4000).chain((idleTimeoutSeconds) =>
  fc.record(
    {
      idleTimeoutSeconds: fc.constant(idleTimeoutSeconds),
      slowestRequestSeconds: int(1, Math.min(idleTimeoutSeconds - 6, 3595)),
      deregistrationPropagationSeconds: int(1, 86_400),
      warmUpSeconds: int(0, 86_400),
      applicationBootSeconds: int(1, 86_400),
      healthyThreshold: int(2, 10),
    },
    { requiredKeys: ['idleTimeoutSeconds'] },
  ),
);

/** Everything overridden by hand, within the inequalities: each figure is its bound and a bit. */
const overridden: fc.Arbitrary<TimingInputs> = fc
  .record({
    service: services,
    bits: fc.array(int(0, 50), { minLength: 14, maxLength: 14 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ service, bits, share }) => {
    const { idleTimeoutSeconds: idle = 60, slowestRequestSeconds: slowest = 1 } = service;
    const propagation = Math.min(service.deregistrationPropagationSeconds ?? 30, 80_000);
    const { applicationBootSeconds: boot = 30, warmUpSeconds: warmUp = 30 } = service;
    const drain = slowest + 5 + bits[0];
    const preStop = propagation + bits[1];
    const shutdown = Math.max(6, drain + bits[2]);
    const longestDelay = Math.min(3600, preStop + drain);
    const workerBoot = Math.min(boot + warmUp + bits[3], 86_400);
    const interval = 5 + bits[4];
    const readiness = { periodSeconds: 1 + bits[5], timeoutSeconds: 1 + bits[6], failureThreshold: 1 + bits[7] };
    const unready =
      readiness.failureThreshold * Math.max(readiness.periodSeconds, readiness.timeoutSeconds) +
      readiness.timeoutSeconds;
    const pulled = (2 + (bits[8] % 9)) * interval + Math.min(interval - 1, 2 + bits[9]);
    const livenessPeriod = 1 + bits[10];
    return {
      idleTimeoutSeconds: idle,
      clientKeepAliveSeconds: Math.max(60, idle + bits[11]),
      slowestRequestSeconds: slowest,
      deregistrationPropagationSeconds: propagation,
      drainSeconds: drain,
      applicationBootSeconds: Math.min(boot, Math.floor(workerBoot / 2) || 1),
      warmUpSeconds: Math.min(warmUp, Math.floor(workerBoot / 2)),
      persistentTimeoutSeconds: idle + 11 + bits[12],
      firstDataTimeoutSeconds: idle + bits[13],
      workerShutdownTimeoutSeconds: shutdown,
      workerBootTimeoutSeconds: workerBoot,
      forceShutdownAfterSeconds: Math.round(share * (shutdown - 6)),
      preStopSeconds: preStop,
      terminationGracePeriodSeconds: Math.min(preStop + shutdown + bits[0], 86_400),
      deregistrationDelaySeconds: Math.round(slowest + 5 + share * (longestDelay - slowest - 5)),
      healthCheckIntervalSeconds: interval,
      healthCheckTimeoutSeconds: Math.min(interval - 1, 2 + bits[9]),
      unhealthyThreshold: 2 + (bits[8] % 9),
      readinessProbe: readiness,
      livenessProbe: {
        periodSeconds: livenessPeriod,
        failureThreshold: Math.floor(Math.max(unready, pulled) / livenessPeriod) + 2,
      },
    };
  });

const NUMBERS: Record<string, [min: number, max: number]> = {
  idleTimeoutSeconds: [1, 150],
  clientKeepAliveSeconds: [50, 200],
  slowestRequestSeconds: [1, 80],
  deregistrationPropagationSeconds: [1, 60],
  drainSeconds: [1, 90],
  warmUpSeconds: [0, 90],
  applicationBootSeconds: [1, 90],
  healthCheckIntervalSeconds: [4, 40],
  healthCheckTimeoutSeconds: [1, 20],
  healthyThreshold: [1, 11],
  unhealthyThreshold: [1, 11],
  persistentTimeoutSeconds: [60, 120],
  firstDataTimeoutSeconds: [50, 120],
  workerShutdownTimeoutSeconds: [5, 90],
  workerBootTimeoutSeconds: [30, 120],
  forceShutdownAfterSeconds: [0, 60],
  preStopSeconds: [1, 60],
  terminationGracePeriodSeconds: [30, 150],
  deregistrationDelaySeconds: [0, 120],
};
const anyProbe = fc.record(
  {
    initialDelaySeconds: int(0, 60),
    periodSeconds: int(0, 30),
    timeoutSeconds: int(0, 30),
    failureThreshold: int(0, 40),
  },
  { requiredKeys: [] },
);

/** Any few inputs in the neighbourhood of sensible ones, legal or not. */
const anything: fc.Arbitrary<TimingInputs> = fc
  .subarray([...Object.keys(NUMBERS), 'startupProbe', 'readinessProbe', 'livenessProbe'], { maxLength: 5 })
  .chain((names) => {
    const arbitraries = names.map((name) => [name, name in NUMBERS ? int(...NUMBERS[name]) : anyProbe] as const);
    return fc.record(
      Object.fromEntries<fc.Arbitrary<unknown>>(arbitraries) as Record<keyof TimingInputs, fc.Arbitrary<never>>,
    );
  });

const RUNS = { numRuns: 500 };

test('a service that gives no overrides always has a timing, and every invariant holds', () => {
  fc.assert(
    fc.property(services, (inputs) => expect(brokenInvariants(Timing.derive(inputs))).toEqual([])),
    RUNS,
  );
});

test('overrides within the inequalities are kept as given, and every invariant holds', () => {
  fc.assert(
    fc.property(overridden, (inputs) => {
      const timing = Timing.derive(inputs);
      expect(brokenInvariants(timing)).toEqual([]);
      const values: Figures = Object.fromEntries(timing.explain().map((row) => [row.name, row.value]));
      expect(values).toMatchObject(Object.fromEntries(Object.entries(inputs).filter(([name]) => name in NUMBERS)));
    }),
    RUNS,
  );
});

test('any inputs either keep every invariant or are refused with a coded error', () => {
  let refused = 0;
  fc.assert(
    fc.property(anything, (inputs) => {
      try {
        expect(brokenInvariants(Timing.derive(inputs))).toEqual([]);
      } catch (error) {
        if (!(error instanceof PumaEksError)) throw error;
        refused += 1;
      }
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(200);
  expect(refused).toBeLessThan(1800);
});

test('a derived figure given back as an override changes nothing', () => {
  fc.assert(
    fc.property(services, (inputs) => {
      const derived = Timing.derive(inputs);
      const again = Timing.derive({
        ...inputs,
        ...Object.fromEntries(
          Object.entries(derived).filter(
            ([name]) => name in NUMBERS && Number(derived[name as keyof Timing]) <= 86_400,
          ),
        ),
      });
      const values = (timing: Timing): unknown[] => timing.explain().map((row) => row.value);
      expect(values(again)).toEqual(values(derived));
    }),
    RUNS,
  );
});

test('what is no whole number is always refused, wherever it stands', () => {
  const names = [...Object.keys(NUMBERS), 'livenessProbe.periodSeconds', 'startupProbe.failureThreshold'];
  fc.assert(
    fc.property(fc.constantFrom(...names), noWholeNumber(), (name, value) => {
      const [first, second] = name.split('.');
      const inputs = { [first]: second === undefined ? value : { [second]: value } } as TimingInputs;
      expect(() => Timing.derive(inputs)).toThrow(PumaEksError);
    }),
    RUNS,
  );
});
