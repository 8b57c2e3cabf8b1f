import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { emailWorld } from '../support/email-pod';
import { handshake } from '../support/handshake';
import { freePorts } from '../support/ports';
import type { PumaPod } from '../support/puma-pod';
import { pumaBuilds, tool } from '../support/tools';

/** Every Puma in cluster mode, and each in single mode. */
const CASES = pumaBuilds().flatMap((build) => [
  { title: `Puma ${build.puma}, 2 workers of 5 threads`, build, workers: 2 },
  { title: `Puma ${build.puma}, single mode`, build, workers: 0 },
]);

const world = emailWorld({ per: 'file' });

describe.each(CASES)('$title', ({ build, workers }) => {
  let pod: PumaPod;
  beforeAll(async () => {
    pod = await (await world.pod(build, { workers }, {}, { PUMA_LOG_CONFIG: '1' })).ready();
  });
  afterAll(async () => pod.stop());

  it('serves three hosts, each with the certificate that Secrets Manager holds for it, over TLS 1.2 and 1.3', async () => {
    for (const { name, port, hostname } of pod.settings.components) {
      expect((await pod.ask(name)).body).toContain(String(port));
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const peer = await handshake(port, version);
        expect(peer).toEqual({ protocol: version, pem: world.certificates.get(hostname)?.cert.trim() });
      }
    }
  });

  it("listens with each component's own backlog", () => {
    const lines = execFileSync(tool('ss'), ['-Hltn'], { encoding: 'utf8' }).split('\n');
    const backlogs = pod.settings.components.map(({ port }) => {
      const line = lines.find((candidate) => candidate.includes(`:${port} `));
      return Number(line?.trim().split(/\s+/)[2]);
    });
    expect(backlogs).toEqual([1024, 1024, 4096]);
  });

  it('keeps private keys in memory: not in its files, environment, command line, open files or log', () => {
    const keys = [...world.certificates.values()].flatMap(({ key }) =>
      key.split('\n').filter((line) => line && !line.startsWith('-')),
    );
    expect(keys.length).toBeGreaterThan(5);
    expect(pod.child.output).toContain('PUMA_LOG_CONFIG is ignored');
    const places = new Map([['log', pod.child.output]]);
    for (const file of filesBelow(pod.folder)) places.set(file, readFileSync(file, 'latin1'));
    const processes = pod.processes();
    expect(processes).toHaveLength(workers + 1);
    for (const pid of processes) {
      for (const file of ['environ', 'cmdline'])
        places.set(`/proc/${pid}/${file}`, readFileSync(`/proc/${pid}/${file}`, 'latin1'));
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const target = targetOf(`/proc/${pid}/fd/${fd}`);
        if (target.startsWith('/') && !target.startsWith('/dev/')) places.set(target, readFileSync(target, 'latin1'));
      }
    }
    for (const [place, text] of places) {
      expect({ place, keys: keys.filter((key) => text.includes(key)), pem: text.includes('PRIVATE KEY-----') }).toEqual(
        {
          place,
          keys: [],
          pem: false,
        },
      );
    }
  });
});

describe('TLS 1.0 and 1.1, with a client and a server whose OpenSSL would take them', () => {
  it.each(pumaBuilds())('are refused by the settings alone on Puma $puma', async (build) => {
    const [open] = await freePorts(1);
    const { cert, key } = world.certificates.get('api.example.com') ?? { cert: '', key: '' };
    // The same certificate bound once more without our settings: what it accepts, the settings are to thank for.
    const extra = `ssl_bind '127.0.0.1', ${open}, cert_pem: ${JSON.stringify(cert)}, key_pem: ${JSON.stringify(key)}\n`;
    const openssl =
      'openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = low\n[low]\nMinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0\n';
    const pod = await world.pod(
      build,
      { workers: 0, extraConfigFile: 'extra.rb' },
      { 'extra.rb': extra, 'openssl.cnf': openssl },
      { OPENSSL_CONF: 'openssl.cnf' },
    );
    await pod.ready();
    for (const version of ['-tls1', '-tls1_1']) {
      expect({ version, open: oldHandshake(open, version) }).toEqual({ version, open: true });
      for (const { port } of pod.settings.components) {
        expect({ version, port, accepted: oldHandshake(port, version) }).toEqual({ version, port, accepted: false });
      }
    }
    await pod.stop();
  });
});

/** Whether openssl, told to allow everything, completes an old handshake. */
function oldHandshake(port: number, version: string): boolean {
  const { stdout } = spawnSync(
    tool('openssl'),
    ['s_client', '-connect', `127.0.0.1:${port}`, version, '-cipher', 'DEFAULT:@SECLEVEL=0'],
    {
      encoding: 'utf8',
      input: '',
    },
  );
  return /Cipher is (?!\(NONE\))/.test(stdout);
}

/** What a link leads to; nothing if it has gone since it was listed, as a connection's does once it is closed. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
