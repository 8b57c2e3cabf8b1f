import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyPair } from './certificates';
import { tool } from './tools';

/** Runs openssl in a folder with these files, which lives as long. */
export function openssl(args: string[], files: Record<string, string> = {}): string {
  return inFolder(files, (cwd) => execFileSync(tool('openssl'), args, { cwd, encoding: 'utf8', stdio: 'pipe' }));
}

/** `openssl verify`, strictly, as a client of a host would. */
export function opensslVerifies(chain: string[], root: string, hostname: string): string {
  const [leaf, ...above] = chain;
  const files = { leaf, root, above: above.join('\n') || root };
  const strict = ['-x509_strict', '-purpose', 'sslserver', '-verify_hostname', hostname];
  return inFolder(files, (cwd) => {
    const args = ['verify', ...strict, '-CAfile', 'root', '-untrusted', 'above', 'leaf'];
    const { stdout, stderr } = spawnSync(tool('openssl'), args, { cwd, encoding: 'utf8' });
    return (stdout + stderr).trim();
  });
}

/** A certificate authority made by openssl, self-signed, with a key of the kind that `genpkey` is told. */
export function opensslAuthority(subject: string, genpkey: string[], days = 3650): KeyPair {
  return inFolder({}, (cwd) => {
    const run = (...args: string[]): string =>
      execFileSync(tool('openssl'), args, { cwd, encoding: 'utf8', stdio: 'pipe' });
    const key = run('genpkey', ...genpkey);
    writeFileSync(join(cwd, 'key'), key);
    const extensions = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    return { cert: run('req', '-x509', '-key', 'key', '-subj', subject, '-days', String(days), ...extensions), key };
  });
}

/** An authority with these extensions below a root, which is given beside it. */
export function opensslSubordinate(subject: string, extensions: string[]): { root: KeyPair; below: KeyPair } {
  const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const root = opensslAuthority('/CN=Root', EC);
  const files = { ca: root.cert, 'ca.key': root.key, extensions: extensions.join('\n') };
  return inFolder(files, (cwd) => {
    const run = (...args: string[]): string =>
      execFileSync(tool('openssl'), args, { cwd, encoding: 'utf8', stdio: 'pipe' });
    const key = run('genpkey', ...EC);
    writeFileSync(join(cwd, 'key'), key);
    writeFileSync(join(cwd, 'csr'), run('req', '-new', '-key', 'key', '-subj', subject));
    const signed = ['-CA', 'ca', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions', '-days', '365'];
    return { root, below: { cert: run('x509', '-req', '-in', 'csr', ...signed), key } };
  });
}

/** Certificates of a PEM text. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g) ?? [];
}

function inFolder<T>(files: Record<string, string>, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-openssl-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
