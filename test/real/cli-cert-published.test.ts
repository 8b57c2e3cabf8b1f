import { CertFolder } from '../support/cert-command';
import { PUT } from '../support/cert-world';
import { Moto } from '../support/moto';
import { makePair } from '../support/pairs';
import { Published } from '../support/published';
import { NAME } from '../support/secret-answers';

let published: Published;
let moto: Moto;
let cert: CertFolder;

beforeAll(async () => {
  published = new Published();
  moto = await Moto.start();
});
afterAll(async () => {
  await moto.stop();
  published.remove();
});
beforeEach(async () => {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  cert = new CertFolder(moto.environment, [published.program]);
});
afterEach(() => cert.remove());

test('puts, shows and checks a certificate: the AWS SDK is inside', async () => {
  const pair = await makePair();
  await moto.putSecret(NAME);
  cert.write({ 'chain.pem': pair.cert, 'key.pem': pair.key });
  expect(await cert.cert(PUT)).toMatchObject({ code: 0, out: expect.stringMatching(/^Put\. Version /) });
  expect(await cert.cert(['show', '--secret', NAME])).toMatchObject({ code: 0, notes: '' });
  expect(await cert.cert(['check', '--secret', NAME])).toMatchObject({ code: 0, notes: '' });
});

test('takes hosts, secret and Region from the configuration that the variable names', async () => {
  const pair = await makePair();
  await moto.putSecret(NAME);
  expect(await cert.run(['init', '-c', 'shop.yaml'])).toMatchObject({ code: 0 });
  cert.write({ 'chain.pem': pair.cert, 'key.pem': pair.key });
  const env = { CDK_PUMA_EKS_CONFIG: 'shop.yaml' };
  for (const args of [['put', '--cert', 'chain.pem', '--key', 'key.pem'], ['show'], ['check']])
    expect(await cert.cert([...args, '--json'], { env })).toMatchObject({ code: 0, notes: '' });
  expect(await cert.cert(['show', '--host', 'other.example.com'], { env })).toMatchObject({
    code: 2,
    notes: expect.stringContaining('shop.yaml has no other.example.com: it has shop.example.com.'),
  });
});

test('ends in one line for what it cannot do', async () => {
  expect(await cert.cert(['show', '--host', 'none.example.com'])).toMatchObject({
    code: 20,
    notes: expect.stringMatching(/^There is no secret [^\n]+\n$/),
  });
});
