import * as fc from 'fast-check';
import { Fleet } from '../../lib/model/fleet';
import { TRAITS } from './traits';

test('below its capacity a fleet serves what comes, with so many threads at work', () => {
  expect(new Fleet(TRAITS, 3).second(180)).toEqual({
    replicas: 3,
    ready: 3,
    readyToHpa: 3,
    starting: 0,
    arrived: 180,
    served: 180,
    refused: 0,
    queue: 0,
    wait: 0,
    busyThreads: 18,
    threads: 30,
  });
});

test('beyond it requests wait, and once the queues are full they are refused', () => {
  const fleet = new Fleet(TRAITS, 3);
  expect(fleet.second(1300)).toMatchObject({ served: 300, queue: 1000, refused: 0, busyThreads: 30 });
  expect(fleet.second(3300)).toMatchObject({ served: 300, queue: 3000, refused: 1000, wait: 10 });
  expect(fleet.second(0)).toMatchObject({ served: 300, queue: 2700, refused: 0 });
});

test('a new pod serves when it has started', () => {
  const fleet = new Fleet(TRAITS, 3);
  fleet.scaleTo(5);
  const ready = Array.from({ length: 80 }, () => fleet.second(10).ready);
  expect([ready[0], ready[74], ready[75]]).toEqual([3, 3, 5]);
  expect(fleet.replicas).toBe(5);
});

test('a pod that ends serves until the load balancer knows, and counts for the HPA until SIGTERM', () => {
  const fleet = new Fleet(TRAITS, 5);
  fleet.scaleTo(3);
  const seconds = Array.from({ length: 45 }, () => fleet.second(1000));
  expect([seconds[29].served, seconds[30].served]).toEqual([500, 300]);
  expect([seconds[0], seconds[39], seconds[40]].map(({ ready, readyToHpa }) => [ready, readyToHpa])).toEqual([
    [3, 5],
    [3, 5],
    [3, 3],
  ]);
});

test('pods that have not started go before those that serve', () => {
  const fleet = new Fleet(TRAITS, 3);
  fleet.scaleTo(6);
  fleet.scaleTo(8);
  fleet.scaleTo(4);
  expect(fleet.second(0)).toMatchObject({ ready: 3, starting: 1, readyToHpa: 3 });
  fleet.scaleTo(2);
  expect(fleet.second(0)).toMatchObject({ ready: 2, starting: 0, readyToHpa: 3 });
});

test('whatever comes and however it is scaled, every request is served, waits or is refused', () => {
  const step = fc.record({ arrived: fc.nat(5000), pods: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { minLength: 1, maxLength: 200 }), (pods, steps) => {
      const fleet = new Fleet(TRAITS, pods);
      let [arrived, served, refused, queue] = [0, 0, 0, 0];
      for (const next of steps) {
        fleet.scaleTo(next.pods);
        expect(fleet.replicas).toBe(next.pods);
        const second = fleet.second(next.arrived);
        arrived += second.arrived;
        served += second.served;
        refused += second.refused;
        ({ queue } = second);
        expect(second.busyThreads).toBeLessThanOrEqual(second.threads + 1e-6);
        expect(second.refused).toBeGreaterThanOrEqual(0);
      }
      expect(served + refused + queue).toBeCloseTo(arrived, 5);
    }),
  );
});
