import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Problem } from '../../bin/config/problem';
import { run } from '../../bin/cli/run';
import { recommendedContext } from '../../bin/feature-flags';
import { PACKAGE_ROOT, SCHEMA_FILE } from '../../bin/package-root';
import type { ExplainedValue } from '../../lib/model/explanation';
import { Timing } from '../../lib/model/timing';
import { PumaStack } from '../../lib/puma-stack';
import { configurationFile, small } from './configuration';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma cli '));
});
afterEach(() => rmSync(cwd, { recursive: true }));

interface Done {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

async function puma(...args: string[]): Promise<Done> {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await run(args, { cwd, out: (text) => out.push(text), note: (text) => notes.push(text) });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('explain', () => {
  test('prints the defaults, with derivation and source', async () => {
    const { code, out } = await puma('explain');
    expect(code).toBe(0);
    expect(out).toMatch(/persistentTimeoutSeconds +75 s +idleTimeoutSeconds 60 \+ 10 to connect \+ 5\n +\[.*measured/);
    expect(out).toMatch(/podKilled +75 s/);
    expect(out).toMatch(/requestsPerSecondPerPod +100 requests\/s/);
  });

  test('prints what follows from a configuration', async () => {
    const text = small('/shop:v1', '/shop:v1\n  timing: { idleTimeoutSeconds: 100 }\n  puma: { workers: 4 }');
    const { code, out } = await puma('explain', '--config', configurationFile(text), '--json');
    expect(code).toBe(0);
    const { timing, termination, capacity } = JSON.parse(out) as Record<string, ExplainedValue[]>;
    expect(timing).toEqual(Timing.derive({ idleTimeoutSeconds: 100 }).explain());
    expect(termination).toEqual(Timing.derive({ idleTimeoutSeconds: 100 }).explainTermination());
    expect(capacity.find(({ name }) => name === 'threadsPerPod')?.value).toBe(20);
    expect(capacity.find(({ name }) => name === 'requestsPerSecond')?.derivation).toContain('3 pods');
  });

  test('a wrong configuration is 1, told with its place', async () => {
    const file = configurationFile(small('9292', '80'));
    expect(await puma('explain', '-c', file)).toEqual({
      code: 1,
      out: '',
      notes: expect.stringMatching(
        /service\.yaml:23:13 cdk-puma-eks:PortInvalid\n {2}service\.components\[0\]\.port is 80\. Allowed: .*\n {2}Why: /,
      ),
    });
  });
});

describe('validate', () => {
  test('a good configuration is 0, and nothing is left behind', async () => {
    const file = configurationFile(small());
    const before = readdirSync(tmpdir());
    const out: unknown = expect.stringMatching(/service\.yaml: valid/);
    expect(await puma('validate', '--config', file)).toMatchObject({ code: 0, out });
    expect(readdirSync(cwd)).toEqual([]);
    expect(readdirSync(tmpdir())).toEqual(before);
  });

  test('every error is told, and it is 1', async () => {
    const { code, out, notes } = await puma(
      'validate',
      '-c',
      configurationFile(small('9292', 'many').replace('shop:v1', 'shop:1\n  sidecar: 1')),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/service\.yaml: not valid \(2 errors\)\.$/);
    expect(notes).toMatch(/:20:3 cdk-puma-eks:ConfigurationKeyUnknown[^]*:24:13 cdk-puma-eks:ConfigurationTypeWrong/);
  });

  test('as JSON', async () => {
    const bad = await puma('validate', '--json', '--config', configurationFile(small('9292', '80')));
    expect(bad.code).toBe(1);
    const report = JSON.parse(bad.out) as { valid: boolean; problems: Problem[] };
    expect(report).toMatchObject({ valid: false, problems: [{ code: 'PortInvalid', line: 23, column: 13 }] });
    const good = await puma('validate', '--json', '--config', configurationFile(small()));
    expect(JSON.parse(good.out)).toMatchObject({ valid: true, problems: [] });
  });

  test('advice of the constructs is a warning, and leaves it valid', async () => {
    const text = small('/shop:v1', '/shop:v1\n  timing: { terminationGracePeriodSeconds: 70 }');
    const { code, out, notes } = await puma('validate', '-c', configurationFile(text));
    expect(code).toBe(0);
    expect(out).toMatch(/valid \(\d warnings?\)\.$/);
    expect(notes).toMatch(/^warning at Small\/Service: .*70.*\[.*cdk-puma-eks:/m);
  });

  test('an error that a construct reports only at synthesis makes it invalid', async () => {
    const synth = jest.spyOn(App.prototype, 'synth').mockImplementationOnce(function (this: App) {
      const stack = this.node.children.find((child): child is PumaStack => child instanceof PumaStack)!;
      stack.node.addValidation({ validate: () => ['nothing fits'] });
      synth.mockRestore();
      return this.synth();
    });
    expect(await puma('validate', '-c', configurationFile(small()))).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/cdk-puma-eks:RefusedByCdk[^]*nothing fits/),
    });
  });

  test('a file that is not there', async () => {
    expect(await puma('validate')).toMatchObject({ code: 1, notes: expect.stringContaining('ConfigurationMissing') });
  });
});

describe('init', () => {
  test('writes a configuration that is valid, and a cdk.json that runs it', async () => {
    expect(await puma('init')).toMatchObject({ code: 0, notes: '' });
    const text = readFileSync(join(cwd, 'cdk-puma-eks.yaml'), 'utf8');
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)/.exec(text)!;
    expect(join(cwd, decodeURI(schema))).toBe(SCHEMA_FILE);
    const { app, context } = JSON.parse(readFileSync(join(cwd, 'cdk.json'), 'utf8')) as {
      app: string;
      context: object;
    };
    expect(app).toMatch(/^node .*dist\/bin\/app\.js"? cdk-puma-eks\.yaml$/);
    expect(context).toEqual(recommendedContext());
    expect(await puma('validate')).toMatchObject({ code: 0 });
  });

  test('overwrites neither', async () => {
    writeFileSync(join(cwd, 'cdk.json'), '{}');
    const first = await puma('init', '--config', 'mine.yaml');
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringMatching(/cdk\.json exists already[^]*"app": "node .*app\.js\S* mine\.yaml"\./),
    });
    expect(readFileSync(join(cwd, 'cdk.json'), 'utf8')).toBe('{}');
    writeFileSync(join(cwd, 'mine.yaml'), 'mine');
    expect(await puma('init', '-c', 'mine.yaml')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('mine.yaml exists'),
    });
    expect(readFileSync(join(cwd, 'mine.yaml'), 'utf8')).toBe('mine');
  });
});

