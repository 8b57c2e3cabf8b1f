import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tools';

/** What a secret `/Cert/<hostname>` holds. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What `openssl genpkey` is told for each kind of key. */
const KEYS = {
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  secp256k1: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'],
  rsa1024: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
};

/** A self-signed certificate made by openssl; its files live for a moment in a folder of their own. */
export function issue(
  hostname: string,
  validity: { from: Date; to: Date } = { from: days(-1), to: days(90) },
  kind: keyof typeof KEYS = 'p256',
): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-ca-'));
  const openssl = (...args: string[]): void => void execFileSync(tool('openssl'), args, { cwd: folder, stdio: 'pipe' });
  try {
    writeFileSync(
      join(folder, 'ca.cnf'),
      '[ca]\ndefault_ca=me\n[me]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\nx509_extensions=server\n' +
        `[any]\ncommonName=supplied\n[server]\nsubjectAltName=DNS:${hostname}\n[req]\ndistinguished_name=name\n[name]\n`,
    );
    writeFileSync(join(folder, 'index'), '');
    writeFileSync(join(folder, 'serial'), '01');
    openssl('genpkey', ...KEYS[kind], '-out', 'key');
    openssl('req', '-new', '-key', 'key', '-subj', `/CN=${hostname}`, '-config', 'ca.cnf', '-out', 'csr');
    const dates = ['-startdate', stamp(validity.from), '-enddate', stamp(validity.to)];
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-selfsign',
      '-config',
      'ca.cnf',
      '-keyfile',
      'key',
      '-in',
      'csr',
      '-out',
      'cert',
      ...dates,
    );
    return { cert: readFileSync(join(folder, 'cert'), 'utf8'), key: readFileSync(join(folder, 'key'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** So many days from now. */
export function days(count: number): Date {
  return new Date(Date.now() + count * 86_400_000);
}

function stamp(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}
