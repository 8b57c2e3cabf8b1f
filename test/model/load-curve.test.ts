import { lengthOf, loadAt, LOAD_CURVES, loadCurve } from '../../lib/model/load-curve';

const SCALE = { ordinary: 180, most: 1800 };

test('straight lines between the points, and their ends beyond', () => {
  const curve = {
    name: 'x',
    story: '',
    startMinute: 0,
    points: [
      { seconds: 10, requestsPerSecond: 100 },
      { seconds: 20, requestsPerSecond: 200 },
      { seconds: 40, requestsPerSecond: 0 },
    ],
  };
  expect([0, 10, 15, 20, 30, 40, 99].map((second) => loadAt(curve, second))).toEqual([100, 100, 150, 200, 100, 0, 0]);
  expect(lengthOf(curve)).toBe(40);
});

describe.each(LOAD_CURVES)('%s', (name) => {
  const curve = loadCurve(name, SCALE);
  const loads = curve.points.map(({ requestsPerSecond }) => requestsPerSecond);

  test('begins at 0, goes forward, and never below no requests', () => {
    expect(curve.points[0].seconds).toBe(0);
    curve.points.forEach(({ seconds }, i) => expect(i === 0 || seconds > curve.points[i - 1].seconds).toBe(true));
    expect(Math.min(...loads)).toBeGreaterThan(0);
  });

  test('asks less of a small fleet, in proportion', () => {
    const small = loadCurve(name, { ordinary: 18, most: 180 });
    small.points.forEach(({ requestsPerSecond }, i) => expect(requestsPerSecond * 10).toBeCloseTo(loads[i], 6));
  });

  test('stays within what the most pods can be asked, but for a blast', () => {
    const most = Math.max(...loads);
    expect(name === 'blast' ? most > 5 * SCALE.ordinary : most <= SCALE.most).toBe(true);
  });
});

test('a quiet day is least at four and lasts a day; a mailing is most soon after nine', () => {
  const day = loadCurve('quiet-day', SCALE);
  expect(lengthOf(day)).toBe(86_400);
  expect(loadAt(day, 4 * 3600)).toBeLessThan(0.3 * loadAt(day, 15 * 3600));
  const mailing = loadCurve('campaign', SCALE);
  expect(loadAt(mailing, 3600)).toBe(loadAt(mailing, 0));
  expect(loadAt(mailing, 3600 + 480)).toBeGreaterThan(4 * loadAt(mailing, 0));
});
