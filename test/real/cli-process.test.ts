import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CertFolder } from '../support/cert-command';
import { Published } from '../support/published';
import { small } from '../bin/configuration';

let published: Published;
let folder: CertFolder;

beforeAll(() => {
  published = new Published();
});
afterAll(() => published.remove());
beforeEach(() => {
  folder = new CertFolder({}, [published.program]);
});
afterEach(() => folder.remove());

/** Commands with `--config`, by their first words. */
const CONFIGURED = ['init', 'validate', 'explain', 'simulate', 'cert put', 'cert show', 'cert rotate', 'cert check'];

describe('help', () => {
  test('of every command fits a terminal of 80 columns, and knows the variable where there is --config', async () => {
    const configured: string[] = [];
    for (const words of [[], ...(await commands([])), ['cert'], ...(await commands(['cert']))]) {
      const { code, out, notes } = await folder.run([...words, '--help']);
      expect({ words, code, notes, wide: out.split('\n').filter((line) => line.length > 80) }).toEqual({
        words,
        code: 0,
        notes: '',
        wide: [],
      });
      if (!out.includes('--config FILE')) continue;
      expect(out).toContain('CDK_PUMA_EKS_CONFIG');
      configured.push(words.join(' '));
    }
    expect(configured).toEqual(CONFIGURED);
  });

  /** What the list of commands names. */
  async function commands(words: string[]): Promise<string[][]> {
    const { out } = await folder.run([...words, '--help']);
    const names = [...out.split('Exit codes')[0].matchAll(/^ {2}(\w+) {2,}[A-Z]/gm)].map(([, name]) => name);
    return names.filter((name) => name !== 'cert').map((name) => [...words, name]);
  }
});

describe('the variable CDK_PUMA_EKS_CONFIG', () => {
  const env = { CDK_PUMA_EKS_CONFIG: 'mine.yaml' };

  test.each(CONFIGURED.filter((command) => command !== 'init'))('is what %s goes by', async (command) => {
    folder.write({ 'mine.yaml': small('9292', 'many') });
    expect(await folder.run(command.split(' '), { env })).toMatchObject({
      code: 1,
      notes: expect.stringContaining('mine.yaml:23:13 cdk-puma-eks:ConfigurationTypeWrong'),
    });
  });

  test('names what init writes, and goes before it when the app runs as cdk.json says', async () => {
    expect(await folder.run(['init'], { env })).toMatchObject({ code: 0 });
    expect(folder.files).toEqual(['cdk.json', 'mine.yaml']);
    folder.write({ 'small $.yaml': small(), 'wrong.yaml': small('9292', '80') });
    expect(app()).toMatchObject({ status: 0, stderr: '', stacks: ['Shop'] });
    expect(app({ CDK_PUMA_EKS_CONFIG: 'small $.yaml' })).toMatchObject({ status: 0, stderr: '', stacks: ['Small'] });
    expect(app({ CDK_CONTEXT_JSON: '{"config":"wrong.yaml"}', ...env })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^wrong\.yaml:23:13 cdk-puma-eks:PortInvalid\n(?! +at )/),
      stacks: [],
    });
  });

  test('a name that a shell would read is quoted in cdk.json', async () => {
    expect(await folder.run(['init', '-c', 'my "$HOME" `id`.yaml'])).toMatchObject({ code: 0 });
    expect(app()).toMatchObject({ status: 0, stderr: '', stacks: ['Shop'] });
  });

  test('or any other name is asked for by an app that has none', () => {
    const program = join(published.installed, 'dist', 'bin', 'app.js');
    const { status, stderr } = spawnSync(process.execPath, [program], { cwd: folder.path, encoding: 'utf8', env: {} });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^cdk\.json cdk-puma-eks:ConfigurationNotGiven\n[^]*CDK_PUMA_EKS_CONFIG/),
    });
  });

  /** Runs the app of the folder's cdk.json as `cdk` does. */
  function app(environment: Record<string, string> = {}): { status: number | null; stderr: string; stacks: string[] } {
    const { app: command } = JSON.parse(readFileSync(join(folder.path, 'cdk.json'), 'utf8')) as { app: string };
    const out = `out${folder.files.length}`;
    const { status, stderr } = spawnSync(command, {
      shell: true,
      cwd: folder.path,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder.path, CDK_OUTDIR: out, CDK_VALIDATION: 'false', ...environment },
    });
    const files = folder.files.includes(out) ? readdirSync(join(folder.path, out)) : [];
    return { status, stderr, stacks: files.flatMap((file) => /^(.*)\.template\.json$/.exec(file)?.[1] ?? []) };
  }
});

