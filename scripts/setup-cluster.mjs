// The released kube-apiserver, kube-controller-manager, kubectl and etcd for test/cluster/: taken from KUBEBUILDER_ASSETS
// where it is set, else built once from their Go modules into a cache outside the tree.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, setPriority } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'test', 'cluster', 'kubernetes');

/** Each program and the package that makes it; etcd first, as it is quick. */
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
};

/**
 * Finds or builds every program; writes where they lie to .tools/cluster.json, which the tests read.
 * Answers with `{ version, programs: { name: path }, missing: { name: reason } }`.
 */
export function setUpCluster() {
  const version = kubernetesVersion();
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk-puma-eks', `kubernetes-${version}`);
  const programs = {};
  const missing = {};
  for (const name of Object.keys(packages)) {
    const found = find(name, cache);
    if (found) {
      programs[name] = found;
      continue;
    }
    try {
      programs[name] = build(name, version, cache);
    } catch (error) {
      missing[name] = error.message;
    }
  }
  const tools = join(root, '.tools');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'cluster.json'), `${JSON.stringify({ version, programs, missing }, null, 2)}\n`);
  return { version, programs, missing };
}

/** The version that go.mod pins, without its v. */
function kubernetesVersion() {
  return /\bk8s\.io\/kubernetes v(\S+)/.exec(readFileSync(join(modules, 'go.mod'), 'utf8'))[1];
}

function find(name, cache) {
  const folders = [process.env.KUBEBUILDER_ASSETS, cache].filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function build(name, version, cache) {
  const go = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'go'))
    .find(existsSync);
  if (!go) throw new Error('KUBEBUILDER_ASSETS holds none, and Go, which would build it, is not on this machine');
  mkdirSync(cache, { recursive: true });
  const fresh = join(cache, `.${name}.${process.pid}`);
  console.log(
    `setup: building ${name} for Kubernetes ${version} from its Go modules into ${cache} (minutes, once) ...`,
  );
  setPriority(10);
  const [major, minor] = version.split('.');
  // A release carries its version in these variables; without them it calls itself v0.0.0.
  const variables = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
    `-X ${path}.gitVersion=v${version}`,
    `-X ${path}.gitMajor=${major}`,
    `-X ${path}.gitMinor=${minor}`,
  ]);
  const flags = ['-mod=readonly', '-ldflags', ['-s', '-w', ...variables].join(' '), '-o', fresh];
  const { status, stderr, error } = spawnSync(go, ['build', ...flags, packages[name]], {
    cwd: modules,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    rmSync(fresh, { force: true });
    throw new Error(`go build ${packages[name]} failed: ${error?.message ?? (stderr ?? '').trim().slice(-2000)}`);
  }
  renameSync(fresh, join(cache, name));
  return join(cache, name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { programs, missing } = setUpCluster();
  for (const [name, path] of Object.entries(programs)) console.log(`${name}: ${path}`);
  for (const [name, reason] of Object.entries(missing)) console.error(`${name}: missing. ${reason}`);
  process.exit(Object.keys(missing).length > 0 ? 1 : 0);
}
