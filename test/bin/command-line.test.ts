import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
    [['help', 'validate', 'more'], "Unexpected argument 'more'"],
    [['version', 'more'], "Unexpected argument 'more'"],
    [['--verbose', 'validate'], 'Which command? It comes before any option.'],
    [['synth'], 'npx cdk synth does that.'],
    [['simulate', '--curve', 'campagin'], 'Did you mean campaign?'],
    [
      ['simulate', '--cpu-share', '-5'],
      'is ambiguous. Its value is missing, or begins with a dash: then it is given as --cpu-share=VALUE',
    ],
    [['simulate', '-c', '-x'], 'then it is given as --config=VALUE'],
    [['init', '--config', 'nowhere/service.yaml'], 'nowhere/service.yaml cannot be written'],
  ])('%j', async (args, message) => {
    expect(await puma(...args)).toMatchObject({ code: 2, out: '', notes: expect.stringContaining(message) });
  });

  test('init that cannot write its configuration leaves no cdk.json either', async () => {
    await puma('init', '--config', 'nowhere/service.yaml');
    expect(existsSync(join(cwd, 'cdk.json'))).toBe(false);
  });
});

describe('an error as JSON', () => {
  test.each([
    [
      ['explain', '--json', '--cofig'],
      2,
      { code: 'UsageWrong', message: "Unknown option '--cofig'. Did you mean --config?" },
    ],
    [['simulate', '--json'], 1, { code: 'ConfigurationWrong', problems: [{ code: 'ConfigurationMissing' }] }],
    [['none', '--json'], 2, { code: 'UsageWrong', message: 'There is no command none.' }],
  ])('%j', async (args, exitCode, error) => {
    const { code, out } = await puma(...args);
    expect(code).toBe(exitCode);
    expect(JSON.parse(out)).toMatchObject({ error: { exitCode, ...error } });
  });
});

describe('DEBUG, which many set for another program, adds a stack trace and changes nothing else', () => {
  afterEach(() => {
    delete process.env.DEBUG;
  });

  test.each([
    [['validate', '--cofig']],
    [['explain', '--config', 'none.yaml']],
    [['validate', '--json', '--config', 'none.yaml']],
  ])('%j', async (args) => {
    const usual = await puma(...args);
    process.env.DEBUG = '*';
    const { code, out, notes } = await puma(...args);
    expect({ code, out }).toEqual({ code: usual.code, out: usual.out });
    expect(notes).toMatch(/Error: [^]*\n +at /);
    expect(notes.endsWith(usual.notes)).toBe(true);
  });
});

describe('help', () => {
  test('tells the exit codes', async () => {
    expect((await puma('help')).out).toMatch(
      /Exit codes.*:\n +0 [^]*\n +1 [^]*\n +2 [^]*\n +69 [^]*\n +70 [^]*\n +74 /,
    );
  });

  test.each(['init', 'validate', 'explain', 'simulate', 'schema', 'cert', 'cert put'])('help %s', async (name) => {
    const told = await puma(...name.split(' '), '--help');
    expect(await puma('help', ...name.split(' '))).toEqual(told);
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: npx cdk-puma-eks ${name} `) });
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
  const { code, out } = await puma('explain', '--json');
  expect(code).toBe(70);
  const { error } = JSON.parse(out) as { error: { code: string; message: string } };
  expect(error.code).toBe('Defect');
  expect(error.message).toMatch(/defect of cdk-puma-eks[^]*RangeError: nobody foresaw this\n +at /);
});

test('what a drawing would replace is no input of it', async () => {
  writeFileSync(join(cwd, 'cdk-puma-eks.yaml'), small());
  writeFileSync(join(cwd, 'load.csv'), '0,1\n60,2\n');
  symlinkSync('load.csv', join(cwd, 'link.csv'));
  for (const [out, ...more] of [['./cdk-puma-eks.yaml'], ['link.csv', '--csv', 'load.csv']])
    expect(await puma('simulate', '--out', out, ...more)).toMatchObject({
      code: 2,
      notes: `--out ${out} is the file that is read: the drawing would replace it.`,
    });
  expect(readFileSync(join(cwd, 'load.csv'), 'utf8')).toBe('0,1\n60,2\n');
});
