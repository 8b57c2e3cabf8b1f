import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../bin/package-root';
import { configurationFile, small } from './configuration';
import { puma, told } from './simulated';
import type { SvgElement } from './svg-document';
import { parseSvg, textsOf } from './svg-document';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma simulate '));
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('as a process: a table on stdout, progress on stderr, a drawing, within seconds', () => {
  const times = join(cwd, 'times');
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [
      ...['-c', '"$@"; status=$?; times > "$TIMES"; exit $status', 'sh', process.execPath],
      ...['--import', 'tsx', join(PACKAGE_ROOT, 'bin', 'cdk-puma-eks.ts'), 'simulate'],
      ...['--config', join(PACKAGE_ROOT, 'examples', 'email', 'config.yaml'), '--out', join(cwd, 'campaign.svg')],
    ],
    { cwd: PACKAGE_ROOT, encoding: 'utf8', env: { ...process.env, TIMES: times } },
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^reading .*\nplaying busyness .*\nplaying CPU .*\nplaying fixed .*\ndrew .*svg\n$/),
  });
  expect(stdout).toMatch(/^email, campaign: a mailing at nine[^;]*; \d+ requests\n\n {15,}pod- /);
  expect(stdout).toMatch(/\n {2}scaling +pods +hours +busy +waiting +wait +> 1 s +refused +refused\n/);
  expect(stdout).toMatch(/\n {2}busyness +3-\d+ .*\n {2}CPU +3 .*\n {2}fixed +\d+ /);
  expect(stdout).toMatch(/Assumed: 0.1 s a request in 10 threads a pod/);
  expect(readFileSync(join(cwd, 'campaign.svg'), 'utf8')).toMatch(/^<\?xml .*\n<svg /);
  // Of processor time, whatever else the machine does: two on a fast one.
  const [, ofPrograms] = readFileSync(times, 'utf8').split('\n');
  const seconds = [...ofPrograms.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * Number(m) + Number(s));
  expect(seconds).toHaveLength(2);
  expect(seconds[0] + seconds[1]).toBeGreaterThan(0);
  expect(seconds[0] + seconds[1]).toBeLessThan(30);
});