describe('the command line', () => {
  test('schema prints the schema, or its path', async () => {
    expect(JSON.parse((await puma('schema')).out)).toEqual(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
    expect((await puma('schema', '--path')).out).toBe(SCHEMA_FILE);
  });

  test.each([[[]], [['help']], [['--help']], [['-h']]])('help: %j', async (args) => {
    const { code, out } = await puma(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/Usage: npx cdk-puma-eks COMMAND[^]*init[^]*validate[^]*explain[^]*schema/);
  });

  test('each command tells its options', async () => {
    expect(await puma('validate', '--help')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/--config FILE[^]*--json/),
    });
  });

  test("the version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await puma('--version')).out).toBe(version);
  });

  test.each([
    [['valdate'], 'There is no command valdate. Did you mean validate?'],
    [['toString'], 'There is no command toString.'],
    [['validate', '--jsn'], "Unknown option '--jsn'"],
    [['validate', 'service.yaml'], 'service.yaml'],
    [['schema', '--jsn'], "Unknown option '--jsn'"],
    [['explain', '--config'], '--config'],
  ])('%j is a wrong command line, which is 2', async (args, message) => {
    expect(await puma(...args)).toMatchObject({ code: 2, out: '', notes: expect.stringContaining(message) });
  });
});

test('cdk.json has the recommended feature flags, template checks among them', () => {
  const { context } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'cdk.json'), 'utf8')) as { context: object };
  expect(context).toEqual(recommendedContext());
  expect(context).toMatchObject({ '@aws-cdk/core:validateAgainstDefaultRules': true });
});
