import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Child } from './support/child';
import { PATIENCE, until } from './support/until';

const root = dirname(__dirname);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- as jest loads it
const { projects } = require('../jest.config') as { projects: object[] };

/** Suites that leave files in the folder for temporary ones, and say by a file in `told` where that was. */
const SUITES = {
  'a.test.js': `
    const { App } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    test('one that CDK writes for', () => { new App(); tell('a'); });`,
  'b.test.js': `
    test('one that fails', () => { fs.mkdtempSync(path.join(os.tmpdir(), 'left-')); tell('b'); throw new Error('no'); });`,
  'c.test.js': `
    test('one that hangs if it is told to', async () => {
      fs.mkdtempSync(path.join(os.tmpdir(), 'left-'));
      tell('c');
      await new Promise((resolve) => (process.env.HANG ? setTimeout(resolve, 280_000) : resolve()));
    }, 290_000);`,
};

let folder: string;
let temporary: string;
let told: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  [temporary, told] = ['temporary', 'told'].map((name) => join(folder, name));
  for (const made of [temporary, told, join(folder, 'suites')]) mkdirSync(made);
  for (const [name, text] of Object.entries(SUITES)) {
    const tell = `const tell = (name) => fs.writeFileSync(path.join(${JSON.stringify(told)}, name), os.tmpdir());`;
    writeFileSync(
      join(folder, 'suites', name),
      `const fs = require('fs'), os = require('os'), path = require('path');\n${tell}\n${text}`,
    );
  }
  const ours = { roots: [join(folder, 'suites')], testMatch: ['**/*.test.js'], testPathIgnorePatterns: ['/none/'] };
  writeFileSync(
    join(folder, 'jest.config.json'),
    JSON.stringify({ projects: projects.slice(0, 2).map((project) => ({ ...project, ...ours })) }),
  );
});

/** jest with this project's own settings, its temporary folder in `temporary`. */
function run(...options: string[]): Child {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return new Child(process.execPath, [jest, '--config', join(folder, 'jest.config.json'), ...options], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary, HANG: options.includes('c') ? 'yes' : '' },
  });
}

test.each([['--maxWorkers=2'], ['--runInBand']])('a run that fails leaves no temporary file: %s', async (workers) => {
  const jest = run(workers);
  expect(await jest.exits(4 * PATIENCE)).toBe(1);
  expect(jest.output).toMatch(/Tests: +2 failed, 4 passed/);
  expect(readdirSync(told)).toEqual(['a', 'b', 'c']);
  expect(readdirSync(temporary)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('nor does one that %s ends', async (signal) => {
  const jest = run('c', '--runInBand');
  await until(
    'the suite',
    () => existsSync(join(told, 'c')) || undefined,
    4 * PATIENCE,
    () => jest.output,
  );
  expect(readdirSync(temporary)).not.toEqual([]);
  jest.signal(signal);
  expect(await jest.exits()).toBeNull();
  expect(readdirSync(temporary)).toEqual([]);
});

test('a suite finds its temporary folder empty, and it is the one that its own environment names', () => {
  expect(process.env.TMPDIR).toBe(tmpdir());
  expect(dirname(folder)).toBe(tmpdir());
  expect(readdirSync(tmpdir()).filter((name) => !name.startsWith('run-'))).toEqual([]);
});