describe('the drawing', () => {
  let svg: SvgElement;
  beforeAll(async () => {
    const file = join(cwd, 'blast.svg');
    await puma(
      cwd,
      'simulate',
      '--config',
      configurationFile(small('/shop:v1', '/shop:v1')),
      '--curve',
      'blast',
      '--out',
      file,
    );
    svg = parseSvg(readFileSync(file, 'utf8'));
  });

  test('is well-formed SVG with a size, a title and a description for those who cannot see it', () => {
    expect(svg.name).toBe('svg');
    expect(svg.attributes).toMatchObject({ xmlns: 'http://www.w3.org/2000/svg', role: 'img' });
    const [, , width, height] = svg.attributes.viewBox.split(' ').map(Number);
    expect([String(width), String(height)]).toEqual([svg.attributes.width, svg.attributes.height]);
    expect(svg.children.slice(0, 2).map(({ name }) => name)).toEqual(['title', 'desc']);
    expect(textsOf(svg.children[1])).toContain(
      'Panels: Load (requests/s), Pods in service (pods), Busyness (% of threads)',
    );
  });

  test('has a panel for each figure, each with its unit and numbers at its axis, and the time below', () => {
    const panels = svg.children.filter(({ attributes }) => attributes.class === 'panel');
    expect(panels.map((panel) => textsOf(panel.children[0]))).toEqual([
      'Load requests/s',
      'Pods in service pods',
      'Busyness % of threads',
      'Waiting requests, most at once',
      'Refused requests/s: 502 or 504 from the load balancer',
    ]);
    for (const panel of panels) {
      const numbers = panel.children
        .filter(({ name, attributes }) => name === 'text' && attributes['text-anchor'] === 'end')
        .map((text) => textsOf(text))
        .filter((text) => /^[\d.]+[kM]?$/.test(text));
      expect(numbers.length).toBeGreaterThanOrEqual(3);
      expect(numbers[0]).toBe('0');
    }
    const last = textsOf(panels[panels.length - 1]);
    expect(last).toContain('time of day (h:min)');
    expect(last).toMatch(/9:00 .*9:30 /);
    expect(textsOf(panels[2])).toContain('target 60 %');
  });

  test('draws three lines a panel, all within the paper', () => {
    const panels = svg.children.filter(({ attributes }) => attributes.class === 'panel');
    expect(panels.map(({ children }) => children.filter(({ name }) => name === 'path').length)).toEqual([
      1, 3, 3, 3, 3,
    ]);
    const [, , width, height] = svg.attributes.viewBox.split(' ').map(Number);
    for (const path of panels.flatMap(({ children }) => children.filter(({ name }) => name === 'path'))) {
      for (const [, command, first, second] of path.attributes.d.matchAll(/([MLHV])([\d.-]+)(?: ([\d.-]+))?/g)) {
        const [x, y] = command === 'V' ? [0, first] : [first, second ?? '0'];
        expect(Number(x) >= 0 && Number(x) <= width && Number(y) >= 0 && Number(y) <= height).toBe(true);
      }
    }
    expect(JSON.stringify(svg)).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('names its lines', () => {
    const legend = svg.children.find(({ attributes }) => attributes.class === 'legend')!;
    expect(textsOf(legend)).toMatch(
      /^follows busyness \(60 %\) follows CPU \(70 %\) fixed: \d+ pods, as many pod-hours or more$/,
    );
  });
});

describe('the text', () => {
  const textOf = async (lines: string, ...args: string[]): Promise<string> => {
    const file = configurationFile(small('/shop:v1', `/shop:v1${lines}`));
    return (await puma(cwd, 'simulate', '--config', file, ...args)).out;
  };

  test.each(['quiet-day', 'campaign', 'blast'])('fits a terminal of 80 columns: %s', async (curve) => {
    const lines = (await textOf('\n  scaling: { minPods: 20, maxPods: 300 }', '--curve', curve)).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines[0]).not.toBe('');
  });

  test('says what of its full threads CPU-based scaling can see', async () => {
    expect(await textOf('')).toMatch(/50 % of the CPU that it asks for, so scaling by\s+CPU \(70 %\) never adds a pod/);
    expect(await textOf('', '--cpu-share', '40')).toMatch(/200 % of the CPU .* adds pods from\s+39 % busy threads on/s);
  });

  test('says on which day windows are played', async () => {
    const scheduled = "{ minPods: 9, start: '0 8 * * mon-fri', end: '0 9 * * mon-fri' }";
    expect(await textOf(`\n  scaling: { scheduled: [${scheduled}] }`)).toMatch(/as on a\s+Monday/);
    expect(await textOf('')).not.toContain('Monday');
  });
});

describe('what is played', () => {
  test('is what the configuration derives', async () => {
    const { hpa, assumptions, outcomes } = await told(
      cwd,
      '\n  scaling: { minPods: 5, maxPods: 40 }\n  puma: { workers: 4 }\n  meanServiceTimeSeconds: 0.05\n  timing: { warmUpSeconds: 60 }',
    );
    expect(hpa).toMatchObject({ minReplicas: 5, maxReplicas: 40, metrics: [{ type: 'Value', target: 60 }] });
    expect(assumptions).toMatchObject({ threadsPerPod: 20, serviceSeconds: 0.05, startSeconds: 105, cpuRequest: 4 });
    expect(outcomes.map(({ name }) => name)).toEqual(['busyness', 'CPU', 'fixed']);
    const [busyness, cpu, fixed] = outcomes;
    expect(busyness.refusedPercent).toBeLessThan(cpu.refusedPercent);
    expect(fixed.podHours).toBeGreaterThanOrEqual(busyness.podHours);
    expect(fixed.podHours).toBeLessThan(busyness.podHours + 3);
  });

  test('a scheduled window that is open before the mailing spares its readers most of what would be refused', async () => {
    const window = "{ minPods: 20, start: '45 8 * * *', end: '0 10 * * *' }";
    const [without] = (await told(cwd, '')).outcomes;
    const { outcomes, scheduled } = await told(
      cwd,
      `\n  scaling: { scheduled: [${window}] }`,
      '--out',
      join(cwd, 'window.svg'),
    );
    expect(textsOf(parseSvg(readFileSync(join(cwd, 'window.svg'), 'utf8')))).toContain('scheduled at least');
    expect(scheduled).toHaveLength(1);
    expect(outcomes[0].refused).toBeLessThan(0.1 * without.refused);
  });

  test.each([
    ['Prometheus', "metric: { prometheus: { serverAddress: 'http://prometheus:9090' } }"],
    ['an adapter', 'metric: { external: { metricName: busyness, windowSeconds: 120 } }'],
    ['points of 10 s, the backlog counted', 'metric: { cloudWatch: { periodSeconds: 10, countBacklog: true } }'],
    ['a tolerance', 'tolerance: { scaleUpPercent: 0, scaleDownPercent: 30 }'],
    ['a guard on CPU', 'cpuPercent: 40'],
  ])('%s: in the end fewer are refused than by CPU, with pods enough', async (_, scaling) => {
    const [busyness, cpu] = (await told(cwd, `\n  scaling: { ${scaling} }`)).outcomes;
    expect(busyness.refusedPercent).toBeLessThan(0.2 * cpu.refusedPercent);
    expect(busyness.mostPods).toBeGreaterThanOrEqual(16);
  });

  test('requests that are on the CPU more are seen by it too', async () => {
    const [, some] = (await told(cwd, '')).outcomes;
    const [, more] = (await told(cwd, '', '--cpu-share', '20')).outcomes;
    expect(some.mostPods).toBe(3);
    expect(more.mostPods).toBeGreaterThan(10);
  });
});
