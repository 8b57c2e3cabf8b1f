/** Turns values into places along an axis. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** From 0 to the next round number at or above `most`, with some four ticks at round numbers. */
export function valueScale(most: number, from: number, to: number): Scale {
  const top = most > 1e-6 ? most : 1;
  const step = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * 10 ** Math.floor(Math.log10(top / 4)))
    .find((s) => top / s <= 4.5)!;
  const whole = top < 4 ? Math.max(step, top <= 1 ? 0.25 : 1) : step;
  const end = Math.ceil(top / whole - 1e-9) * whole;
  const ticks = Array.from({ length: Math.round(end / whole) + 1 }, (_, i) => i * whole);
  return { place: (value) => from + (value / end) * (to - from), ticks };
}

const TIME_STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400];

/** Seconds, with ticks at round times of the clock that begins at `startMinute`. */
export function timeScale(seconds: number, startMinute: number, from: number, to: number): Scale {
  const step = TIME_STEPS.find((candidate) => seconds / candidate <= 12) ?? Math.ceil(seconds / 12 / 86_400) * 86_400;
  const start = startMinute * 60;
  const first = Math.ceil(start / step) * step - start;
  const ticks = Array.from({ length: Math.floor((seconds - first) / step) + 1 }, (_, i) => first + i * step);
  return { place: (value) => from + (value / seconds) * (to - from), ticks };
}

/** A number as an axis shows it: 1500 is `1.5k`. */
export function shortNumber(value: number): string {
  if (value >= 1_000_000) return `${trimmed(value / 1_000_000)}M`;
  return value >= 10_000 ? `${trimmed(value / 1000)}k` : trimmed(value);
}

/** A time of the clock, or the time since the start. */
export function clock(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), Math.floor(minutes % 60)];
  return `${hours}:${String(rest).padStart(2, '0')}`;
}

function trimmed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
