// Installs what the tests need beside node_modules, into .tools/ (which git ignores); quick when all of it is there.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installRubocop, installSuite } from './setup-debian.mjs';
import { installPythonTools } from './setup-python.mjs';

const tools = join(dirname(dirname(fileURLToPath(import.meta.url))), '.tools');

/** Programs of the machine, and the Debian package that brings each. */
const programs = [
  { name: 'openssl', check: ['openssl', 'version'], packages: ['openssl'] },
  { name: 'ss', check: ['ss', '-V'], packages: ['iproute2'] },
  {
    name: 'python3 with venv',
    check: ['python3', '-c', 'import venv, ensurepip'],
    packages: ['python3', 'python3-venv'],
  },
];

/** Puma 5.6 must be there; the newer ones are tested too where the mirror has them. */
const suites = [
  { name: 'bookworm', required: true },
  { name: 'trixie', required: false },
  { name: 'sid', required: false },
];

function succeeds([command, ...args]) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function fail(what, remedy) {
  console.error(`setup: ${what}\n       ${remedy}`);
  process.exit(1);
}

function installPrograms() {
  const missing = programs.filter(({ check }) => !succeeds(check));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const packages = missing.flatMap((program) => program.packages);
  const remedy = `Install ${names} and run this again; on Debian: apt-get install ${packages.join(' ')}`;
  if (!succeeds(['apt-get', '--version'])) fail(`${names} missing, and this machine has no apt-get.`, remedy);
  const root = process.getuid?.() === 0;
  if (!root && !succeeds(['sudo', '-n', 'true']))
    fail(`${names} missing, and neither root nor sudo without a password is at hand.`, remedy);
  const run = (...args) => {
    const command = [
      ...(root ? [] : ['sudo', '-n']),
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      ...args,
    ];
    return spawnSync(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  console.log(`setup: installing ${packages.join(' ')} ...`);
  run('update');
  if (!run('install', '-y', '--no-install-recommends', ...packages))
    fail(`apt-get could not install ${packages.join(' ')}.`, remedy);
}

installPrograms();
try {
  installPythonTools(tools);
} catch (error) {
  fail(error.message, 'The tests need moto and cfn-lint from PyPI: check the network and run this again.');
}
for (const { name, required } of suites) {
  try {
    installSuite(tools, name);
  } catch (error) {
    if (required) fail(error.message, "The tests run Debian's Puma: run them on Debian, with its mirror in reach.");
    console.warn(`setup: no Puma from Debian ${name}, so the tests leave that version out. ${error.message}`);
  }
}
try {
  installRubocop(tools, suites[0].name);
} catch (error) {
  fail(error.message, "The Ruby files are linted with Debian's RuboCop: run the tests with Debian's mirror in reach.");
}
