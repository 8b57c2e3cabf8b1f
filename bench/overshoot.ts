/**
 * How far beyond the need a fast rise takes the fleet, and what each cure of that costs (docs/decisions/0021): the same loads
 * through the model, with ways to read and to answer the metric side by side. `npm run bench:overshoot`, a minute.
 */
import { podsFor } from '../lib/model/busyness';
import { Capacity } from '../lib/model/capacity';
import type { FleetSecond } from '../lib/model/fleet';
import { Fleet, fleetTraits } from '../lib/model/fleet';
import { Hpa } from '../lib/model/hpa';
import type { LoadCurve } from '../lib/model/load-curve';
import { lengthOf, LOAD_CURVES, loadAt, loadCurve } from '../lib/model/load-curve';
import { hpaBehavior, metricWindow, scalingPace } from '../lib/model/scaling';
import { Timing } from '../lib/model/timing';
import { seeded } from './seeded';

const TARGET = 60;
const SATURATED = 95;
const capacity = Capacity.derive();

interface Way {
  readonly name: string;
  readonly periodSeconds: number;
  /** Reads up to now, at no whole period, as Prometheus does. */
  readonly rolling?: boolean;
  /** Counts what waits, and so does not saturate. */
  readonly backlog?: boolean;
  /** Waits with each step up until the metric has told of the last one. */
  readonly patient?: boolean;
  /** Puts the busy threads of the window over those of the pods of now; `always` does so when the window was full too. */
  readonly ofNow?: 'unlessFull' | 'always';
}

const WAYS: readonly Way[] = [
  { name: 'as it is: points of 60 s', periodSeconds: 60 },
  { name: 'points of 30 s', periodSeconds: 30 },
  { name: 'points of 10 s', periodSeconds: 10 },
  { name: 'Prometheus, 60 s', periodSeconds: 60, rolling: true },
  { name: 'backlog, 60 s', periodSeconds: 60, backlog: true },
  { name: 'backlog, 10 s', periodSeconds: 10, backlog: true },
  { name: 'waits for the metric', periodSeconds: 60, patient: true },
  { name: "over now's threads, unless full", periodSeconds: 60, ofNow: 'unlessFull' },
  { name: "over now's threads, always", periodSeconds: 60, ofNow: 'always' },
];

interface Setting {
  readonly startSeconds: number;
  readonly minPods: number;
  readonly maxPods: number;
  /** Luck of the draw, in standard deviations of a Poisson number of busy threads; 0 none. */
  readonly noise: number;
  /** Share of the pods that publish. */
  readonly publishing?: number;
  /** Pods that are there and never get ready, as of a rollout that hangs, as a share of the fleet. */
  readonly hanging?: number;
}

interface Result {
  readonly refused: number;
  readonly slow: number;
  readonly arrived: number;
  readonly podHours: number;
  /** Most pods, over what the highest load needs. */
  readonly overshoot: number;
  /** Busyness in percent at the end. */
  readonly settled: number;
}

function play(curve: LoadCurve, way: Way, setting: Setting): Result {
  const { minPods, maxPods, noise, publishing = 1, hanging = 0 } = setting;
  const timing = Timing.derive({
    applicationBootSeconds: setting.startSeconds / 2,
    warmUpSeconds: setting.startSeconds / 2,
  });
  const window = metricWindow(way.periodSeconds);
  const pace = scalingPace(timing, window);
  const { stabilizationSeconds } = pace.scaleUp;
  const scaleUp = { stabilizationSeconds, periodSeconds: setting.startSeconds + window.lagSeconds };
  const traits = fleetTraits(capacity, timing, capacity.usefulBacklog);
  const pods = (requestsPerSecond: number): number =>
    Math.min(
      Math.max(podsFor(requestsPerSecond * traits.serviceSeconds, traits.threadsPerPod, TARGET), minPods),
      maxPods,
    );
  const initial = pods(loadAt(curve, 0));
  const fleet = new Fleet(traits, initial);
  const settings = {
    minReplicas: minPods,
    maxReplicas: maxPods,
    metrics: [{ type: 'Value', target: TARGET } as const],
    behavior: hpaBehavior(way.patient ? { ...pace, scaleUp } : pace),
  };
  const hpa = new Hpa(settings, initial);
  const draw = seeded(1);
  const seconds: FleetSecond[] = [];
  const seen: number[] = [];
  for (let second = 0; second < lengthOf(curve); second += 1) {
    if (second > 0 && second % 15 === 0) {
      const { readyToHpa, starting } = seconds[second - 1];
      const whole = Math.floor((second - window.endOffsetSeconds) / way.periodSeconds) * way.periodSeconds;
      const end = way.rolling ? second : whole;
      let [busy, threads] = [0, 0];
      for (let i = end - way.periodSeconds; i < end; i += 1) {
        const at = Math.max(0, i);
        busy += seen[at] + (way.backlog ? seconds[at].queue : 0);
        threads += seconds[at].threads;
      }
      const percent = way.backlog ? (busy / threads) * 100 : Math.min(100, (busy / threads) * 100);
      // What a count of pods finds: those that start or hang too.
      const there = (readyToHpa + starting) * (1 + hanging);
      const published = (threads / way.periodSeconds / traits.threadsPerPod) * publishing;
      const share = Math.min(1, published / there);
      const scaled = way.ofNow && percent > TARGET && (way.ofNow === 'always' || percent < SATURATED);
      const value = scaled ? Math.max(TARGET, percent * share) : percent;
      fleet.scaleTo(hpa.sync({ seconds: second, readyPods: readyToHpa, values: [value] }).replicas);
    }
    const now = fleet.second(loadAt(curve, second));
    seconds.push(now);
    const full = now.busyThreads > 0.999 * now.threads;
    const luck = full ? 0 : noise * Math.sqrt(now.busyThreads) * draw();
    seen.push(Math.min(now.threads, Math.max(0, now.busyThreads + luck)));
  }
  const total = (of: (second: FleetSecond) => number): number => seconds.reduce((sum, second) => sum + of(second), 0);
  const last = seconds[seconds.length - 1];
  const most = seconds.reduce((max, { replicas }) => Math.max(max, replicas), 0);
  return {
    refused: total(({ refused }) => refused),
    slow: total(({ wait, arrived }) => (wait > 1 ? arrived : 0)),
    arrived: total(({ arrived }) => arrived),
    podHours: total(({ replicas }) => replicas) / 3600,
    overshoot: most / pods(Math.max(...curve.points.map(({ requestsPerSecond }) => requestsPerSecond))),
    settled: (last.busyThreads / last.threads) * 100,
  };
}

