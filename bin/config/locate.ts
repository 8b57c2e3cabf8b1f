import { isDeepStrictEqual } from 'node:util';
import type { Refusal } from '../../lib/model/errors';
import type { Path } from './problem';

/** Where the library's names for things differ from the file's: what a refusal's path begins with. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^capacity\.queues\[/, 'service.components['],
  [/^capacity\.workers$/, 'service.puma.workers'],
  [/^capacity\.threads$/, 'service.puma.maxThreads'],
  [/^capacity\.pods$/, 'service.scaling.minPods'],
  [/^capacity\./, 'service.'],
  [/^serviceName$/, 'service.name'],
  [/^thresholds\./, 'service.alarmThresholds.'],
  [/^alarms\.reason$/, 'service.alarms.none'],
  [/^cluster\.kubectlLayer$/, 'cluster.kubectlLayerArn'],
  [/^certificates$/, 'edge.certificateArns'],
  [/^allowFrom$/, 'edge.allowFromCidrs'],
  [/^alarms$/, 'service.alarms.topicArns'],
  [/(^|components\[\d+\]\.)priority$/, '$1rulePriority'],
  [/(^|\.)secretName$/, '$1certificateSecretName'],
];

/**
 * Where in a configuration the value stands that a construct refused. A construct names a value by its own props
 * (`network.maxAzs`, `rateRules[scan].limit`, `hostname`), the file may hold it deeper (`network.create.maxAzs`): of all
 * values in the file under `base`, the one whose path ends most like the refusal's, and, of several, has the value given.
 */
export function locate(data: unknown, { path, given }: Pick<Refusal, 'path' | 'given'>, base: Path = []): Path {
  const wanted = segments(data, path);
  // One name may stand for several keys of the file: what it is elsewhere is looked for after what it mostly is.
  const found = best(data, wanted, given, base) ?? best(data, parts(path), given, base);
  if (found) return found;
  // What is missing has no value to be found: its place is in what should have held it.
  const around = wanted.length > 1 ? best(data, wanted.slice(0, -1), undefined, base) : base;
  const holder = around && onlyChoice(data, around);
  return holder && given === undefined ? [...holder, ...wanted.slice(-1)] : (holder ?? base);
}

function best(data: unknown, wanted: Path, given: unknown, base: Path): Path | undefined {
  const scored = [...walk(valueAt(data, base), base)]
    .map(({ path, value }) => ({ path, score: score(path, wanted, base) + (isDeepStrictEqual(value, given) ? 2 : 0) }))
    .filter(({ score: points }) => points >= 4);
  return scored.reduce<(typeof scored)[number] | undefined>(
    (top, next) => (top && top.score >= next.score ? top : next),
    undefined,
  )?.path;
}

/** Four points for each key, from the last, in which two paths agree; one more when the refusal's first key is in it. */
function score(path: Path, wanted: Path, base: Path): number {
  let agreeing = 0;
  while (
    agreeing < Math.min(path.length - base.length, wanted.length) &&
    path.at(-1 - agreeing) === wanted.at(-1 - agreeing)
  ) {
    agreeing++;
  }
  return agreeing === 0 ? 0 : agreeing * 4 + (path.includes(wanted[0]) ? 1 : 0);
}

/** `network` is in the file `network.create` or `network.existing`. */
function onlyChoice(data: unknown, path: Path): Path {
  const value = valueAt(data, path);
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  return keys.length === 1 && ['create', 'existing'].includes(keys[0]) ? [...path, keys[0]] : path;
}

function segments(data: unknown, path: string): Path {
  const [pattern, name] = RENAMED.find(([candidate]) => candidate.test(path)) ?? [/$/, ''];
  const text = path.replace(pattern, name);
  const ruleName = /^rateRules\[([^\]]+)\]/.exec(text)?.[1];
  const rule = ruleName === undefined ? undefined : ruleCalled(data, ruleName);
  const rest = rule ? text.slice(text.indexOf(']') + 1) : text;
  return [...(rule ?? []), ...parts(rest)];
}

/** `components[0].hostname` is `components`, `0`, `hostname`. */
function parts(path: string): Path {
  return [...path.matchAll(/\[([^\]]*)\]|[^.()[\]]+/g)].map(([key, index]) => {
    const name = index ?? key;
    return /^\d+$/.test(name) ? Number(name) : name;
  });
}

/** A rate rule by its name, with or without the service's and the component's before it. */
function ruleCalled(data: unknown, name: string): Path | undefined {
  for (const { path, value } of walk(data, [])) {
    if (path.at(-1) !== 'name' || !path.includes('rateRules') || typeof value !== 'string') continue;
    const component = (valueAt(data, path.slice(0, path.indexOf('rateRules'))) as { name?: unknown }).name;
    if (name === value || name.endsWith(`-${String(component)}-${value}`)) return path.slice(0, -1);
  }
  return undefined;
}

function* walk(value: unknown, path: Path): Generator<{ path: Path; value: unknown }> {
  yield { path, value };
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    yield* walk(child, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], data);
}
