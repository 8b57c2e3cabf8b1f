import type { BlastLimits } from '../../lib/model/blast';
import { Capacity } from '../../lib/model/capacity';
import type { ExplainedValue } from '../../lib/model/explanation';
import { formatNumber } from '../../lib/model/explanation-table';
import { Timing } from '../../lib/model/timing';
import { inMemory } from './in-memory';
import type { Io } from './io';

interface Explanation {
  readonly timing: readonly ExplainedValue[];
  readonly termination: readonly ExplainedValue[];
  readonly capacity: readonly ExplainedValue[];
  /** By the component's name. */
  readonly blastProtection: Readonly<Record<string, readonly ExplainedValue[]>>;
}

/** Prints every figure of a configuration, or of the defaults, with its derivation and source. */
export function explain(io: Io, options: { readonly config?: string; readonly json?: boolean }): number {
  const { config } = options;
  const explanation =
    config === undefined
      ? explanationOf(Timing.derive(), Capacity.derive())
      : inMemory(io.cwd, config, ({ stack, configuration }) =>
          // The stack hands the edge's two timeouts to the service, where they look as if they had been given.
          explanationOf(Timing.derive(configuration.service.timing), stack.service.capacity, stack.service.blastLimits),
        );
  if (options.json) {
    io.out(JSON.stringify(explanation, null, 2));
    return 0;
  }
  io.out(
    [
      section(`Timeouts ${config === undefined ? 'by default' : `of ${config}`}`, explanation.timing),
      section('How a pod ends', explanation.termination),
      section('What the pods can carry', explanation.capacity),
      ...Object.entries(explanation.blastProtection).map(([name, values]) =>
        section(`Blast protection of ${name}`, values),
      ),
    ].join('\n\n'),
  );
  return 0;
}

function explanationOf(
  timing: Timing,
  capacity: Capacity,
  blastLimits: Readonly<Record<string, BlastLimits>> = {},
): Explanation {
  return {
    timing: timing.explain(),
    termination: timing.explainTermination(),
    capacity: capacity.explain(),
    blastProtection: Object.fromEntries(Object.entries(blastLimits).map(([name, limits]) => [name, limits.explain()])),
  };
}

/** Name, value, derivation; the source on a line of its own, as it is long and seldom asked for. */
function section(title: string, values: readonly ExplainedValue[]): string {
  const cells = values.map((row) => ({ ...row, text: `${formatNumber(row.value)} ${row.unit}`.trim() }));
  const nameWidth = Math.max(...cells.map(({ name }) => name.length));
  const textWidth = Math.max(...cells.map(({ text }) => text.length));
  const rows = cells.flatMap(({ name, text, derivation, source }) => [
    `  ${name.padEnd(nameWidth)}  ${text.padStart(textWidth)}  ${derivation}`,
    `  ${''.padEnd(nameWidth + textWidth + 2)}  [${source}]`,
  ]);
  return [title, '', ...rows].join('\n');
}
