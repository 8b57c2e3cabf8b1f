import { clock, shortNumber, timeScale, valueScale } from './scale';
import { element, escaped, linePath } from './svg';

/** A line over time; its points are evenly spread. */
export interface Line {
  /** Index into the chart's legend; absent for a line of the chart's own. */
  readonly series?: number;
  readonly values: readonly number[];
  readonly stepped?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Least height of the axis. */
  readonly atLeast?: number;
  /** A value that is marked across the panel. */
  readonly mark?: { readonly value: number; readonly text: string };
}

export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly series: readonly string[];
  readonly panels: readonly Panel[];
  readonly seconds: number;
  /** Minute of the day at which time begins. */
  readonly startMinute: number;
  readonly timeLabel: string;
}

const WIDTH = 960;
const LEFT = 76;
const RIGHT = 24;
const TOP = 116;
const PANEL = 132;
const GAP = 40;
const BOTTOM = 56;

/** Colours that colour-blind eyes tell apart (Okabe and Ito), and dashes for printers. */
const SERIES = [
  { stroke: '#0072b2', 'stroke-width': 2 },
  { stroke: '#d55e00', 'stroke-width': 1.6, 'stroke-dasharray': '7 3' },
  { stroke: '#6b6b6b', 'stroke-width': 1.6, 'stroke-dasharray': '2 3' },
  { stroke: '#009e73', 'stroke-width': 1.6, 'stroke-dasharray': '10 4 2 4' },
] as const;
const OWN_LINE = { stroke: '#111', 'stroke-width': 1.6 };
const INK = '#222';
const FAINT = '#ddd';

/** Panels one below the other over one time axis, as an SVG document. */
export function drawChart(chart: Chart): string {
  const { panels, title, subtitle } = chart;
  const height = TOP + panels.length * PANEL + (panels.length - 1) * GAP + BOTTOM;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        viewBox: `0 0 ${WIDTH} ${height}`,
        width: WIDTH,
        height,
        role: 'img',
        'font-family': 'system-ui, "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif',
        'font-size': 12,
        fill: INK,
      },
      element('title', {}, escaped(title)),
      element(
        'desc',
        {},
        escaped(`${subtitle} Panels: ${panels.map((panel) => `${panel.title} (${panel.unit})`).join(', ')}.`),
      ),
      element('rect', { width: WIDTH, height, fill: '#fff' }),
      element('text', { x: LEFT, y: 28, 'font-size': 18, 'font-weight': 600 }, escaped(title)),
      element('text', { x: LEFT, y: 48 }, escaped(subtitle)),
      legend(chart.series),
      ...panels.map((panel, i) => drawPanel(chart, panel, TOP + i * (PANEL + GAP), i === panels.length - 1)),
    ),
    '',
  ].join('\n');
}

function legend(series: readonly string[]): string {
  let x = LEFT;
  const items = series.map((name, i) => {
    const item = element(
      'g',
      {},
      element('line', { x1: x, y1: 66, x2: x + 28, y2: 66, ...SERIES[i] }),
      element('text', { x: x + 34, y: 70 }, escaped(name)),
    );
    // A sans-serif of 12 px is a little over half as wide as high.
    x += 34 + name.length * 6.6 + 22;
    return item;
  });
  return element('g', { class: 'legend' }, ...items);
}

function drawPanel(chart: Chart, panel: Panel, top: number, last: boolean): string {
  const bottom = top + PANEL;
  const time = timeScale(chart.seconds, chart.startMinute, LEFT, WIDTH - RIGHT);
  const most = Math.max(panel.atLeast ?? 0, ...panel.lines.flatMap(({ values }) => values));
  const scale = valueScale(most, bottom, top + 6);
  return element(
    'g',
    { class: 'panel' },
    element(
      'text',
      { x: LEFT, y: top - 8, 'font-weight': 600 },
      escaped(panel.title),
      element('tspan', { dx: 8, 'font-weight': 400, fill: '#555' }, escaped(panel.unit)),
    ),
    ...scale.ticks.map((tick) => valueTick(tick, scale.place(tick))),
    ...time.ticks.map((tick) => timeTick(chart, tick, time.place(tick), top, bottom, last)),
    ...(panel.mark ? [markLine(panel.mark, scale.place(panel.mark.value))] : []),
    ...[...panel.lines].reverse().map(({ values, stepped, series }) => {
      const points = values.map((value, i) => {
        const second = (i / Math.max(1, values.length - 1)) * chart.seconds;
        return [time.place(second), scale.place(value)] as const;
      });
      const style = series === undefined ? OWN_LINE : SERIES[series];
      return element('path', { d: linePath(points, stepped), fill: 'none', 'stroke-linejoin': 'round', ...style });
    }),
    element('line', { x1: LEFT, y1: bottom, x2: WIDTH - RIGHT, y2: bottom, stroke: INK }),
    ...(panel.lines.every(({ values }) => values.every((value) => value === 0))
      ? [element('text', { x: LEFT + 12, y: bottom - 12, fill: '#555' }, 'none')]
      : []),
    ...(last
      ? [
          element(
            'text',
            { x: (LEFT + WIDTH - RIGHT) / 2, y: bottom + 40, 'text-anchor': 'middle' },
            escaped(chart.timeLabel),
          ),
        ]
      : []),
  );
}

function valueTick(value: number, y: number): string {
  return (
    element('line', { x1: LEFT, y1: y, x2: WIDTH - RIGHT, y2: y, stroke: FAINT }) +
    element('text', { x: LEFT - 8, y: y + 4, 'text-anchor': 'end', 'font-size': 11 }, escaped(shortNumber(value)))
  );
}

function timeTick(chart: Chart, seconds: number, x: number, top: number, bottom: number, last: boolean): string {
  const grid = element('line', { x1: x, y1: top + 6, x2: x, y2: bottom, stroke: '#eee' });
  if (!last) return grid;
  const label = clock(chart.startMinute + seconds / 60);
  return (
    grid +
    element('line', { x1: x, y1: bottom, x2: x, y2: bottom + 5, stroke: INK }) +
    element('text', { x, y: bottom + 20, 'text-anchor': 'middle', 'font-size': 11 }, label)
  );
}

function markLine({ text }: NonNullable<Panel['mark']>, y: number): string {
  return (
    element('line', {
      x1: LEFT,
      y1: y,
      x2: WIDTH - RIGHT,
      y2: y,
      stroke: '#009e73',
      'stroke-dasharray': '1 4',
      'stroke-width': 1.6,
    }) +
    element(
      'text',
      { x: WIDTH - RIGHT - 4, y: y - 4, 'text-anchor': 'end', 'font-size': 11, fill: '#00704f' },
      escaped(text),
    )
  );
}
