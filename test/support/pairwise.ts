import { generator } from './generator';

/** Options to vary, each with its values by name. */
export type Factors = Record<string, readonly string[]>;
/** A choice of one value of each. */
export type Row = Readonly<Record<string, string>>;

const CANDIDATES = 60;

/**
 * Rows in which each two values of different factors meet, where `allowed` lets them; then further rows until there are
 * `atLeast`. The same rows each time: nothing here is left to chance.
 */
export function pairwise(factors: Factors, allowed: (row: Row) => boolean, atLeast = 0): Row[] {
  const random = generator(1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const names = Object.keys(factors);
  const missing = allPairs(factors);
  const rows: Row[] = [];
  while (missing.size > 0 || rows.length < atLeast) {
    const wanted = missing.size > 0 ? pick([...missing]) : '';
    const candidates = Array.from({ length: CANDIDATES }, () => ({
      ...Object.fromEntries(names.map((name) => [name, pick(factors[name])])),
      ...partOf(wanted),
    })).filter(allowed);
    const gains = candidates.map((row) => ({ row, gain: pairsOf(row).filter((pair) => missing.has(pair)).length }));
    const [best] = gains.sort((a, b) => b.gain - a.gain);
    // Two values that may never meet have no candidate.
    missing.delete(wanted);
    if (best === undefined) continue;
    rows.push(best.row);
    pairsOf(best.row).forEach((pair) => missing.delete(pair));
  }
  return rows;
}

/** Each two values of different factors. */
export function allPairs(factors: Factors): Set<string> {
  const entries = Object.entries(factors);
  return new Set(
    entries.flatMap(([a, values], i) =>
      entries.slice(i + 1).flatMap(([b, others]) => values.flatMap((x) => others.map((y) => pairOf(a, x, b, y)))),
    ),
  );
}

/** Each two of a row's values. */
export function pairsOf(row: Row): string[] {
  const entries = Object.entries(row);
  return entries.flatMap(([a, x], i) => entries.slice(i + 1).map(([b, y]) => pairOf(a, x, b, y)));
}

function pairOf(a: string, x: string, b: string, y: string): string {
  return `${a}=${x} & ${b}=${y}`;
}

function partOf(pair: string): Row {
  return Object.fromEntries(pair === '' ? [] : pair.split(' & ').map((value) => value.split('=') as [string, string]));
}
