// `npm run test:cluster`: sets the control plane and KEDA's programs up, then runs, two at a time, every suite that the programs at hand allow, and says which
// it had to leave out and why. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpCluster } from './setup-cluster.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const apiServer = ['etcd', 'kube-apiserver'];
const keda = ['keda-answers'];

/** What each suite of test/cluster/ needs. */
const suites = {
  'manifests.test.ts': apiServer,
  'kubectl-handler.test.ts': [...apiServer, 'kube-controller-manager', 'kubectl'],
  'busyness.test.ts': [...apiServer, 'kube-controller-manager'],
  'end-to-end.test.ts': [],
  'keda.test.ts': [...apiServer, 'keda-admission-webhooks'],
  'keda-code.test.ts': keda,
  'keda-clock.test.ts': keda,
  'keda-fallback.test.ts': keda,
  'keda-metrics.test.ts': keda,
};

const { missing } = setUpCluster();
const lacking = (needs) => needs.filter((name) => name in missing);
const left = Object.entries(suites).filter(([, needs]) => lacking(needs).length > 0);
const run = Object.keys(suites).filter((name) => !left.some(([suite]) => suite === name));

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const asked = process.argv.slice(2);
const paths = asked.some((argument) => !argument.startsWith('-')) ? [] : run.map((name) => `test/cluster/${name}`);
const { status } = spawnSync(
  process.execPath,
  [jest, ...paths, ...asked, '--maxWorkers=2', '--maxConcurrency=12', '--selectProjects', 'cluster'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const [name, reason] of Object.entries(missing)) console.error(`\n${name} is missing: ${reason}`);
for (const [suite, needs] of left)
  console.error(`test/cluster/${suite} was left out: it needs ${lacking(needs).join(' and ')}.`);
process.exit(status ?? 1);
