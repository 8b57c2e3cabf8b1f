import * as fc from 'fast-check';
import { clock, shortNumber, timeScale, valueScale } from '../../bin/drawing/scale';

test('an axis of values ends at a round number, just above the most', () => {
  expect(valueScale(970, 100, 0).ticks).toEqual([0, 250, 500, 750, 1000]);
  expect(valueScale(30, 100, 0).ticks).toEqual([0, 10, 20, 30]);
  expect(valueScale(3, 100, 0).ticks).toEqual([0, 1, 2, 3]);
  expect(valueScale(0, 100, 0).ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('whatever the most, there are a few ticks from 0 on, and all values have a place between the ends', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (most) => {
      const { ticks, place } = valueScale(most, 500, 100);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(most * (1 - 1e-6));
      expect([place(0), Math.round(place(ticks[ticks.length - 1]))]).toEqual([500, 100]);
      expect(place(most)).toBeGreaterThanOrEqual(100 - 1e-3);
    }),
  );
});

test('an axis of time has ticks at round times of the clock', () => {
  expect(timeScale(3600, 0, 0, 100).ticks).toEqual([
    0, 300, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3300, 3600,
  ]);
  // It begins at 8:55, and ticks every ten minutes: the first one is at nine.
  expect(timeScale(7200, 8 * 60 + 55, 0, 100).ticks[0]).toBe(300);
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 700_000 }), fc.nat(1440), (seconds, start) => {
      const { ticks, place } = timeScale(seconds, start, 0, 100);
      expect(ticks.length).toBeLessThanOrEqual(13);
      expect(ticks.every((tick) => place(tick) >= 0 && place(tick) <= 100)).toBe(true);
    }),
  );
});

test('numbers are short, and a clock is a clock', () => {
  expect([0, 0.25, 950, 1500, 10_000, 12_500, 2_500_000].map(shortNumber)).toEqual([
    ...['0', '0.25', '950', '1500', '10k', '12.5k', '2.5M'],
  ]);
  expect([0, 9.5, 545, 1440].map(clock)).toEqual(['0:00', '0:09', '9:05', '24:00']);
});
