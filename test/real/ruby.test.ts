import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeFiles } from '../../lib/workload/objects/runtime-files';
import { EmailWorld } from '../support/email-pod';
import { oldestPuma, pumaBuilds, tool } from '../support/tools';

const PROJECT = join(__dirname, '..', '..');
const RUNTIME = join(PROJECT, 'runtime', 'puma');
const UNIT_TESTS = join(PROJECT, 'test', 'runtime', 'puma');

interface UnitTest {
  readonly name: string;
  /** Minitest's whole account of what went wrong; empty when nothing did. */
  readonly problem: string;
}

/** Runs a program in an environment that holds nothing of this machine's, AWS variables least of all. */
function run(command: string, ...args: string[]): { status: number | null; stdout: string; output: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8' },
    timeout: 250_000,
  });
  return { status, stdout, output: `${error?.message ?? ''}${stdout}${stderr}` };
}

/** All of minitest's tests in one process, each with what became of it. */
function minitest(ruby: string): {
  tests: UnitTest[];
  end: { runs: number; warnings: string[]; status: number | null };
} {
  const { status, stdout, output } = run(ruby, '-w', join(UNIT_TESTS, 'all.rb'), '--verbose');
  const names = [...stdout.matchAll(/^(\w+#\w+) = [\d.]+ s = [.FES]$/gm)].map(([, name]) => name).sort();
  if (names.length === 0) throw new Error(output);
  const problems = stdout.split(/^ *\d+\) (?=(?:Failure|Error|Skipped):$)/m).slice(1);
  return {
    tests: names.map((name) => ({
      name,
      problem: problems.find((problem) => new RegExp(`^\\w+:\\n${name}[ :\\n]`).test(problem)) ?? '',
    })),
    end: {
      runs: Number(/^(\d+) runs,/m.exec(stdout)?.[1]),
      // Only of ours: the gems have theirs.
      warnings: output.split('\n').filter((line) => /\/(test\/)?runtime\/puma\/.* warning: /.test(line)),
      status,
    },
  };
}

describe.each(pumaBuilds())("the runtime's unit tests, in Ruby $ruby with Puma $puma", ({ rubyCommand }) => {
  const { tests, end } = minitest(rubyCommand);

  it.each(tests)('$name', ({ problem }) => {
    expect(problem).toBe('');
  });

  it('end well, all of them, and without a warning of Ruby', () => {
    expect(end).toEqual({ runs: tests.length, warnings: [], status: 0 });
  });
});

describe('the Ruby files', () => {
  const files = readdirSync(RUNTIME, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

  it('have no fault that RuboCop finds', () => {
    const { status, output } = run(tool('rubocop'), '--display-cop-names', '--extra-details');
    expect(status === 0 ? '' : output).toBe('');
  });

  it.each(pumaBuilds())('have no syntax warning in Ruby $ruby ($suite)', ({ rubyCommand }) => {
    const compile =
      'ARGV.each { |file| RubyVM::InstructionSequence.compile_file(file) }; print ARGV.length, " compiled"';
    expect(run(rubyCommand, '-w', '-e', compile, ...files).output).toBe(`${files.length} compiled`);
  });

  it('run without a warning of Ruby or Puma', async () => {
    const world = await EmailWorld.start();
    try {
      const warmUp = { files: ['warm.rb'], budgetSeconds: 60 };
      const pod = await world.pod(oldestPuma(), { warmUp }, { 'warm.rb': '' }, { RUBYOPT: '-w' });
      await pod.ready();
      expect((await pod.ask('api')).status).toBe(200);
      const ours = pod.child.output
        .split('\n')
        .filter((line) => /warn/i.test(line) && (line.includes(pod.mount) || line.startsWith('!')));
      expect(ours).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  it('fit a ConfigMap with room to spare: 32 KiB as they are shipped', () => {
    expect(runtimeFiles().reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(32 * 1024);
  });
});
