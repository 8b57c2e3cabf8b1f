// `npm run build:issuer`: the certificate issuer's function into dist/runtime/certificate-issuer/, as Lambda takes it. The
// same sources make the same bytes on every machine. `@aws-sdk/*` stays out: Lambda's Node.js runtime brings it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.mjs';

/** Bytes that the bundle may have. */
const LIMIT = 400_000;

/** Builds from `root`'s sources; writes only what has changed, whole files at once, so that others may build meanwhile. */
export async function buildIssuer(root, out = join(root, 'dist', 'runtime', 'certificate-issuer')) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['runtime/certificate-issuer/index.ts'],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    // ES modules first: what nobody imports falls away, which halves the bundle.
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*'],
    tsconfigRaw: '{}',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents);
  if (code.length > LIMIT) throw new Error(`the issuer's bundle has ${code.length} bytes, more than ${LIMIT}`);
  mkdirSync(out, { recursive: true });
  write(join(out, 'index.js'), code);
  write(join(out, 'LICENSES.txt'), Buffer.from(licensesOf(metafile, root)));
  return { file: join(out, 'index.js'), bytes: code.length };
}

function write(file, content) {
  if (existsSync(file) && readFileSync(file).equals(content)) return;
  const whole = `${file}.${process.pid}.tmp`;
  writeFileSync(whole, content);
  renameSync(whole, file);
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) {
  const root = dirname(dirname(self));
  const { file, bytes } = await buildIssuer(root);
  if (process.argv.includes('--verbose')) console.log(`${relative(root, file)}: ${bytes} bytes`);
}
