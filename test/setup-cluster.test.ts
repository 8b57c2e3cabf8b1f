import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Child } from './support/child';
import { until } from './support/until';

jest.setTimeout(120_000);

const SCRIPT = pathToFileURL(join(dirname(__dirname), 'scripts', 'setup-cluster.mjs')).href;
const NAMES = [
  ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl'],
  ...['keda-admission-webhooks', 'keda-answers'],
];

/** In the place of Go: what it builds is a script that says what it is; files beside it make it fail once, or wait. */
const GO = `#!/bin/sh
here="$(dirname "$0")"
echo "$(nice) $HOME $GOCACHE" >> "$here/calls"
if [ -e "$here/fails" ]; then rm "$here/fails"; echo 'dial tcp: i/o timeout' >&2; exit 1; fi
[ "$1 $2" = "mod download" ] && echo "{\\"Dir\\": \\"$here/keda\\"}"
[ "$1" = build ] || exit 0
for last; do [ "$before" = -o ] && output="$last"; before="$last"; done
printf '#!/bin/sh\\necho' > "$output"
while [ -e "$here/waits" ]; do sleep 0.05; done
printf ' %s\\n' "$last" >> "$output"
chmod +x "$output"
`;

interface Found {
  readonly programs: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, string>>;
  readonly nice: number;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  const bin = join(folder, 'bin');
  for (const path of ['apis', 'cmd/webhooks', 'pkg/scalers', 'version'])
    mkdirSync(join(bin, 'keda', path), { recursive: true });
  writeFileSync(join(bin, 'keda', 'go.mod'), 'module keda\n', { mode: 0o444 });
  writeFileSync(join(bin, 'go'), GO, { mode: 0o755 });
});

const go = (name: string): string => join(folder, 'bin', name);

/** The set-up in a process of its own, with a home and a tree's tools that nobody else has. */
function setUp(environment: Record<string, string> = {}, path = `${join(folder, 'bin')}:/usr/bin:/bin`): Child {
  const script = `
    const { setUpCluster } = await import(${JSON.stringify(SCRIPT)});
    const found = setUpCluster(${JSON.stringify(join(folder, 'tools'))});
    console.log('found:' + JSON.stringify({ ...found, nice: (await import('node:os')).getPriority() }));`;
  const env = { PATH: path, HOME: join(folder, 'home'), ...environment };
  return new Child(process.execPath, ['--input-type=module', '-e', script], { env });
}

async function found(child: Child): Promise<Found> {
  const [, json] = await child.prints(/^found:(.*)$/m, 60);
  await child.exits();
  return JSON.parse(json) as Found;
}

async function saidBy(program: string): Promise<string> {
  const child = new Child(program, []);
  await child.exits();
  return child.output.trim();
}

test('builds what is not there, finds it the next time without Go, and leaves this process as quick as it was', async () => {
  const { programs, missing, nice } = await found(setUp());
  expect([Object.keys(programs), missing]).toEqual([NAMES, {}]);
  expect(await saidBy(programs.kubectl)).toBe('k8s.io/kubernetes/cmd/kubectl');
  const calls = readFileSync(go('calls'), 'utf8').trim().split('\n');
  expect(new Set(calls.map((call) => Number(call.split(' ')[0])))).toEqual(new Set([Math.min(nice + 10, 19)]));
  expect((await found(setUp({}, join(folder, 'nowhere')))).programs).toEqual(programs);
  const written = JSON.parse(readFileSync(join(folder, 'tools', 'cluster.json'), 'utf8')) as Found;
  expect(written.programs).toEqual(programs);
  for (const cache of new Set(Object.values(programs).map(dirname))) {
    expect(readdirSync(cache).filter((name) => !NAMES.includes(name))).toEqual([]);
  }
});

test('says that Go is missing', async () => {
  const { programs, missing } = await found(setUp({}, join(folder, 'nowhere')));
  expect([programs, Object.keys(missing)]).toEqual([{}, NAMES]);
  expect(missing.etcd).toMatch(/^Go, .* is not on this machine$/);
});

test('tries again when a download fails', async () => {
  writeFileSync(go('fails'), '');
  const child = setUp();
  expect((await found(child)).missing).toEqual({});
  expect(child.output).toMatch(/i\/o timeout\nsetup: trying again/);
});

test('builds into the tree where the cache cannot be written, and lets Go keep its own things there', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { programs, missing } = await found(setUp({ XDG_CACHE_HOME: join(file, 'cache') }));
  expect(missing).toEqual({});
  expect(Object.values(programs).filter((path) => !path.startsWith(join(folder, 'tools')))).toEqual([]);
  expect(readFileSync(go('calls'), 'utf8')).toMatch(/ \S+\/\.tools\/go\/build\n/);
});

describe('while a program is half built', () => {
  const cache = (): string => join(folder, 'home', '.cache', 'cdk-puma-eks');
  const halves = (): string[] =>
    (existsSync(cache()) ? readdirSync(cache(), { recursive: true, encoding: 'utf8' }) : [])
      .filter((name) => name.endsWith('/etcd'))
      .map((name) => join(cache(), name));
  const built = 'go.etcd.io/etcd/server/v3';

  test('another clone builds it too, and both have it', async () => {
    writeFileSync(go('waits'), '');
    const both = [setUp(), setUp()];
    await until('two halves', () => halves().length === 2 || undefined, 60);
    rmSync(go('waits'));
    const [one, other] = await Promise.all(both.map(found));
    expect([one.missing, other.missing, one.programs]).toEqual([{}, {}, other.programs]);
    expect(await saidBy(one.programs.etcd)).toBe(built);
  });

  test('and the build is cut off, nothing of it is taken; what it left is removed once it is old', async () => {
    writeFileSync(go('waits'), '');
    const cut = setUp();
    const [half] = await until('half a program', () => (halves().length > 0 ? halves() : undefined), 60);
    cut.signal('SIGKILL');
    await cut.exits();
    rmSync(go('waits'));
    const { programs } = await found(setUp());
    expect(await saidBy(programs.etcd)).toBe(built);
    expect(existsSync(half)).toBe(true);

    utimesSync(dirname(half), 0, 0);
    rmSync(programs.kubectl);
    expect((await found(setUp())).programs).toEqual(programs);
    expect(existsSync(half)).toBe(false);
  });
});
