// The released kube-apiserver, kube-controller-manager, kubectl and etcd for test/cluster/: taken from KUBEBUILDER_ASSETS
// where it is set, else built once from their Go modules into a cache outside the tree; and KEDA's, always built.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { goBuild } from './go.mjs';
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

/**
 * Finds or builds every program; writes where they lie to .tools/cluster.json, which the tests read.
 * Answers with `{ version, keda, programs: { name: path }, missing: { name: reason } }`.
 */
export function setUpCluster() {
  const version = kubernetesVersion();
  const caches = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk-puma-eks');
  const [kubernetes, keda] = [join(caches, `kubernetes-${version}`), join(caches, kedaCacheName())];
  const programs = {};
  const missing = {};
  const provide = (name, folders, make) => {
    try {
      programs[name] = find(name, folders) ?? make();
    } catch (error) {
      missing[name] = error.message;
    }
  };
  for (const name of Object.keys(packages)) {
    provide(name, [process.env.KUBEBUILDER_ASSETS, kubernetes], () => build(name, version, kubernetes));
  }
  for (const name of Object.keys(kedaPackages)) provide(name, [keda], () => buildKeda(name, keda));
  const tools = join(root, '.tools');
  mkdirSync(tools, { recursive: true });
  const found = { version, keda: kedaVersion(), programs, missing };
  writeFileSync(join(tools, 'cluster.json'), `${JSON.stringify(found, null, 2)}\n`);
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
    .find((path) => existsSync(path));
}

function build(name, version, cache) {
  mkdirSync(cache, { recursive: true });
  const fresh = join(cache, `.${name}.${process.pid}`);
  console.log(
    `setup: building ${name} for Kubernetes ${version} from its Go modules into ${cache} (minutes, once) ...`,
  );
  const [major, minor] = version.split('.');
  // A release carries its version in these variables; without them it calls itself v0.0.0.
  const variables = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
    `-X ${path}.gitVersion=v${version}`,
    `-X ${path}.gitMajor=${major}`,
    `-X ${path}.gitMinor=${minor}`,
  ]);
  try {
    goBuild(modules, packages[name], fresh, variables);
    renameSync(fresh, join(cache, name));
  } finally {
    rmSync(fresh, { force: true });
  }
  return join(cache, name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { programs, missing } = setUpCluster();
  for (const [name, path] of Object.entries(programs)) console.log(`${name}: ${path}`);
  for (const [name, reason] of Object.entries(missing)) console.error(`${name}: missing. ${reason}`);
  process.exit(Object.keys(missing).length > 0 ? 1 : 0);
}
