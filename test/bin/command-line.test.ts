import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../bin/cli/run';
import { configurationFile, small } from './configuration';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma line '));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function puma(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await run(args, { cwd, out: (text) => out.push(text), note: (text) => notes.push(text) });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('a slip on the command line is told what was meant, and is 2', () => {
  test.each([
    [['validate', 'service.yaml'], 'with --config: --config service.yaml'],
    [['validate', '--confg', 'a'], 'Did you mean --config?'],
    [['validate', '--config', ''], '--config is empty'],
    [['schema', 'a'], "Unexpected argument 'a'"],
    [['help', 'valdate'], 'Did you mean validate?'],
    [['init', '--config', 'nowhere/service.yaml'], 'nowhere/service.yaml cannot be written'],
  ])('%j', async (args, message) => {
    expect(await puma(...args)).toMatchObject({ code: 2, out: '', notes: expect.stringContaining(message) });
  });

  test('init that cannot write its configuration leaves no cdk.json either', async () => {
    await puma('init', '--config', 'nowhere/service.yaml');
    expect(existsSync(join(cwd, 'cdk.json'))).toBe(false);
  });
});

describe('help', () => {
  test('tells the exit codes', async () => {
    expect((await puma('help')).out).toMatch(/Exit codes.*:\n +0 .*\n +1 .*\n +2 .*\n +70 /);
  });

  test.each(['init', 'validate', 'explain', 'simulate', 'schema', 'cert'])('help %s', async (name) => {
    expect(await puma('help', name)).toEqual(await puma(name, '--help'));
  });

  test('tells the short form of an option', async () => {
    expect((await puma('validate', '--help')).out).toContain('-c, --config FILE');
  });

  test('the version by each name that one tries', async () => {
    const { out } = await puma('--version');
    for (const name of ['version', '-v']) expect(await puma(name)).toEqual({ code: 0, out, notes: '' });
  });
});

describe('the configuration that the variable names', () => {
  afterEach(() => {
    delete process.env.CDK_PUMA_EKS_CONFIG;
  });

  test.each(['validate', 'explain', 'simulate'])('is what %s takes, as the app does', async (command) => {
    process.env.CDK_PUMA_EKS_CONFIG = configurationFile(small('9292', '80'));
    expect(await puma(command)).toMatchObject({ code: 1, notes: expect.stringContaining('PortInvalid') });
  });

  test('gives way to --config', async () => {
    process.env.CDK_PUMA_EKS_CONFIG = 'nowhere.yaml';
    expect(await puma('validate', '-c', configurationFile(small()))).toMatchObject({ code: 0 });
  });
});

test('what nobody foresaw is a defect of this program: told with its stack, and 70, not 1', async () => {
  writeFileSync(join(cwd, 'cdk-puma-eks.yaml'), small());
  jest.spyOn(JSON, 'stringify').mockImplementationOnce(() => {
    throw new RangeError('nobody foresaw this');
  });
  const { code, notes } = await puma('explain', '--json');
  expect(code).toBe(70);
  expect(notes).toMatch(/defect of cdk-puma-eks[^]*RangeError: nobody foresaw this\n +at /);
});
