import { connect } from 'node:tls';
import { EmailWorld } from '../support/email-pod';
import type { FaultyCall } from '../support/faulty-aws';
import { IssuerWorld } from '../support/issuer-world';
import { pumaBuilds } from '../support/tools';

/** Each component's certificate, and what befell its renewal. */
const RENEWALS: { host: string; step: 'createSecret' | 'finishSecret'; faulty: FaultyCall; renewed: boolean }[] = [
  {
    host: 'api.example.com',
    step: 'finishSecret',
    faulty: { action: 'UpdateSecretVersionStage', nth: 1, fault: 'killed after' },
    renewed: true,
  },
  {
    host: 'www.example.com',
    step: 'createSecret',
    faulty: { action: 'PutSecretValue', nth: 1, fault: 'killed after' },
    renewed: false,
  },
  {
    host: 't.example.com',
    step: 'finishSecret',
    faulty: { action: 'UpdateSecretVersionStage', nth: 1, fault: 'denied' },
    renewed: false,
  },
];

let email: EmailWorld;
let issuer: IssuerWorld;
beforeAll(async () => {
  email = await EmailWorld.start();
  const certificates = RENEWALS.map(({ host }) => ({ secret: `/Cert/${host}`, hostnames: [host] }));
  issuer = await IssuerWorld.start(certificates, { moto: email.moto });
});
afterAll(async () => {
  await email.stopPods();
  await issuer.stop();
  await email.stop();
});

it.each(pumaBuilds())(
  'Puma $puma serves what is current after each fault, and the issued pair after a renewal',
  async (build) => {
    const serve = async (): Promise<Record<string, string>> => {
      const pod = await (await email.pod(build, {}, {}, { AWS_ENDPOINT_URL: issuer.aws.url })).ready();
      const served: Record<string, string> = {};
      for (const { port, hostname } of pod.settings.components) served[hostname] = await fingerprint(port);
      await pod.stop();
      return served;
    };
    const tokens = new Map<string, string>();
    for (const { host, step, faulty, renewed } of RENEWALS) {
      const secret = `/Cert/${host}`;
      const token = await issuer.service.begin(secret);
      tokens.set(secret, token);
      const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
      for (const earlier of steps.slice(0, steps.indexOf(step))) await issuer.service.step(secret, token, earlier);
      issuer.aws.set(faulty);
      expect((await issuer.service.step(secret, token, step)).ok).toBe(false);
      issuer.aws.set();
      expect((await issuer.provesCurrent(secret, [host])) === token).toBe(renewed);
    }
    expect(await serve()).toEqual(await currents());
    for (const [secret, token] of tokens) expect((await issuer.service.run(secret, token)).ok).toBe(true);
    const after = await currents();
    expect(await serve()).toEqual(after);
    for (const { host } of RENEWALS)
      expect(await issuer.provesCurrent(`/Cert/${host}`, [host])).toBe(tokens.get(`/Cert/${host}`));
  },
);

async function currents(): Promise<Record<string, string>> {
  const all = RENEWALS.map(async ({ host }) => [host, await issuer.fingerprint(`/Cert/${host}`)] as const);
  return Object.fromEntries(await Promise.all(all));
}

async function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
