const SECONDS_A_UNIT: readonly (readonly [RegExp, number])[] = [
  [/^s(ec(ond)?s?)?$/i, 1],
  [/^m(in(ute)?s?)?$/i, 60],
  [/^h(ours?)?$/i, 3600],
];

/** How text that stands for a number is written as one; empty where it stands for none. */
export function numberHint(text: string, key: string): string {
  if (/^\d+$/.test(text)) return `, so without quotes: ${text}`;
  if (/^\d+(_\d+)+$/.test(text)) return `, so without separators: ${text.replace(/_/g, '')}`;
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+|%)$/.exec(text) ?? [];
  if (unit === '%') return `, so without the unit: ${digits}`;
  const seconds = SECONDS_A_UNIT.find(([name]) => unit !== undefined && name.test(unit))?.[1];
  return seconds !== undefined && key.endsWith('Seconds') ? `, so in seconds: ${Number(digits) * seconds}` : '';
}
