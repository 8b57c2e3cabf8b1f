import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Most bytes of the certificate issuer's bundle. */
const LIMIT = 400_000;

/** Prints the size of the certificate issuer's bundle, and how long a cold start waits for its code. */
export function measureIssuer(runs: number): void {
  const code = readFileSync(join(__dirname, '..', 'dist', 'runtime', 'certificate-issuer', 'index.js'));
  const imports = (what: string): number[] =>
    Array.from({ length: runs }, () => milliseconds(what)).sort((a, b) => a - b);
  const [sdk, bundle] = [imports('sdk'), imports('bundle')].map((all) => all[Math.floor(all.length / 2)]);
  console.log("\nCertificate issuer (bytes; ms of a cold import, the SDK's share of it from node_modules)");
  console.log(`  bundle: ${code.length} bytes, ${gzipSync(code).length} compressed`);
  console.log(`  cold import: ${bundle.toFixed(0)} ms, of them the SDK's client ${sdk.toFixed(0)} ms`);
  const kept = code.length < LIMIT;
  if (!kept) process.exitCode = 1;
  console.log(`  ${kept ? 'kept  ' : 'BROKEN'} bytes of the bundle: ${code.length} (less than ${LIMIT})`);
}

function milliseconds(what: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'apps', 'issuer.cjs'), what], {
    encoding: 'utf8',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  if (status !== 0) throw new Error(`bench/apps/issuer.cjs failed:\n${stderr}`);
  return Number(stdout.trim());
}
