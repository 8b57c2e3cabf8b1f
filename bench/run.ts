/**
 * `npm run bench`: import, synth and size of a service, side by side with a peer, in one run. Ratios mean something here;
 * absolute times depend on the machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measureIssuer } from './issuer';

const root = resolve(__dirname, '..');
const RUNS = Math.max(5, Number(process.env.BENCH_RUNS ?? 7));

interface Sample {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

/** Runs a program once, in a process of its own; it prints its peak memory in KiB on its last line. */
function once(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Sample {
  const begin = process.hrtime.bigint();
  const child = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, NODE_PATH: join(root, 'node_modules'), ...env },
    encoding: 'utf8',
  });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (child.status !== 0) throw new Error(`${program} failed:\n${child.stderr}`);
  const last = child.stdout.trim().split('\n').at(-1) ?? '0';
  return { milliseconds, mebibytes: Number(last) / 1024 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Runs the programs in turn, round after round, so that a slow minute of the machine falls on all of them. */
function sideBySide<K extends string>(programs: Record<K, () => Sample>): Record<K, Sample> {
  const names = Object.keys(programs) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<K, Sample[]>;
  for (let round = 0; round <= RUNS; round += 1) {
    for (const name of names) {
      const sample = programs[name]();
      // The first round only warms the disk's cache.
      if (round > 0) samples[name].push(sample);
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        // The best: others on the machine only ever add to it.
        milliseconds: Math.min(...samples[name].map((sample) => sample.milliseconds)),
        mebibytes: median(samples[name].map((sample) => sample.mebibytes)),
      },
    ]),
  ) as Record<K, Sample>;
}

function row(name: string, ...cells: (number | string)[]): void {
  console.log(
    `  ${name.padEnd(46)}${cells.map((cell) => String(typeof cell === 'number' ? cell.toFixed(0) : cell).padStart(12)).join('')}`,
  );
}

/** A limit of the project: printed with its verdict; any failure fails the run. */
function limit(text: string, value: number, most: number, digits = 2): void {
  const kept = value <= most;
  if (!kept) process.exitCode = 1;
  console.log(`  ${kept ? 'kept  ' : 'BROKEN'} ${text}: ${value.toFixed(digits)} (at most ${most})`);
}

const app = (name: string): string => join(__dirname, 'apps', name);

if (!existsSync(join(root, 'dist', 'index.js'))) {
  console.error('dist/ is missing: run `npm run build` first.');
  process.exit(1);
}

console.log(`${RUNS} processes each, Node.js ${process.versions.node}: the best time, the median of memory\n`);

console.log('Import (ms, MiB at peak)');
const imports = sideBySide({
  node: () => once(app('import.cjs'), ['nothing']),
  modules: () => once(app('import.cjs'), ['modules']),
  touched: () => once(app('import.cjs'), ['touched']),
  library: () => once(app('import.cjs'), ['library']),
});
row('Node.js alone', imports.node.milliseconds, imports.node.mebibytes);
row('aws-cdk-lib modules we need, named only', imports.modules.milliseconds, imports.modules.mebibytes);
row('aws-cdk-lib modules we need, loaded', imports.touched.milliseconds, imports.touched.mebibytes);
row('cdk-puma-eks', imports.library.milliseconds, imports.library.mebibytes);
limit('ms over those modules', imports.library.milliseconds - imports.touched.milliseconds, 60, 0);

for (const validation of ['false', 'true']) {
  console.log(
    `\nSynth of one service, CDK's template validation ${validation === 'true' ? 'on' : 'off'} (ms, MiB at peak)`,
  );
  const env = { CDK_VALIDATION: validation };
  const synth = sideBySide({
    fargate: () => inScratch((out) => once(app('fargate.cjs'), [out], env)),
    puma: () => inScratch((out) => once(app('puma.cjs'), [out], env)),
  });
  row('ApplicationLoadBalancedFargateService', synth.fargate.milliseconds, synth.fargate.mebibytes);
  row('PumaService on an existing cluster', synth.puma.milliseconds, synth.puma.mebibytes);
  limit('time, ratio', synth.puma.milliseconds / synth.fargate.milliseconds, 1.5);
  limit('memory, ratio', synth.puma.mebibytes / synth.fargate.mebibytes, 1.5);
}

console.log('\nSize of one service (resources, bytes of template)');
for (const [name, program] of [
  ['ApplicationLoadBalancedFargateService', 'fargate.cjs'],
  ['PumaService on an existing cluster', 'puma.cjs'],
] as const) {
  const [resources, bytes] = inScratch((out) => {
    once(app(program), [out], { CDK_VALIDATION: 'false' });
    return size(out);
  });
  row(name, resources, bytes);
}

measureIssuer(RUNS);

function size(out: string): [number, number] {
  const file = readdirSync(out).find((name) => name.endsWith('.template.json'));
  if (!file) throw new Error(`no template in ${out}`);
  const text = readFileSync(join(out, file), 'utf8');
  const template = JSON.parse(text) as { Resources: Record<string, unknown> };
  return [Object.keys(template.Resources).length, text.length];
}

function inScratch<T>(run: (out: string) => T): T {
  const out = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-bench-'));
  try {
    return run(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
