import { Timing } from '../../lib/model/timing';
import type { TimingInputs } from '../../lib/model/timing';
import { TIMING_RULES } from '../../lib/model/timing-rules';
import { NO_WHOLE_NUMBER, numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

const refused = (inputs: unknown, code: string) => expectRefusal(() => Timing.derive(inputs as TimingInputs), code);

/** For each inequality: inputs just over it, where the error points, and inputs just within it. */
const BROKEN: Record<string, [broken: TimingInputs, path: string, kept: TimingInputs]> = {
  PersistentTimeoutTooShort: [
    { persistentTimeoutSeconds: 70 },
    'persistentTimeoutSeconds',
    { persistentTimeoutSeconds: 71 },
  ],
  FirstDataTimeoutTooShort: [
    { firstDataTimeoutSeconds: 59 },
    'firstDataTimeoutSeconds',
    { firstDataTimeoutSeconds: 60 },
  ],
  ClientKeepAliveTooShort: [
    { idleTimeoutSeconds: 100, clientKeepAliveSeconds: 99 },
    'clientKeepAliveSeconds',
    { idleTimeoutSeconds: 100, clientKeepAliveSeconds: 100 },
  ],
  SlowestRequestOverIdleTimeout: [
    { slowestRequestSeconds: 55 },
    'slowestRequestSeconds',
    { slowestRequestSeconds: 54 },
  ],
  DrainTooShort: [{ drainSeconds: 28 }, 'drainSeconds', { drainSeconds: 29 }],
  PreStopTooShort: [{ preStopSeconds: 29 }, 'preStopSeconds', { preStopSeconds: 30 }],
  GracePeriodWithinPreStop: [
    { terminationGracePeriodSeconds: 40 },
    'terminationGracePeriodSeconds',
    { terminationGracePeriodSeconds: 70 },
  ],
  GracePeriodTooShort: [
    { terminationGracePeriodSeconds: 69 },
    'terminationGracePeriodSeconds',
    { terminationGracePeriodSeconds: 70 },
  ],
  WorkerShutdownCutsRequests: [
    { workerShutdownTimeoutSeconds: 28 },
    'workerShutdownTimeoutSeconds',
    { workerShutdownTimeoutSeconds: 29, drainSeconds: 29 },
  ],
  WorkerShutdownWithinDrain: [
    { workerShutdownTimeoutSeconds: 29 },
    'workerShutdownTimeoutSeconds',
    { workerShutdownTimeoutSeconds: 30 },
  ],
  GracePeriodCutsWorkerShutdown: [
    { terminationGracePeriodSeconds: 75, workerShutdownTimeoutSeconds: 36 },
    'terminationGracePeriodSeconds',
    { terminationGracePeriodSeconds: 75, workerShutdownTimeoutSeconds: 35 },
  ],
  ForceShutdownTooLate: [
    { forceShutdownAfterSeconds: 25 },
    'forceShutdownAfterSeconds',
    { forceShutdownAfterSeconds: 24 },
  ],
  DeregistrationDelayTooShort: [
    { deregistrationDelaySeconds: 28 },
    'deregistrationDelaySeconds',
    { deregistrationDelaySeconds: 29 },
  ],
  DeregistrationDelayTooLong: [
    { deregistrationDelaySeconds: 71 },
    'deregistrationDelaySeconds',
    { deregistrationDelaySeconds: 70 },
  ],
  WorkerBootTimeoutTooShort: [
    { workerBootTimeoutSeconds: 59 },
    'workerBootTimeoutSeconds',
    { workerBootTimeoutSeconds: 60 },
  ],
  StartupBudgetTooShort: [
    { startupProbe: { failureThreshold: 24 } },
    'startupProbe.failureThreshold',
    { startupProbe: { failureThreshold: 25 } },
  ],
  LivenessNotSlowerThanReadiness: [
    { livenessProbe: { periodSeconds: 2, failureThreshold: 11 } },
    'livenessProbe.failureThreshold',
    { livenessProbe: { periodSeconds: 2, failureThreshold: 14 } },
  ],
  HealthCheckTimeoutOverInterval: [
    { healthCheckTimeoutSeconds: 10 },
    'healthCheckTimeoutSeconds',
    { healthCheckTimeoutSeconds: 9 },
  ],
  HealthCheckTooSlow: [
    {
      livenessProbe: { failureThreshold: 3 },
      healthCheckIntervalSeconds: 8,
      healthCheckTimeoutSeconds: 4,
      readinessProbe: { failureThreshold: 2 },
    },
    'healthCheckIntervalSeconds',
    {
      livenessProbe: { failureThreshold: 3 },
      healthCheckIntervalSeconds: 7,
      healthCheckTimeoutSeconds: 4,
      readinessProbe: { failureThreshold: 2 },
    },
  ],
};

describe('inequalities', () => {
  test('each has its example here', () => {
    expect(Object.keys(BROKEN).sort()).toEqual(TIMING_RULES.map((rule) => rule.code).sort());
  });

  test.each(Object.entries(BROKEN))('%s', (code, [broken, path, kept]) => {
    const refusal = refused(broken, code);
    expect(refusal.path).toBe(`timing.${path}`);
    expect(() => Timing.derive(kept)).not.toThrow();
  });

  test('the error shows the arithmetic, and which of its figures are defaults', () => {
    expect(
      refused({ idleTimeoutSeconds: 80, persistentTimeoutSeconds: 90 }, 'PersistentTimeoutTooShort').message,
    ).toMatch(
      'timing.persistentTimeoutSeconds is 90. Allowed: more than 90, which is idleTimeoutSeconds (80) + 10. Why: ',
    );
    expect(refused({ drainSeconds: 20 }, 'DrainTooShort').message).toMatch(
      'timing.drainSeconds is 20. Allowed: at least 29, which is slowestRequestSeconds (24 by default) + 5.',
    );
  });

  test('the error names the input to change when the figure itself cannot be given', () => {
    expect(refused({ healthCheckIntervalSeconds: 300 }, 'HealthCheckTooSlow').message).toMatch(
      'timing.healthCheckIntervalSeconds is 300. Allowed: a value with which targetPulledWithinSeconds, now 605, ' +
        'is less than 90, which is livenessSparesSeconds (90).',
    );
  });
});

/** Each number, its range and the code of leaving it. */
const RANGES: [name: string, min: number, max: number, code: string][] = [
  ['idleTimeoutSeconds', 7, 4000, 'IdleTimeoutInvalid'],
  ['clientKeepAliveSeconds', 60, 604_800, 'ClientKeepAliveInvalid'],
  ['slowestRequestSeconds', 1, 3595, 'SlowestRequestInvalid'],
  ['deregistrationPropagationSeconds', 1, 86_400, 'DurationInvalid'],
  ['drainSeconds', 6, 86_400, 'DurationInvalid'],
  ['warmUpSeconds', 0, 86_400, 'DurationInvalid'],
  ['applicationBootSeconds', 1, 86_400, 'DurationInvalid'],
  ['healthCheckIntervalSeconds', 5, 300, 'HealthCheckInvalid'],
  ['healthCheckTimeoutSeconds', 2, 120, 'HealthCheckInvalid'],
  ['healthyThreshold', 2, 10, 'HealthCheckInvalid'],
  ['unhealthyThreshold', 2, 10, 'HealthCheckInvalid'],
  ['persistentTimeoutSeconds', 1, 86_400, 'DurationInvalid'],
  ['firstDataTimeoutSeconds', 1, 86_400, 'DurationInvalid'],
  ['workerShutdownTimeoutSeconds', 6, 86_400, 'DurationInvalid'],
  ['workerBootTimeoutSeconds', 1, 86_400, 'DurationInvalid'],
  ['forceShutdownAfterSeconds', 0, 86_400, 'DurationInvalid'],
  ['preStopSeconds', 1, 86_400, 'DurationInvalid'],
  ['terminationGracePeriodSeconds', 1, 86_400, 'DurationInvalid'],
  ['deregistrationDelaySeconds', 0, 3600, 'DeregistrationDelayInvalid'],
  ...['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe): [string, number, number, string][] => [
    [`${probe}.initialDelaySeconds`, 0, 2_147_483_647, 'ProbeInvalid'],
    [`${probe}.periodSeconds`, 1, 2_147_483_647, 'ProbeInvalid'],
    [`${probe}.timeoutSeconds`, 1, 2_147_483_647, 'ProbeInvalid'],
    [`${probe}.failureThreshold`, 1, 2_147_483_647, 'ProbeInvalid'],
  ]),
];

