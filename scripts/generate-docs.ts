/** `npm run docs`: what the docs say of codes and figures, written from the sources; a test holds the files to it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from './generated-docs';

const root = join(__dirname, '..');

for (const { file, text } of generatedDocs((name) => readFileSync(join(root, name), 'utf8'))) {
  writeFileSync(join(root, file), text);
  console.log(`wrote ${file}`);
}
