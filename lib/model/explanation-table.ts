import type { ExplainedValue } from './explanation';

/** Renders explained values as a Markdown table, for docs, README and command line. */
export function renderExplanation(values: readonly ExplainedValue[]): string {
  const rows = values.map((row) => [
    `\`${row.name}\``,
    `${formatNumber(row.value)} ${row.unit}`.trim(),
    row.derivation,
    row.source,
  ]);
  const head = ['name', 'value', 'derivation', 'source'];
  return (
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n') + '\n'
  );
}

/** A figure as people write it: at most two decimals (three significant digits below 1), none where there are none. */
export function formatNumber(value: number): string {
  return String(Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 100) / 100);
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}
