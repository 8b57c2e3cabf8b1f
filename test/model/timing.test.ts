import { Timing } from '../../lib/model/timing';
import type { TimingInputs } from '../../lib/model/timing';

/** The figures of a timing that are one number each. */
function figures(timing: Timing): Record<string, number> {
  return Object.fromEntries(timing.explain().map((row) => [row.name, row.value]));
}

/** Names and values of the figures that differ from the defaults. */
function moved(inputs: TimingInputs): Record<string, number> {
  const defaults = figures(Timing.derive());
  return Object.fromEntries(Object.entries(figures(Timing.derive(inputs))).filter(([name, n]) => n !== defaults[name]));
}

describe('the default timing', () => {
  const timing = Timing.derive();

  test('has the figures of the field data', () => {
    expect(timing).toMatchObject({
      idleTimeoutSeconds: 60,
      clientKeepAliveSeconds: 3600,
      slowestRequestSeconds: 24,
      persistentTimeoutSeconds: 75,
      firstDataTimeoutSeconds: 75,
      deregistrationPropagationSeconds: 30,
      preStopSeconds: 40,
      drainSeconds: 30,
      forceShutdownAfterSeconds: 24,
      workerShutdownTimeoutSeconds: 30,
      terminationGracePeriodSeconds: 75,
      deregistrationDelaySeconds: 59,
      applicationBootSeconds: 30,
      warmUpSeconds: 30,
      workerBootTimeoutSeconds: 60,
      healthCheck: { intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
    });
  });

  test('has probes that differ on purpose', () => {
    const always = { initialDelaySeconds: 0, timeoutSeconds: 5, successThreshold: 1 };
    expect(timing.startupProbe).toEqual({ ...always, periodSeconds: 5, failureThreshold: 25 });
    expect(timing.readinessProbe).toEqual({ ...always, periodSeconds: 5, failureThreshold: 3 });
    expect(timing.livenessProbe).toEqual({ ...always, periodSeconds: 10, failureThreshold: 10 });
  });

  test('says how fast each watcher acts', () => {
    expect(timing.targetPulledWithinSeconds).toBe(2 * 10 + 5);
    expect(timing.unreadyWithinSeconds).toBe(3 * 5 + 5);
    expect(timing.livenessSparesSeconds).toBe(9 * 10);
    expect(timing.startupSparesSeconds).toBe(24 * 5);
  });

  test('has nothing unwise in it', () => {
    expect(timing.warnings).toEqual([]);
  });

  test('is the same for no inputs and for empty ones', () => {
    expect(Timing.derive({})).toEqual(timing);
    expect(Timing.derive({ idleTimeoutSeconds: undefined, livenessProbe: {} })).toEqual(timing);
  });
});

describe('one input moves all that derive from it, and nothing else', () => {
  test('the idle timeout', () => {
    expect(moved({ idleTimeoutSeconds: 120 })).toEqual({
      idleTimeoutSeconds: 120,
      persistentTimeoutSeconds: 135,
      firstDataTimeoutSeconds: 135,
    });
  });

  test('an idle timeout over an hour takes the client keep-alive with it', () => {
    expect(Timing.derive({ idleTimeoutSeconds: 4000 }).clientKeepAliveSeconds).toBe(4000);
  });

  test('an idle timeout so short that no request of 24 s can succeed', () => {
    expect(moved({ idleTimeoutSeconds: 20 })).toEqual({
      idleTimeoutSeconds: 20,
      persistentTimeoutSeconds: 35,
      firstDataTimeoutSeconds: 35,
      slowestRequestSeconds: 14,
      drainSeconds: 20,
      workerShutdownTimeoutSeconds: 20,
      forceShutdownAfterSeconds: 14,
      terminationGracePeriodSeconds: 65,
      deregistrationDelaySeconds: 49,
    });
  });

  test('the slowest request', () => {
    expect(moved({ slowestRequestSeconds: 40 })).toEqual({
      slowestRequestSeconds: 40,
      drainSeconds: 46,
      workerShutdownTimeoutSeconds: 46,
      forceShutdownAfterSeconds: 40,
      terminationGracePeriodSeconds: 91,
      deregistrationDelaySeconds: 75,
    });
  });

  test('the propagation of a deregistration', () => {
    expect(moved({ deregistrationPropagationSeconds: 60 })).toEqual({
      deregistrationPropagationSeconds: 60,
      preStopSeconds: 70,
      terminationGracePeriodSeconds: 105,
      deregistrationDelaySeconds: 89,
    });
  });

  test('the drain', () => {
    expect(moved({ drainSeconds: 60 })).toEqual({
      drainSeconds: 60,
      workerShutdownTimeoutSeconds: 60,
      forceShutdownAfterSeconds: 54,
      terminationGracePeriodSeconds: 105,
    });
  });

  test('the warm-up', () => {
    expect(moved({ warmUpSeconds: 90 })).toEqual({
      warmUpSeconds: 90,
      workerBootTimeoutSeconds: 120,
      'startupProbe.failureThreshold': 37,
      startupSparesSeconds: 180,
    });
  });

  test('the boot of the application, which counts for the master and for a worker', () => {
    expect(moved({ applicationBootSeconds: 60 })).toEqual({
      applicationBootSeconds: 60,
      workerBootTimeoutSeconds: 90,
      'startupProbe.failureThreshold': 37,
      startupSparesSeconds: 180,
    });
  });

  test("the health check's interval takes its timeout with it", () => {
    expect(moved({ healthCheckIntervalSeconds: 5 })).toEqual({
      healthCheckIntervalSeconds: 5,
      healthCheckTimeoutSeconds: 4,
      targetPulledWithinSeconds: 14,
    });
  });

  test("the startup probe's period and delay take its threshold with them", () => {
    expect(moved({ startupProbe: { periodSeconds: 7, initialDelaySeconds: 20 } })).toEqual({
      'startupProbe.initialDelaySeconds': 20,
      'startupProbe.periodSeconds': 7,
      'startupProbe.failureThreshold': 16,
      startupSparesSeconds: 125,
    });
    expect(Timing.derive({ startupProbe: { initialDelaySeconds: 600 } }).startupProbe.failureThreshold).toBe(1);
  });

  test('an override moves what follows from it, and only that', () => {
    expect(moved({ preStopSeconds: 30 })).toEqual({ preStopSeconds: 30, terminationGracePeriodSeconds: 65 });
    expect(moved({ persistentTimeoutSeconds: 71 })).toEqual({
      persistentTimeoutSeconds: 71,
      firstDataTimeoutSeconds: 71,
    });
    expect(moved({ deregistrationDelaySeconds: 29 })).toEqual({ deregistrationDelaySeconds: 29 });
  });
});

describe('at the edges', () => {
  test('persistent must be strictly greater: 71 is the least for an idle timeout of 60', () => {
    expect(Timing.derive({ persistentTimeoutSeconds: 71 }).persistentTimeoutSeconds).toBe(71);
  });

  test('the shortest and the longest idle timeout have a timing', () => {
    expect(Timing.derive({ idleTimeoutSeconds: 7 }).slowestRequestSeconds).toBe(1);
    expect(Timing.derive({ idleTimeoutSeconds: 4000 }).persistentTimeoutSeconds).toBe(4015);
  });

  test('the slowest request that an ALB can let go in order is 3595 s', () => {
    const timing = Timing.derive({ idleTimeoutSeconds: 4000, slowestRequestSeconds: 3595 });
    expect(timing.deregistrationDelaySeconds).toBe(3600);
  });

  test('no warm-up is a warm-up of 0, and never of -0', () => {
    expect(Object.is(Timing.derive({ warmUpSeconds: -0 }).warmUpSeconds, 0)).toBe(true);
  });
});

describe('explain()', () => {
  test('gives every figure once, with a derivation and a source', () => {
    const rows = Timing.derive().explain();
    expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row).toEqual({
        name: expect.stringMatching(/^[a-z][A-Za-z.]+$/) as string,
        value: expect.any(Number) as number,
        unit: expect.stringMatching(/^(s|checks|probes)$/) as string,
        derivation: expect.stringMatching(/\S/) as string,
        source: expect.stringMatching(/\S/) as string,
      });
    }
  });

  test('derives with the numbers, and says what was given', () => {
    const rows = Timing.derive({ idleTimeoutSeconds: 120 }).explain();
    expect(rows).toContainEqual(
      expect.objectContaining({
        name: 'persistentTimeoutSeconds',
        value: 135,
        derivation: 'idleTimeoutSeconds 120 + 10 to connect + 5',
      }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ name: 'idleTimeoutSeconds', value: 120, derivation: 'given' }),
    );
  });

  test('gives a copy: nobody can change what another reads', () => {
    const timing = Timing.derive();
    timing.explain().pop();
    expect(timing.explain().at(-1)?.name).toBe('startupSparesSeconds');
  });
});

test('explainTermination() tells how a pod ends, second by second', () => {
  expect(
    Timing.derive()
      .explainTermination()
      .map((event) => [event.name, event.value]),
  ).toEqual([
    ['deleted', 0],
    ['lastRequestArrives', 30],
    ['sigterm', 40],
    ['requestsForced', 64],
    ['workersDone', 70],
    ['workersKilled', 70],
    ['podKilled', 75],
  ]);
});
