import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationFile, small } from './configuration';
import { puma, told } from './simulated';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma simulate '));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a load of one’s own', () => {
  test('with a heading, remarks and Windows’ line ends', async () => {
    const csv = join(cwd, 'load.csv');
    writeFileSync(csv, 'seconds,rps\r\n# quiet\r\n100,30\r\n400;30\r\n700\t60\r\n');
    const { outcomes } = await told(cwd, '', '--csv', csv);
    expect(outcomes[0].requests).toBeCloseTo(300 * 30 + 300 * 45, -2);
    expect(outcomes[0].refused).toBe(0);
  });

  test('with every cell in quotes, as Athena writes it', async () => {
    const csv = join(cwd, 'athena.csv');
    writeFileSync(csv, '"0","30"\n"300","30"\n');
    expect((await told(cwd, '', '--csv', csv)).outcomes[0].requests).toBeCloseTo(300 * 30, -2);
  });

  test.each([28_800, 1_790_000_000 - (1_790_000_000 % 86_400) + 28_800])(
    'a load that begins at %i s begins at that time of the day',
    async (start) => {
      const csv = join(cwd, 'morning.csv');
      const out = join(cwd, 'morning.svg');
      writeFileSync(csv, `\uFEFF${start},30,\n${start + 3600},30,\n`);
      await told(cwd, '', '--csv', csv, '--out', out);
      const drawing = readFileSync(out, 'utf8');
      expect(drawing).toContain('>8:30<');
      expect(drawing).toContain('time of day');
    },
  );
});

describe('a command line that is wrong is 2, with a reason', () => {
  const wrong = (...args: string[]) =>
    puma(cwd, 'simulate', '--config', configurationFile(small('/shop:v1', '/shop:v1')), ...args);
  const csv = (text: string): string => {
    const file = join(cwd, 'wrong.csv');
    writeFileSync(file, text);
    return file;
  };

  test.each([
    [['--curve', 'storm'], 'There is no curve storm. There are quiet-day, campaign, blast.'],
    [['--cpu-share', '0'], '--cpu-share 0: more than 0 and at most 100'],
    [['--cpu-share', 'much'], '--cpu-share much'],
    [['--curve', 'blast', '--csv', 'x'], 'exclude each other'],
    [['--out', 'nowhere/at/all.svg'], 'The drawing cannot be written: ENOENT'],
    [['--csv', 'nowhere.csv'], 'nowhere.csv cannot be read: ENOENT'],
  ])('%p', async (args, message) => {
    const { code, notes, out } = await wrong(...args);
    expect([code, out]).toEqual([2, '']);
    expect(notes).toContain(message);
  });

  test.each([
    ['0,1\n60', ':2: "60" is not "seconds,requests per second"'],
    ['0,1\n60,-1', ':2: "60,-1" is not'],
    ['0,1\n60,many', 'is not "seconds'],
    ['60,1\n60,2', ':2: 60 s does not come after 60 s'],
    ['seconds,rps', 'needs two lines'],
    ['0,1\n700000,1', 'longer than a week'],
    ['0,1\n59,1', 'shorter than a minute'],
    ['-5,1\n60,2', ':1: "-5,1" is not'],
    ['0;120,5\n600;130,5', ':1: "0;120,5" is not'],
    ['0,1,200\n600,1,300', ':1: "0,1,200" is not'],
    ['"0,1"\n60,2', ':1: "\\"0,1\\"" is not'],
    ['1790000000000,1\n1790000060000,2', ':1: 1790000000000 is a time in milliseconds: give seconds.'],
  ])('a load %j', async (text, message) => {
    const { code, notes } = await wrong('--csv', csv(text));
    expect(code).toBe(2);
    expect(notes).toContain(message);
  });

  test('a load that never ends', async () => {
    expect(await wrong('--csv', '/dev/zero')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('/dev/zero: larger than a load of a week can be.'),
    });
  });

  test('a fixed size has nothing to play, and no drawing is begun', async () => {
    const file = configurationFile(small('/shop:v1', '/shop:v1\n  replicas: 4'));
    const { code, notes } = await puma(cwd, 'simulate', '--config', file, '--out', 'fixed.svg');
    expect(code).toBe(2);
    expect(notes).toContain('service.replicas is fixed: there is no autoscaler to play.');
    expect(existsSync(join(cwd, 'fixed.svg'))).toBe(false);
  });

  test('a wrong configuration is 1', async () => {
    const file = configurationFile(
      small('/shop:v1', '/shop:v1\n  scaling: { scheduled: [{ minPods: 9, start: "8", end: "9" }] }'),
    );
    const { code, notes } = await puma(cwd, 'simulate', '--config', file);
    expect(code).toBe(1);
    expect(notes).toMatch(
      /service\.yaml:\d+:\d+ cdk-puma-eks:CronInvalid\n {2}service\.scaling\.scheduled\[0\]\.start is "8"/,
    );
  });
});
