import { Timing } from '../../lib/model/timing';
import type { TimingInputs } from '../../lib/model/timing';

// What is legal in a timing, but unwise.

const ids = (inputs: TimingInputs): string[] => Timing.derive(inputs).warnings.map((advice) => advice.id);

test("the field data's grace of 70 is legal, without slack", () => {
  const [advice, ...others] = Timing.derive({ terminationGracePeriodSeconds: 70 }).warnings;
  expect(others).toEqual([]);
  expect(advice.id).toBe('gracePeriodWithoutSlack');
  expect(advice.message).toContain('70 leaves 0 s after preStopSeconds 40 + workerShutdownTimeoutSeconds 30');
  expect(advice.message).toContain('Better: 75.');
  expect(ids({ terminationGracePeriodSeconds: 74 })).toEqual(['gracePeriodWithoutSlack']);
  expect(ids({ terminationGracePeriodSeconds: 75 })).toEqual([]);
});

test("a request of 25 s and Puma's 30 s of shutdown: forced to end after 24 s", () => {
  const [advice, ...others] = Timing.derive({ slowestRequestSeconds: 25, drainSeconds: 30 }).warnings;
  expect(others).toEqual([]);
  expect(advice.id).toBe('forceShutdownBeforeSlowestRequest');
  expect(advice.message).toContain('a drain of at least 31 s');
  expect(ids({ slowestRequestSeconds: 25 })).toEqual([]);
  expect(ids({ forceShutdownAfterSeconds: 0 })).toEqual(['forceShutdownBeforeSlowestRequest']);
});

test("the ALB's own health check of every 30 s is slower than its idle timeout", () => {
  const [advice, ...others] = Timing.derive({ healthCheckIntervalSeconds: 30 }).warnings;
  expect(others).toEqual([]);
  expect(advice.id).toBe('healthCheckSlowerThanIdleTimeout');
  expect(advice.message).toContain('65 s (2 × 30 + 5)');
  expect(ids({ healthCheckIntervalSeconds: 27 })).toEqual([]);
  expect(ids({ idleTimeoutSeconds: 25 })).toEqual([]);
  expect(ids({ idleTimeoutSeconds: 24 })).toEqual(['healthCheckSlowerThanIdleTimeout']);
});
