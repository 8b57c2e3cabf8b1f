/** Shortest text that can stand for what it begins: `sim`, but not `i`. */
const SHORTEST_BEGINNING = 3;

/** The candidate that was most likely meant: the one with the fewest edits, if these are few, or the one that it begins. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: edits(fold(given), fold(candidate)) }))
    .filter(({ candidate, edits: count }) => count <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return best?.candidate ?? begun(given, candidates);
}

/** `idleTimeout` is `idleTimeoutSeconds` without its unit. */
function begun(given: string, candidates: readonly string[]): string | undefined {
  if (given.length < SHORTEST_BEGINNING) return undefined;
  const [found, ...others] = candidates.filter((candidate) => fold(candidate).startsWith(fold(given)));
  return others.length === 0 ? found : undefined;
}

/** Whether two names are one in different spellings, or the first lacks the second's unit. */
export function sameName(given: string, known: string): boolean {
  return fold(known) === fold(given) || /^(?:seconds|days|percent|bytes)$/.test(rest(fold(given), fold(known)));
}

function rest(beginning: string, text: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : '';
}

/** `idle_timeout` and `idle-timeout` are `idleTimeout` in another spelling. */
function fold(text: string): string {
  return text.toLowerCase().replace(/[-_ ]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? rows[i - 2][j - 2] + 1 : Infinity;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replace, swap);
    }
  }
  return rows[a.length][b.length];
}