describe('--json: one object on standard output, whatever happens', () => {
  test.each([
    [['validate', '-c', 'good.yaml'], 0],
    [['explain', '-c', 'good.yaml'], 0],
    [['simulate', '-c', 'good.yaml', '--curve', 'blast'], 0],
    [['validate', '-c', 'wrong.yaml'], 1],
    [['simulate', '-c', 'wrong.yaml'], 1],
    [['cert', 'check', '-c', 'wrong.yaml'], 1],
    [['explain', '--cofig', 'good.yaml'], 2],
    [['cert', 'put', '--host', 'nodots'], 2],
    [['nothing'], 2],
  ])('%j is %i', async (args, code) => {
    folder.write({ 'good.yaml': small(), 'wrong.yaml': small('9292', 'many') });
    // Many set DEBUG for another program.
    const done = await folder.run([...args, '--json'], { env: { DEBUG: '*' } });
    const told = JSON.parse(done.out) as { error?: { exitCode: number }; valid?: boolean };
    expect(done.code).toBe(code);
    expect(told.error?.exitCode ?? (told.valid === false ? 1 : 0)).toBe(code);
  });

  test('a wrong configuration comes with its problems', async () => {
    folder.write({ 'wrong.yaml': small('9292', '80') });
    const { out } = await folder.run(['explain', '--json', '-c', 'wrong.yaml']);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'ConfigurationWrong', problems: [{ code: 'PortInvalid', file: 'wrong.yaml', line: 23 }] },
    });
  });
});

describe('an end for which no configuration can do anything', () => {
  test.each([
    ['cert', '--help'],
    ['explain', '--json'],
  ])('a reader that has enough is no fault: %s %s', async (...args) => {
    expect(await unread(args, 'stdout')).toEqual({ code: 0, other: '' });
  });

  test('an error that nobody reads keeps its exit code', async () => {
    expect(await unread(['cert', 'show'], 'stderr')).toEqual({ code: 2, other: '' });
  });

  test('an output that cannot be written is 74', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [published.program, 'schema'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({ status: 74, stderr: expect.stringMatching(/^Cannot write: ENOSPC[^\n]*\n$/) });
  });

  test('peers that are missing are 69, in one line or as JSON', async () => {
    const lonely = new CertFolder({}, [published.alone()]);
    const message = 'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs';
    expect(await lonely.run(['validate'])).toEqual({ code: 69, out: '', notes: `${message}\n` });
    const { code, out, notes } = await lonely.run(['validate', '--json']);
    expect({ code, notes }).toEqual({ code: 69, notes: '' });
    expect(JSON.parse(out)).toEqual({ error: { code: 'PeerMissing', exitCode: 69, message } });
    lonely.remove();
  });

  /** Runs the command with a reader that has gone before it writes. */
  async function unread(args: string[], stream: 'stdout' | 'stderr'): Promise<{ code: number | null; other: string }> {
    const child = folder.start(args);
    child[stream].destroy();
    let other = '';
    child[stream === 'stdout' ? 'stderr' : 'stdout'].on('data', (chunk: Buffer) => (other += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, other };
  }
});

test('a configuration can be piped', () => {
  folder.write({ 'good.yaml': small() });
  // By a shell: a pipe of Node's is a socket, which has no name that could be opened.
  const command = `cat good.yaml | "${process.execPath}" "${published.program}" validate -c /dev/stdin`;
  const { stdout, stderr } = spawnSync(command, { shell: true, cwd: folder.path, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '/dev/stdin: valid.\n', stderr: '' });
});
