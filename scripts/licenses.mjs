// What is bundled may be passed on with its license alone.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licenses of all packages in a bundle, by esbuild's metafile. */
export function licensesOf(metafile, root) {
  const folders = new Map();
  for (const file of Object.keys(metafile.inputs)) {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (found) folders.set(found[1], join(root, found[0]));
  }
  const licenses = [...folders.keys()].sort().map((name) => {
    const candidates = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT', 'license', 'CopyrightNotice.txt'];
    const file = candidates.map((candidate) => join(folders.get(name), candidate)).find(existsSync);
    if (file === undefined) throw new Error(`${name} is bundled, and has no license file to pass on`);
    return `${name}\n\n${readFileSync(file, 'utf8').replace(/\r\n/g, '\n').trim()}\n`;
  });
  return `The programs in this folder contain these packages.\n\n${licenses.join('\n---\n\n')}`;
}
