import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HpaSample, HpaSettings } from '../../lib/model/hpa';
import { playHpa } from '../../lib/model/hpa';

/**
 * Random settings and looks, with the replicas that the controller of Kubernetes 1.36.3 gave for each: its own functions, fed
 * these metrics and pods under a clock that was set. A look is [seconds, ready pods, status.replicas, ...values].
 */
interface Vector {
  readonly settings: HpaSettings;
  readonly initialReplicas: number;
  readonly samples: readonly (readonly [number, number, number, ...(HpaSample['values'][number] | null)[]])[];
  readonly replicas: readonly number[];
}

const vectors = readFileSync(join(__dirname, 'hpa-vectors.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector);

test.each(vectors.map((vector, i) => [i, vector] as const))(
  'case %i goes as in Kubernetes, look by look',
  (_, { settings, initialReplicas, samples, replicas }) => {
    const looks = samples.map(([seconds, readyPods, statusReplicas, ...values]): HpaSample => {
      return { seconds, readyPods, statusReplicas, values: values.map((value) => value ?? undefined) };
    });
    expect(playHpa(settings, initialReplicas, looks).map((decision) => decision.replicas)).toEqual(replicas);
  },
);

test('the cases have every kind of metric, policy and outage, and are no standstill', () => {
  const text = JSON.stringify(vectors);
  for (const word of [
    '"Value"',
    '"AverageValue"',
    '"Utilization"',
    '"Min"',
    '"Disabled"',
    '"tolerance"',
    'null',
    'unreadyPods',
  ]) {
    expect(text).toContain(word);
  }
  const changes = vectors.flatMap(({ replicas }) => replicas.filter((count, i) => i > 0 && count !== replicas[i - 1]));
  expect(changes.length).toBeGreaterThan(100);
});
