// `npm run build:bin`: the ready app and the command line into dist/bin/, with ajv and yaml inside, so that the published
// package has no dependencies. What they import of lib/ stays a require of dist/: one copy of each class, or a refusal
// would be no `instanceof PumaEksError`, and the library would look for its files beside the bundle.
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

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['bin/app.ts', 'bin/cdk-puma-eks.ts'],
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node20.16',
  format: 'cjs',
  // Names stay, for stack traces.
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['aws-cdk-lib', 'constructs'],
  plugins: [library],
  metafile: true,
  logLevel: 'warning',
});
chmodSync(join(out, 'cdk-puma-eks.js'), 0o755);

// What is bundled may be passed on with its license alone.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
);
const licenses = [...packages].sort().map((name) => {
  const folder = join(root, 'node_modules', name);
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((candidate) => join(folder, candidate)).find(existsSync);
  if (file === undefined) throw new Error(`${name} is bundled, and has no license file to pass on`);
  return `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`;
});
writeFileSync(
  join(out, 'LICENSES.txt'),
  `The programs in this folder contain these packages.\n\n${licenses.join('\n---\n\n')}`,
);
