// The released kube-apiserver, kube-controller-manager, kubectl and etcd for test/cluster/: taken from KUBEBUILDER_ASSETS
// where it is set, else built once from their Go modules into a cache outside the tree; and KEDA's, always built.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { goBuild, isProgram, isWritable } from './go.mjs';
import { buildKeda, kedaCacheName, kedaPackages, kedaVersion } from './keda-programs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'test', 'cluster', 'kubernetes');

/** Each program and the package that makes it; etcd first, as it is quick. */
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
};

/** A folder in which a program is made; one as old as this was left behind by a build that was cut off. */
const making = { prefix: '.making-', leftMilliseconds: 24 * 60 * 60 * 1000 };

/**
 * Finds or builds every program; writes where they lie to .tools/cluster.json, which the tests read.
 * Answers with `{ version, keda, programs: { name: path }, missing: { name: reason } }`.
 */
export function setUpCluster(tools = join(root, '.tools')) {
  const version = kubernetesVersion();
  // Outside the tree for the next clone too; within it where the other cannot be written.
  const caches = [process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), tools].map((parent) =>
    join(parent, 'cdk-puma-eks'),
  );
  const programs = {};
  const missing = {};
  const provide = (name, folder, given, make) => {
    const folders = caches.map((cache) => join(cache, folder));
    try {
      programs[name] = find(name, [given, ...folders]) ?? made(name, folders.find(isWritable) ?? folders[0], make);
    } catch (error) {
      missing[name] = error.message;
    }
  };
  for (const name of Object.keys(packages)) {
    provide(name, `kubernetes-${version}`, process.env.KUBEBUILDER_ASSETS, (output) => build(name, version, output));
  }
  for (const name of Object.keys(kedaPackages)) {
    provide(name, kedaCacheName(), undefined, (output, folder) => buildKeda(name, output, folder));
  }
  const found = { version, keda: kedaVersion(), programs, missing };
  mkdirSync(tools, { recursive: true });
  const file = join(tools, 'cluster.json');
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(found, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
  return found;
}

/** The version that go.mod pins, without its v. */
function kubernetesVersion() {
  return /\bk8s\.io\/kubernetes v(\S+)/.exec(readFileSync(join(modules, 'go.mod'), 'utf8'))[1];
}

function find(name, folders) {
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/** Makes a program in a folder of its own beside where it will lie, and moves it there once it is whole: others may make it too. */
function made(name, cache, make) {
  mkdirSync(cache, { recursive: true });
  for (const left of readdirSync(cache).filter((entry) => entry.startsWith(making.prefix))) sweep(join(cache, left));
  console.log(`setup: building ${name} from its Go modules into ${cache} (minutes, once) ...`);
  const folder = mkdtempSync(join(cache, making.prefix));
  try {
    make(join(folder, name), folder);
    renameSync(join(folder, name), join(cache, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return join(cache, name);
}

function sweep(folder) {
  const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since > making.leftMilliseconds) rmSync(folder, { recursive: true, force: true });
}

function build(name, version, output) {
  const [major, minor] = version.split('.');
  // A release carries its version in these variables; without them it calls itself v0.0.0.
  const variables = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
    `-X ${path}.gitVersion=v${version}`,
    `-X ${path}.gitMajor=${major}`,
    `-X ${path}.gitMinor=${minor}`,
  ]);
  goBuild(modules, packages[name], output, variables);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { programs, missing } = setUpCluster();
  for (const [name, path] of Object.entries(programs)) console.log(`${name}: ${path}`);
  for (const [name, reason] of Object.entries(missing)) console.error(`${name}: missing. ${reason}`);
  process.exit(Object.keys(missing).length > 0 ? 1 : 0);
}
