// `npm run build:bin`: the ready app and the command line into dist/bin/, with ajv, yaml and the AWS SDK inside, so that
// the published package has no dependencies. What they import of lib/ stays a require of dist/: one copy of each class, or
// a refusal would be no `instanceof PumaEksError`, and the library would look for its files beside the bundle.
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist', 'bin');

const library = {
  name: 'library',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const inLibrary = relative(join(root, 'lib'), join(resolveDir, path));
      if (inLibrary.startsWith('..')) return undefined;
      return { path: `../${inLibrary.split(sep).join('/')}.js`, external: true };
    });
  },
};

// The AWS SDK is half a megabyte that only `cert` needs: a file of its own, loaded when it is.
const sdk = {
  name: 'sdk',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/sdk$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './cert-sdk.js', external: true } : undefined,
    );
  },
};

rmSync(out, { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node20.16',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['aws-cdk-lib', 'constructs'],
  plugins: [sdk, library],
  metafile: true,
  logLevel: 'warning',
};
const builds = [
  // Names stay, for stack traces.
  await build({ ...common, entryPoints: ['bin/app.ts', 'bin/cdk-puma-eks.ts'] }),
  await build({ ...common, entryPoints: { 'cert-sdk': 'bin/cli/cert/sdk.ts' }, minifyIdentifiers: true }),
];
chmodSync(join(out, 'cdk-puma-eks.js'), 0o755);

// What is bundled may be passed on with its license alone: each license once, with the packages that are under it.
const packages = new Set(
  builds
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .flatMap((file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
);
const licenses = new Map();
for (const name of [...packages].sort()) {
  const text = licenseOf(name);
  licenses.set(text, [...(licenses.get(text) ?? []), name]);
}
writeFileSync(
  join(out, 'LICENSES.txt'),
  `The programs in this folder contain these packages.\n\n${[...licenses]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join('\n---\n\n')}`,
);

function licenseOf(name) {
  const folder = join(root, 'node_modules', name);
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((candidate) => join(folder, candidate)).find(existsSync);
  if (file !== undefined) return readFileSync(file, 'utf8').trim();
  // Some of the SDK's packages have their license by name alone; it is this package's own.
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license === 'Apache-2.0') return readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  throw new Error(`${name} is bundled, and has no license file to pass on`);
}
