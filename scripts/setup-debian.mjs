// Ruby programs of a Debian suite, unpacked (not installed) into .tools/: no root needed, nothing on the machine changes,
// and several versions stand side by side.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the unit tests need beside Puma comes with Ruby: minitest is one of its bundled gems. */
const puma = { packages: ['puma', 'ruby-aws-sdk-core', 'ruby-rexml'], commands: ['ruby', 'puma'] };
const rubocop = { packages: ['rubocop'], commands: ['rubocop'] };
const recipe = 2;

/** Puma, its Ruby and the AWS SDK's core, in .tools/debian/<suite>. */
export function installSuite(tools, suite) {
  unpack(join(tools, 'debian', suite), suite, puma, (fresh) =>
    writeFileSync(join(fresh, 'versions.json'), versions(fresh, suite)),
  );
}

/** RuboCop, in .tools/rubocop: a tree of its own, so that Puma's holds nothing that Puma does not need. */
export function installRubocop(tools, suite) {
  unpack(join(tools, 'rubocop'), suite, rubocop, (fresh) => {
    // Debian's unicode-display_width looks here for its data where /usr/share has none.
    symlinkSync('../../share/ruby-unicode-display-width', join(fresh, 'root/usr/lib/ruby/data'));
    run(join(fresh, 'rubocop'), '--version');
  });
}

/** Unpacks packages and all that they depend on, unless they are there already; `finish` throws if they do not run. */
function unpack(folder, suite, { packages, commands }, finish) {
  const wanted = JSON.stringify([recipe, ...packages]);
  if (existsSync(join(folder, 'stamp')) && readFileSync(join(folder, 'stamp'), 'utf8') === wanted) return;
  console.log(`setup: unpacking ${packages.join(' ')} of Debian ${suite} into ${folder} ...`);
  const work = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-setup-'));
  const fresh = `${folder}.${process.pid}`;
  try {
    mkdirSync(join(fresh, 'root'), { recursive: true });
    for (const archive of download(work, suite, packages)) run('dpkg-deb', '-x', archive, join(fresh, 'root'));
    for (const ballast of ['doc', 'man', 'locale', 'ri'])
      rmSync(join(fresh, 'root/usr/share', ballast), { recursive: true, force: true });
    writeLaunchers(fresh, commands);
    finish(fresh);
    writeFileSync(join(fresh, 'stamp'), wanted);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Lets apt resolve and fetch the packages for an empty machine of that suite; answers with the archives. */
function download(work, suite, packages) {
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  mkdirSync(join(work, 'state/lists/partial'), { recursive: true });
  mkdirSync(join(work, 'cache/archives/partial'), { recursive: true });
  writeFileSync(join(work, 'state/status'), '');
  writeFileSync(
    join(work, 'sources.list'),
    `deb ${existsSync(keyring) ? `[signed-by=${keyring}] ` : ''}${mirror()} ${suite} main\n`,
  );
  const options = [
    `Dir::State=${work}/state`,
    `Dir::State::status=${work}/state/status`,
    `Dir::Cache=${work}/cache`,
    `Dir::Etc::SourceList=${work}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'APT::Install-Recommends=false',
    'APT::Sandbox::User=root',
    'APT::Update::Error-Mode=any',
    ...['DEP-11', 'Contents-deb'].map((index) => `Acquire::IndexTargets::deb::${index}::DefaultEnabled=false`),
    ...['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success'].map((hook) => `APT::Update::${hook}::=true`),
  ].flatMap((option) => ['-o', option]);
  run('apt-get', ...options, '-q', 'update');
  run('apt-get', ...options, '-q', 'install', '-y', '--download-only', ...packages);
  const archives = join(work, 'cache/archives');
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name));
}

/** The Debian mirror that this machine's apt is set to. */
function mirror() {
  const uris = run('apt-get', 'update', '--print-uris');
  const found = /'((?:https?|file):\S*\/debian\/?)dists\//.exec(uris)?.[1];
  if (!found) throw new Error("apt has no Debian mirror among this machine's sources.");
  return found;
}

/** Commands that run the suite's own Ruby with its own libc, wherever the folder lies (its path may hold spaces). */
function writeLaunchers(folder, commands) {
  const root = join(folder, 'root');
  const ruby = readdirSync(join(root, 'usr/bin')).find((name) => /^ruby\d/.test(name));
  const triple = readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  if (!ruby || !triple) throw new Error("The suite's packages hold no Ruby.");
  const abi = readdirSync(join(root, 'usr/lib', triple, 'ruby')).find((name) => /^\d/.test(name));
  const lib = [`usr/lib/${triple}`, `lib/${triple}`];
  const loader = lib.flatMap((dir) => glob(root, dir, /^ld-linux.*\.so\.\d$/))[0];
  const paths = (relative) => relative.map((path) => `$root/${path}`).join(':');
  const script = (program) => `#!/bin/sh
root="$(cd "$(dirname "$0")" && pwd)/root"
export RUBYLIB="${paths(['usr/lib/ruby/vendor_ruby', `usr/lib/${triple}/ruby/vendor_ruby/${abi}`, `usr/lib/ruby/vendor_ruby/${abi}`, `usr/lib/ruby/${abi}`, `usr/lib/${triple}/ruby/${abi}`])}"
export GEM_HOME="$root/var/lib/gems/${abi}"
export GEM_PATH="$GEM_HOME:${paths(['usr/share/rubygems-integration/all', `usr/share/rubygems-integration/${abi}`, `usr/lib/${triple}/rubygems-integration/${abi}`, `usr/lib/ruby/gems/${abi}`])}"
exec "$root/${loader}" --library-path "${paths(lib)}" "$root/usr/bin/${ruby}" ${program}"$@"
`;
  for (const name of commands) {
    writeFileSync(join(folder, name), script(name === 'ruby' ? '' : `"$root/usr/bin/${name}" `));
    chmodSync(join(folder, name), 0o755);
  }
}

function glob(root, dir, pattern) {
  if (!existsSync(join(root, dir))) return [];
  return readdirSync(join(root, dir))
    .filter((name) => pattern.test(name))
    .map((name) => `${dir}/${name}`);
}

/** What really runs, asked of the programs themselves; fails here rather than in a test when they do not run. */
function versions(folder, suite) {
  const program =
    'require "aws-sdk-core"; require "openssl"; require "puma/const"; require "json"; puts JSON.generate(puma: Puma::Const::PUMA_VERSION, ruby: RUBY_VERSION, sdk: Aws::CORE_GEM_VERSION)';
  return JSON.stringify({ suite, ...JSON.parse(run(join(folder, 'ruby'), '-e', program)) });
}

function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd: dirname('/'),
    maxBuffer: 1 << 26,
  });
  if (status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} failed: ${error?.message ?? stderr.trim().slice(-2000)}`);
  return stdout;
}
