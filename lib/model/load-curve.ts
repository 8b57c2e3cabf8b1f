/** A load: requests a second at given seconds, straight lines between. */
export interface LoadCurve {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly story: string;
  /** Minute of the day on which it begins. */
  readonly startMinute: number;
  readonly points: readonly LoadPoint[];
}

export interface LoadPoint {
  readonly seconds: number;
  readonly requestsPerSecond: number;
}

/** What the built-in curves are measured in, so that they ask something of any configuration. */
export interface LoadScale {
  /** Requests a second that the fewest pods carry at their target busyness. */
  readonly ordinary: number;
  /** Requests a second that the most pods carry at their target busyness. */
  readonly most: number;
}

export const LOAD_CURVES = ['quiet-day', 'campaign', 'blast'] as const;
export type LoadCurveName = (typeof LOAD_CURVES)[number];

const MINUTE = 60;
const HOUR = 3600;

/** A built-in curve. */
export function loadCurve(name: LoadCurveName, scale: LoadScale): LoadCurve {
  switch (name) {
    case 'quiet-day':
      return quietDay(scale);
    case 'campaign':
      return campaign(scale);
    case 'blast':
      return blast(scale);
  }
}

/** The load at a second; before the first point and after the last, theirs. */
export function loadAt({ points }: LoadCurve, seconds: number): number {
  const after = firstAfter(points, seconds);
  if (after === 0) return points[0].requestsPerSecond;
  if (after === points.length) return points[points.length - 1].requestsPerSecond;
  const [from, to] = [points[after - 1], points[after]];
  const share = (seconds - from.seconds) / (to.seconds - from.seconds);
  return from.requestsPerSecond + share * (to.requestsPerSecond - from.requestsPerSecond);
}

export function lengthOf({ points }: LoadCurve): number {
  return points[points.length - 1].seconds;
}

function quietDay({ ordinary, most }: LoadScale): LoadCurve {
  const peak = Math.min(1.6 * ordinary, 0.8 * most);
  const points = Array.from({ length: 24 * 12 + 1 }, (_, i) => {
    const hour = i / 12;
    // Lowest at four, highest twelve hours later, with a dent at noon and some unrest that is the same each time.
    const day = 0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI);
    const noon = 0.12 * Math.exp(-(((hour - 12.5) / 0.7) ** 2));
    const unrest = 0.03 * Math.sin(i * 2.3) + 0.02 * Math.sin(i * 0.71);
    return { seconds: i * 5 * MINUTE, requestsPerSecond: peak * Math.max(0.05, 0.12 + 0.86 * day - noon + unrest) };
  });
  return {
    name: 'quiet-day',
    story: 'a day without events: least at four, most in the afternoon',
    startMinute: 0,
    points,
  };
}

function campaign({ ordinary, most }: LoadScale): LoadCurve {
  const base = Math.min(0.8 * ordinary, 0.5 * most);
  const peak = Math.min(6 * ordinary, 0.75 * most);
  const sent = HOUR;
  const points = Array.from({ length: 3 * HOUR + 1 }, (_, i) => i)
    .filter((seconds) => seconds % 30 === 0)
    .map((seconds) => {
      const since = Math.max(0, seconds - sent);
      // Mail goes out for four minutes, and is opened with a half-life of twenty.
      const answer = (1 - Math.exp(-since / (4 * MINUTE))) * 2 ** (-since / (20 * MINUTE));
      return { seconds, requestsPerSecond: base + 1.35 * (peak - base) * answer };
    });
  return { name: 'campaign', story: 'a mailing at nine, opened within minutes', startMinute: 8 * 60, points };
}

function blast({ ordinary, most }: LoadScale): LoadCurve {
  const base = Math.min(0.8 * ordinary, 0.5 * most);
  const peak = Math.min(10 * ordinary, 1.2 * most);
  const at = (minutes: number, requestsPerSecond: number): LoadPoint => ({
    seconds: minutes * MINUTE,
    requestsPerSecond,
  });
  return {
    name: 'blast',
    story: "an ISP's scanner follows every link of a mailing from very many addresses, twice",
    startMinute: 9 * 60,
    points: [
      ...[at(0, base), at(10, base), at(10.2, peak), at(13, peak), at(13.5, base), at(30, base)],
      ...[at(30.2, 0.6 * peak), at(32, 0.6 * peak), at(32.5, base), at(50, base)],
    ],
  };
}

/** Index of the first point after a second, by halving. */
function firstAfter(points: readonly LoadPoint[], seconds: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].seconds > seconds) high = middle;
    else low = middle + 1;
  }
  return low;
}
