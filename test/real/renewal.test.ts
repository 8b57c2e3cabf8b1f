import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PROMETHEUS_METRICS } from '../../lib/model/metrics';
import { days, issue } from '../support/certificates';
import { emailWorld } from '../support/email-pod';
import { FlakyWay } from '../support/flaky';
import { handshake } from '../support/handshake';
import { load } from '../support/load';
import { pumasInEachMode } from '../support/modes';
import type { PodSettings } from '../support/pod-settings';
import type { PumaPod } from '../support/puma-pod';
import { oldestPuma } from '../support/tools';
import { PATIENCE, until } from '../support/until';

const QUICK: Partial<PodSettings> = { certificates: { pollSeconds: 0.5 }, metrics: null };
const API = 'api.example.com';

const world = emailWorld({ per: 'test' });

/** Handshakes enough to meet every worker: each shows the certificate that Secrets Manager holds for the host. */
async function expectShown(pod: PumaPod, hostname: string): Promise<void> {
  const { port } = pod.settings.components.find((component) => component.hostname === hostname) ?? { port: 0 };
  for (let i = 0; i < 20; i++) expect((await handshake(port)).pem).toBe(world.certificates.get(hostname)?.cert.trim());
}

/** Waits until every process that holds the sockets has taken up so many versions. */
async function taken(pod: PumaPod, versions: number, workers: number): Promise<void> {
  await until(
    `${versions} versions in every process`,
    () => (pod.child.output.match(/serves the new version/g) ?? []).length === versions * (workers + 1) || undefined,
    PATIENCE,
    () => pod.child.output,
  );
}

describe.each(pumasInEachMode())('$title', ({ build, workers, preloadApp }) => {
  it('takes up new versions of a secret without failing one of 2,000 requests, restart or new process', async () => {
    const pod = await (await world.pod(build, { ...QUICK, workers, preloadApp })).ready();
    const processes = pod.processes();
    const renewed = (async (): Promise<void> => {
      for (let version = 1; version <= 3; version++) {
        await world.renew(API);
        await taken(pod, version, workers);
        await expectShown(pod, API);
      }
    })();
    const loads = pod.settings.components.map(({ port }) =>
      load(port, '/?s=0.002', { rate: 140, connections: 15, seconds: 5.4, until: renewed }),
    );
    const [reports] = await Promise.all([Promise.all(loads), renewed]);
    const requests = reports.reduce((sum, report) => sum + report.requests, 0);
    expect(reports.map(({ failures }) => failures)).toEqual([0, 0, 0]);
    expect(requests).toBeGreaterThanOrEqual(2000);
    expect(pod.processes()).toEqual(processes);
    await expectShown(pod, 'www.example.com');
    const probed = await handshake(pod.settings.probe.port);
    expect(probed.pem).toBe(world.certificates.get(API)?.cert.trim());

    // A worker that is replaced afterwards is forked from a master that has the new one too.
    if (workers > 0) {
      process.kill(processes[1], 'SIGKILL');
      await until(
        'another worker',
        () => (pod.processes().length === 3 && !pod.processes().includes(processes[1])) || undefined,
      );
      await until('its first answer', async () => {
        const { body } = await pod.ask('api');
        return !processes.includes(Number(body.split(' ')[1])) || undefined;
      });
      await expectShown(pod, API);
    }
  });
});

describe('a version that cannot be served', () => {
  const other = issue('other.example.com');
  const expired = issue(API, { from: days(-90), to: days(-1) });
  const { key } = issue(API);

  it('leaves the old one in service, says so once a process, and the next good one is taken up', async () => {
    const pod = await (await world.pod(oldestPuma(), QUICK)).ready();
    const bad: [string, RegExp][] = [
      ['{"cert": "', /is not JSON/],
      [JSON.stringify({ cert: expired.cert, key }), /are no pair/],
      [JSON.stringify(expired), /expired on/],
      [JSON.stringify(issue(API, undefined, 'secp256k1')), /cannot be served over TLS \(no shared cipher\)/],
      [JSON.stringify(other), /is not for api\.example\.com but for other\.example\.com/],
      [JSON.stringify({ cert: 'none', key }), /has no PEM certificate/],
    ];
    for (const [text, complaint] of bad) {
      await world.renew(API, text);
      await pod.child.prints(new RegExp(`${complaint.source}.*; the certificate in service stays`));
      await expectShown(pod, API);
    }
    await world.renew(API);
    await taken(pod, 1, 2);
    await expectShown(pod, API);
    await until('peace', () => pod.child.output.match(/is well again/g)?.length === 3 || undefined);
    const complaints = pod.child.output.match(/; the certificate in service stays/g) ?? [];
    expect(complaints.length).toBeLessThanOrEqual(3 * bad.length);
    expect(pod.child.output).not.toContain('PRIVATE KEY');
  });

  it('may be none at all: a secret that is gone, and comes back', async () => {
    const pod = await (await world.pod(oldestPuma(), { ...QUICK, workers: 0 })).ready();
    await world.moto.secrets.send(new DeleteSecretCommand({ SecretId: `/Cert/${API}` }));
    await pod.child.prints(/secret \/Cert\/api\.example\.com is scheduled for deletion: restore it; the certificate/);
    await expectShown(pod, API);
    await world.moto.secrets.send(new RestoreSecretCommand({ SecretId: `/Cert/${API}` }));
    await pod.child.prints(/secret \/Cert\/api\.example\.com is well again/);
  });
});

test('Secrets Manager that does not answer refuses nothing; a version that is refused stays so meanwhile', async () => {
  const way = await FlakyWay.to(world.moto.url);
  const settings = {
    ...QUICK,
    workers: 0,
    secrets: { budgetSeconds: 5 },
    prometheus: { path: '/metrics', series: PROMETHEUS_METRICS },
  };
  const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: way.url };
  const pod = await (await world.pod(oldestPuma(), settings, {}, environment)).ready();
  const refused = async (): Promise<string | undefined> =>
    /^puma_certificate_refused (\d)$/m.exec((await pod.probe('/metrics')).body)?.[1];
  const unanswered = /could not be read in time: .*; the certificate in service stays/g;

  await way.set('refused');
  await pod.child.prints(unanswered);
  expect(await refused()).toBe('0');
  await way.set('up');
  await until('peace', () => pod.child.output.includes('is well again') || undefined);
  await world.renew(API, 'no certificate');
  await until('a refusal', async () => (await refused()) === '1' || undefined);
  const before = pod.child.output.match(unanswered)?.length ?? 0;
  await way.set('failing');
  await until('silence again', () => (pod.child.output.match(unanswered)?.length ?? 0) > before || undefined);
  expect(await refused()).toBe('1');
  await way.set('up');
  await world.renew(API);
  await until('a good version', async () => (await refused()) === '0' || undefined);
  await expectShown(pod, API);
  await way.set('refused');
});
