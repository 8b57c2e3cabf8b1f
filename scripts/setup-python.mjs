// moto (AWS's APIs on loopback) and cfn-lint, in a virtual environment of the project's own.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5', 'cfn-lint==1.58.0'];

/** Makes `.tools` a virtual environment with the packages, unless it is one already. */
export function installPythonTools(tools) {
  const stamp = join(tools, 'python.stamp');
  // A virtual environment holds its own path: one that was copied elsewhere is made anew.
  const wanted = [tools, ...packages].join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // What a link leads to belongs to somebody else, and would be emptied.
  if (lstatSync(tools, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(`${tools} is a link: remove it, so that the tools are installed here.`);
  console.log(`setup: installing ${packages.join(' ')} into .tools ...`);
  run('python3', '-m', 'venv', '--clear', tools);
  run(join(tools, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages);
  writeFileSync(stamp, wanted);
}

function run(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${(stderr ?? '').trim().slice(-2000)}`);
}
