// KEDA's own admission webhooks, and test/cluster/keda/, which answers questions by KEDA's code: built from KEDA's Go module. Of its scalers
// only those that our ScaledObjects use are taken along, as each of the other seventy would bring its vendor's SDK; what is taken is as released.
//
//   node scripts/keda-programs.mjs tidy    after a change of KEDA's version in go.mod, in place of `go mod tidy`
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { go, goBuild } from './go.mjs';

const own = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test', 'cluster', 'keda');
const KEDA = 'github.com/kedacore/keda/v2';
const SOURCES = ['go.mod', 'go.sum', 'main.go', 'clock.go', 'fallback.go'];
const FOLDERS = ['apis', 'cmd/webhooks', 'pkg', 'version'];
const SCALERS = ['scaler', 'cron_scaler', 'aws_cloudwatch_scaler', 'kubernetes_workload_scaler', 'cpu_memory_scaler'];
/**
 * What of the rest they use, in the fewest words: a constant of azure_queue_scaler.go; and of pkg/scaling/resolver, which reads the secrets of
 * every cloud, how many replicas a Deployment has.
 */
const LEFT_OUT = {
  'pkg/scalers/left_out.go': 'package scalers\n\nconst externalMetricType = "External"\n',
  'pkg/scaling/resolver/left_out.go': `package resolver

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/client-go/scale"
	"sigs.k8s.io/controller-runtime/pkg/client"

	kedav1alpha1 "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
)

func GetCurrentReplicas(ctx context.Context, from client.Client, _ scale.ScalesGetter, so *kedav1alpha1.ScaledObject) (int32, error) {
	deployment := &appsv1.Deployment{}
	err := from.Get(ctx, client.ObjectKey{Namespace: so.Namespace, Name: so.Spec.ScaleTargetRef.Name}, deployment)
	return *deployment.Spec.Replicas, err
}
`,
};

/** Each program and the package that makes it. */
export const kedaPackages = { 'keda-admission-webhooks': `${KEDA}/cmd/webhooks`, 'keda-answers': '.' };

/** The version that go.mod pins, without its v. */
export function kedaVersion() {
  return new RegExp(`\\b${KEDA} v(\\S+)`).exec(readFileSync(join(own, 'go.mod'), 'utf8'))[1];
}

/** Name of the folder that keeps the programs: another one for other sources, or another selection of KEDA's. */
export function kedaCacheName() {
  const hash = createHash('sha256');
  for (const file of [...SOURCES.map((name) => join(own, name)), fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file)).update('\0');
  }
  return `keda-${kedaVersion()}-${hash.digest('hex').slice(0, 12)}`;
}

/** Builds a program, with its sources in a folder meanwhile; a minute or two for the first, seconds for the other. */
export function buildKeda(name, output, folder) {
  staged(join(folder, 'source'), (source) =>
    goBuild(source, kedaPackages[name], output, [`-X ${KEDA}/version.Version=v${kedaVersion()}`]),
  );
}

/** Our module beside the part of KEDA's that it needs, for as long as it takes. */
function staged(folder, use) {
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of SOURCES) copyFileSync(join(own, name), join(folder, name));
    const { Dir: keda } = JSON.parse(go(folder, ['mod', 'download', '-json', KEDA]));
    copyPart(keda, join(folder, 'keda'));
    go(folder, ['mod', 'edit', '-replace', `${KEDA}=./keda`]);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyPart(from, to) {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(from, folder), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && file.name.endsWith('.go') && !file.name.endsWith('_test.go'))
      .map((file) => join(file.parentPath, file.name).slice(from.length + 1)),
  );
  const scaler = (file) => /^pkg\/scalers\/(\w+)\.go$/.exec(file)?.[1];
  const wanted = (file) => scaler(file) === undefined || SCALERS.includes(scaler(file));
  for (const file of ['go.mod', ...files.filter((name) => !name.startsWith('pkg/scaling/resolver/'))]) {
    if (!wanted(file)) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(from, file), join(to, file));
  }
  for (const [file, text] of Object.entries(LEFT_OUT)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), text);
  }
}

function tidy() {
  staged(join(own, '..', '..', '..', '.tools', `keda-source.${process.pid}`), (folder) => {
    go(folder, ['mod', 'tidy']);
    go(folder, ['mod', 'edit', '-dropreplace', KEDA]);
    // KEDA's own checksums, which nothing needs beside the part of it.
    go(folder, ['mod', 'download', '-json', KEDA]);
    for (const name of ['go.mod', 'go.sum']) copyFileSync(join(folder, name), join(own, name));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv[2] !== 'tidy') throw new Error('say: node scripts/keda-programs.mjs tidy');
  tidy();
}
