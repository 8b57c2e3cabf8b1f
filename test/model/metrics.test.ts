import { busynessCounterQuery, busynessQuery } from '../../lib/model/busyness-expression';
import { PROMETHEUS_METRICS, PUBLISH_INTERVAL_SECONDS, PUBLISH_INTERVALS } from '../../lib/model/metrics';

const series = Object.entries(PROMETHEUS_METRICS);

test.each(series)('%s has a name and a help that Prometheus takes, and its type is told by its name', (_, one) => {
  const [name, type, help] = one;
  expect(name).toMatch(/^puma_[a-z]+(_[a-z]+)*$/);
  expect(name.endsWith('_total')).toBe(type === 'counter');
  // A backslash or a line's end would have to be escaped (Prometheus, "Exposition formats").
  expect(help).toMatch(/^[^\\\n]+$/);
});

test('no two series share a name', () => {
  expect(new Set(series.map(([, [name]]) => name)).size).toBe(series.length);
});

test.each([busynessQuery, busynessCounterQuery])("the scaler's queries read series that the endpoint has", (query) => {
  const names = series.map(([, [name]]) => name as string);
  const read = query('mail', 'email').match(/puma_\w+/g) ?? [];
  expect(read).toHaveLength(2);
  for (const name of read) expect(names).toContain(name);
});

test('a minute holds as many points as the next, whatever the interval', () => {
  for (const interval of PUBLISH_INTERVALS) expect(60 % interval).toBe(0);
  expect(PUBLISH_INTERVALS).toContain(PUBLISH_INTERVAL_SECONDS);
});
