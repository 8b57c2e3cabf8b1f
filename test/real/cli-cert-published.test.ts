import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PACKAGE_ROOT } from '../../bin/package-root';
import { CertFolder } from '../support/cert-command';
import { PUT } from '../support/cert-world';
import { Moto } from '../support/moto';
import { makePair } from '../support/pairs';
import { NAME } from '../support/secret-answers';

/** The command line as npm installs it: built, with its peers beside it, and none of what it is developed with. */
const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-published-'));
const installed = join(folder, 'app', 'node_modules', 'cdk-puma-eks');
const program = join(installed, 'dist', 'bin', 'cdk-puma-eks.js');
let moto: Moto;
let cert: CertFolder;

beforeAll(async () => {
  const source = join(folder, 'source');
  const { files } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { files: string[] };
  const published = files.filter((file) => !/^[!.]/.test(file));
  const kept = published.filter((file) => file !== 'dist');
  for (const part of ['bin', 'lib', 'runtime', 'scripts', 'package.json', 'LICENSE', ...kept])
    cpSync(join(PACKAGE_ROOT, part), join(source, part), { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(source, 'node_modules'));
  // In place of jsii, which would take half a minute.
  const library = readdirSync(join(source, 'lib'), { recursive: true, encoding: 'utf8' });
  const entryPoints = library.filter((file) => file.endsWith('.ts')).map((file) => join(source, 'lib', file));
  buildSync({ entryPoints, outdir: join(source, 'dist'), format: 'cjs', platform: 'node', target: 'node20' });
  execFileSync(process.execPath, [join(source, 'scripts', 'build-bin.mjs')], { stdio: 'pipe' });
  for (const part of [...published, 'package.json'])
    cpSync(join(source, part), join(installed, part), { recursive: true });
  for (const peer of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(PACKAGE_ROOT, 'node_modules', peer), join(installed, '..', peer));
  moto = await Moto.start();
});
afterAll(async () => {
  await moto.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  cert = new CertFolder(moto.environment, [program]);
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

test('ends in one line for what it cannot do, its peers missing too', async () => {
  expect(await cert.cert(['show', '--host', 'none.example.com'])).toMatchObject({
    code: 20,
    notes: expect.stringMatching(/^There is no secret [^\n]+\n$/),
  });
  const alone = join(folder, 'alone', 'node_modules', 'cdk-puma-eks');
  mkdirSync(alone, { recursive: true });
  cpSync(installed, alone, { recursive: true });
  const lonely = new CertFolder({}, [join(alone, 'dist', 'bin', 'cdk-puma-eks.js')]);
  expect(await lonely.cert(['--help'])).toEqual({
    code: 1,
    out: '',
    notes: 'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs\n',
  });
  lonely.remove();
});
