import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CertFolder } from '../support/cert-command';
import { IssuerWorld } from '../support/issuer-world';

const NAME = '/Cert/shop.example.com';
const ISSUER = 'arn:aws:lambda:eu-west-1:111122223333:function:issuer';
const HOST = ['--host', 'shop.example.com'];

// The command line, the issuer's function and moto together. What moto lacks is here: a secret that keeps its rotation
// function, and RotateSecret that calls it in the background, or
// refuses while a rotation is under way and tries that one again.
let world: IssuerWorld;
let front: Server;
let folder: CertFolder;
let running: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  world = await IssuerWorld.start([{ secret: NAME, hostnames: ['shop.example.com'] }]);
  front = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = String(request.headers['x-amz-target']);
      void answer(target, Buffer.concat(chunks).toString(), String(request.headers.authorization)).then(
        ({ status, text }) => response.writeHead(status, { connection: 'close' }).end(text),
      );
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  folder = new CertFolder({ ...world.moto.environment, AWS_ENDPOINT_URL: url });
  await world.moto.putSecret(NAME);
  await world.deploy(NAME);
});
afterAll(async () => {
  await running;
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
  await world.stop();
  folder.remove();
});

async function answer(target: string, body: string, authorization: string): Promise<{ status: number; text: string }> {
  const input = JSON.parse(body) as { SecretId: string; ClientRequestToken: string };
  const rotates = target.endsWith('.RotateSecret');
  const stuck = rotates ? await pending() : undefined;
  if (stuck !== undefined) {
    running = world.service.run(NAME, stuck);
    const message = "A previous rotation isn't complete. That rotation will be reattempted.";
    return { status: 400, text: JSON.stringify({ __type: 'InvalidRequestException', message }) };
  }
  const kept = rotates ? { RotationLambdaARN: ISSUER, RotationRules: { AutomaticallyAfterDays: 30 } } : {};
  const reply = await fetch(world.aws.url, {
    method: 'POST',
    body: JSON.stringify({ ...input, ...kept }),
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1', authorization },
  });
  const text = await reply.text();
  if (rotates && reply.ok) running = world.service.run(NAME, input.ClientRequestToken);
  if (!target.endsWith('.DescribeSecret') || !reply.ok) return { status: reply.status, text };
  const facts = JSON.parse(text) as object;
  return { status: 200, text: JSON.stringify({ ...facts, RotationEnabled: true, RotationLambdaARN: ISSUER }) };
}

/** The version of a rotation that has not finished. */
async function pending(): Promise<string | undefined> {
  const labels = Object.entries(await world.service.labels(NAME));
  return labels.find(([, has]) => has.includes('AWSPENDING') && !has.includes('AWSCURRENT'))?.[0];
}

test('a certificate that was issued is checked, rotated while pods could read it, and shown', async () => {
  expect(await folder.cert(['check', ...HOST])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^ok .* EC P-256/),
  });
  const before = await world.provesCurrent(NAME, ['shop.example.com']);

  const rotated = await folder.cert(['rotate', ...HOST, '--json']);
  expect(rotated).toMatchObject({ code: 0, notes: '' });
  const { version, replaces, certificate } = JSON.parse(rotated.out) as Record<string, unknown>;
  expect(replaces).toBe(before);
  expect(version).toBe(await world.provesCurrent(NAME, ['shop.example.com']));
  expect(version).not.toBe(before);
  expect(certificate).toMatchObject({ fingerprint256: await world.fingerprint(NAME), selfSigned: true, daysLeft: 89 });

  const shown = await folder.cert(['show', ...HOST]);
  expect(shown).toMatchObject({ code: 0, notes: '', out: expect.stringContaining(await world.fingerprint(NAME)) });
  expect(shown.out).toMatch(/rotation +by issuer, last on /);
  for (const { out } of [rotated, shown]) expect(out).not.toContain('-----BEGIN');
});

test('a rotation whose function fails is told, and the certificate stays; the next try joins it', async () => {
  const before = await world.provesCurrent(NAME, ['shop.example.com']);
  world.aws.set({ action: 'UpdateSecretVersionStage', nth: 1, fault: 'denied' });
  const failed = await folder.cert(['rotate', ...HOST, '--timeout', '2']);
  expect(failed).toMatchObject({ code: 26, out: '', notes: expect.stringContaining(`pods keep version ${before}`) });
  // The command gave up waiting; the function may still be on its way to the call that is denied.
  await running;
  world.aws.set();
  expect(await world.provesCurrent(NAME, ['shop.example.com'])).toBe(before);
  const left = await pending();
  const joined = await folder.cert(['rotate', ...HOST]);
  expect(joined).toMatchObject({
    code: 0,
    notes: expect.stringMatching(/^An earlier rotation had not finished and is /),
  });
  expect(await world.provesCurrent(NAME, ['shop.example.com'])).toBe(left);
});
