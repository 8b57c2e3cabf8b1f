import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { issuerCode } from '../../../lib/tls/issuer-code';

const root = resolve(__dirname, '..', '..', '..');
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A clean build in a folder of its own, by the same command as in the library's build. */
function cleanBuild(depth: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-build-'));
  folders.push(folder);
  const clone = join(folder, depth);
  mkdirSync(clone, { recursive: true });
  for (const part of ['lib/model', 'runtime', 'scripts', 'package.json'])
    cpSync(join(root, part), join(clone, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  execFileSync(process.execPath, [join(clone, 'scripts', 'build-issuer.mjs')], { cwd: folder, stdio: 'pipe' });
  return join(clone, 'dist', 'runtime', 'certificate-issuer');
}

it('has the same asset hash from two clean builds in different folders', () => {
  const builds = [cleanBuild('a'), cleanBuild('some/where/else'), issuerCode()];
  const hashes = builds.map((folder) => FileSystem.fingerprint(folder));
  expect(new Set(hashes).size).toBe(1);
});

it('is small, holds no path of the machine, and brings the licenses of all it contains', () => {
  const code = readFileSync(join(issuerCode(), 'index.js'), 'utf8');
  expect(Buffer.byteLength(code)).toBeLessThan(400_000);
  for (const path of [root, 'node_modules', '/home/', '/Users/', 'PRIVATE KEY-----\\n'])
    expect(code).not.toContain(path);
  expect(readdirSync(issuerCode()).sort()).toEqual(['LICENSES.txt', 'index.js']);
  const licenses = readFileSync(join(issuerCode(), 'LICENSES.txt'), 'utf8');
  for (const name of ['@peculiar/x509', 'reflect-metadata', '@smithy/signature-v4']) expect(licenses).toContain(name);
});

it('asks of its surroundings only what a Lambda runtime for Node.js has', () => {
  const code = readFileSync(join(issuerCode(), 'index.js'), 'utf8');
  const asked = new Set([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name));
  const foreign = [...asked].filter((name) => !name.startsWith('node:') && !isBuiltIn(name));
  expect(foreign).toEqual(['@aws-sdk/client-secrets-manager']);
});

it('is where the library looks for it', () => {
  expect(existsSync(join(issuerCode(), 'index.js'))).toBe(true);
});

function isBuiltIn(name: string): boolean {
  return process.getBuiltinModule(name as 'fs') !== undefined;
}
