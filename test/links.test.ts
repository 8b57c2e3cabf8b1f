import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

// docs/api.md is written by jsii-docgen, and not kept.
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'api.md')
    .map((name) => `docs/${name}`),
];

interface Link {
  readonly page: string;
  readonly file: string;
  readonly anchor?: string;
}

/** Relative links of a page, those within it too; code is left out. */
function linksOf(page: string): Link[] {
  const prose = read(page)
    .replace(/^```[^]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, target, anchor]) => ({
    page,
    file: target === '' ? page : normalize(join(dirname(page), target)),
    ...(anchor === undefined ? {} : { anchor }),
  }));
}

/** Anchors of a page: its headings, as GitHub writes them, and what it names itself. */
function anchorsOf(page: string): Set<string> {
  const text = read(page);
  const headings = [...text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replace(/ /g, '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id)]);
}

const links = pages.flatMap(linksOf);

test('every relative link leads to a file', () => {
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
});

test('every anchor is there', () => {
  const anchored = links.filter(({ anchor, file }) => anchor !== undefined && file.endsWith('.md'));
  expect(anchored.length).toBeGreaterThan(10);
  expect(anchored.filter(({ file, anchor }) => !anchorsOf(file).has(anchor!))).toEqual([]);
});

test('every page is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    links.filter((link) => link.page === page && link.file.endsWith('.md')).forEach(({ file }) => reached.add(file));
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test('the published package has every file that its README and docs link to', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json', '--loglevel=error'], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as [{ files: { path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));
  const held = (file: string): boolean => packed.has(file) || files.some(({ path }) => path.startsWith(`${file}/`));
  const published = links.filter(({ page }) => packed.has(page));
  expect(published.length).toBeGreaterThan(50);
  expect(published.filter(({ file }) => !held(file))).toEqual([]);
});