const inputs = (name: string, value: unknown): unknown => {
  const [first, second] = name.split('.');
  return { [first]: second === undefined ? value : { [second]: value } };
};

describe.each(RANGES)('%s from %d to %d', (name, min, max, code) => {
  test('is refused beyond its ends', () => {
    for (const value of [min - 1, max + 1]) {
      const refusal = refused(inputs(name, value), code);
      expect(refusal.path).toBe(`timing.${name}`);
      expect(refusal.message).toContain(`a whole number from ${min} to ${max}`);
    }
  });

  test('is never refused for its range at its ends', () => {
    for (const value of [min, max]) {
      let message = '';
      try {
        Timing.derive(inputs(name, value) as TimingInputs);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toContain(code);
    }
  });

  test('is refused when it is no whole number', () => {
    for (const value of NO_WHOLE_NUMBER) expect(refused(inputs(name, value), code).path).toBe(`timing.${name}`);
  });

  test('is refused when it is a token', () => {
    for (const value of [numberToken(), '${Token[TOKEN.17]}']) {
      const refusal = refused(inputs(name, value), 'MustBeKnownAtSynth');
      expect(refusal.path).toBe(`timing.${name}`);
    }
  });
});

test('inputs that are no object are refused', () => {
  for (const value of [null, 60, '60', [], true]) refused(value, 'TimingInvalid');
  expect(refused({ livenessProbe: 10 }, 'TimingInvalid').path).toBe('timing.livenessProbe');
  expect(refused({ startupProbe: null }, 'TimingInvalid').path).toBe('timing.startupProbe');
});