/** From what some pods carry at their target to what others do, within so many seconds. */
function rise(from: number, to: number, within = 1): LoadCurve {
  const rate = (pods: number): number => (pods * capacity.requestsPerSecondPerPod * TARGET) / 100;
  const at = (seconds: number, pods: number) => ({ seconds, requestsPerSecond: rate(pods) });
  const points = [at(0, from), at(307, from), at(307 + within, to), at(307 + within + 1500, to)];
  return { name: `${from} to ${to}`, story: '', startMinute: 0, points };
}

type Load = readonly [curve: LoadCurve, minPods: number, maxPods: number];
const RANGES = [[3, 30], [1, 10], [10, 50]] as const; // prettier-ignore
const STEPS = [[2, 5], [3, 4], [3, 5], [3, 9], [3, 16], [3, 24], [10, 13], [10, 18], [10, 30], [20, 26], [20, 45], [1, 2], [1, 5]] as const; // prettier-ignore
const RISES = [[3, 9, 300], [3, 16, 300], [3, 16, 900], [10, 30, 300], [10, 30, 900], [3, 30, 600]] as const; // prettier-ignore

const LOADS: readonly (readonly [string, readonly Load[]])[] = [
  ...LOAD_CURVES.map((name) => {
    const loads = RANGES.map(([minPods, maxPods]): Load => {
      const rate = (pods: number): number => (pods * capacity.requestsPerSecondPerPod * TARGET) / 100;
      return [loadCurve(name, { ordinary: rate(minPods), most: rate(maxPods) }), minPods, maxPods];
    });
    return [name, loads] as const;
  }),
  ['small steps', STEPS.filter(([from, to]) => to <= 1.67 * from).map(([from, to]): Load => [rise(from, to), 1, 50])],
  ['large steps', STEPS.filter(([from, to]) => to > 1.67 * from).map(([from, to]): Load => [rise(from, to), 1, 50])],
  ['rises of minutes', RISES.map(([from, to, within]): Load => [rise(from, to, within), 1, 50])],
];

for (const noise of [0, 1, 2]) {
  for (const startSeconds of [10, 60, 120, 284]) {
    console.log(
      `\nboot and warm-up ${startSeconds} s, noise ${noise}: refused %, waited > 1 s %, pod-hours, most pods over the need`,
    );
    console.log(['', ...LOADS.map(([name]) => name)].map(cell).join(''));
    for (const way of WAYS) {
      const figures = LOADS.map(([, loads]) => {
        const results = loads.map(([curve, minPods, maxPods]) =>
          play(curve, way, { startSeconds, minPods, maxPods, noise }),
        );
        const sum = (of: (result: Result) => number): number =>
          results.reduce((total, result) => total + of(result), 0);
        const percent = (of: (result: Result) => number): number => (sum(of) / sum(({ arrived }) => arrived)) * 100;
        const [refused, slow] = [percent((result) => result.refused), percent((result) => result.slow)];
        const overshoot = sum((result) => result.overshoot) / results.length;
        return `${refused.toFixed(2)} ${slow.toFixed(1)} ${sum(({ podHours }) => podHours).toFixed(0)} ${overshoot.toFixed(2)}`;
      });
      console.log([way.name, ...figures].map(cell).join(''));
    }
  }
}

console.log('\nbusyness, in percent, at which a fleet of 10 settles under 1.4 times its load, boot and warm-up 60 s');
console.log(['', 'all is well', 'half do not publish', 'a rollout hangs'].map(cell).join(''));
for (const way of WAYS) {
  const settled = [{}, { publishing: 0.5 }, { hanging: 0.25 }].map((fault) => {
    const setting = { startSeconds: 60, minPods: 1, maxPods: 50, noise: 0, ...fault };
    return play(rise(10, 14), way, setting).settled.toFixed(0);
  });
  console.log([way.name, ...settled].map(cell).join(''));
}

function cell(text: string, column: number): string {
  return column === 0 ? text.padEnd(34) : text.padStart(24);
}
