import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../bin/cli/run';

const root = join(__dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

interface Shown {
  readonly command: string;
  readonly output: string[];
}

/** What the README's consoles show: each command of ours, and the lines under it; `...` stands for any. */
const shown: Shown[] = [...readme.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, text]) =>
  text
    .split(/^\$ npx cdk-puma-eks /m)
    .slice(1)
    .map((one) => {
      const [command, ...output] = one.trimEnd().split('\n');
      return { command, output };
    }),
);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma readme '));
});
afterAll(() => rmSync(cwd, { recursive: true }));

// In one test, as a reader goes through it: each command works on what those before it have written.
test('every command of the README prints what is shown under it', async () => {
  expect(shown.length).toBeGreaterThan(4);
  for (const { command, output } of shown) {
    if (command.includes('mistaken.yaml')) {
      const starter = readFileSync(join(cwd, 'cdk-puma-eks.yaml'), 'utf8');
      writeFileSync(join(cwd, 'mistaken.yaml'), starter.replace('port: 9292', 'port: 80'));
    }
    const printed: string[] = [];
    // `simulate` tells what it is doing on a terminal; a refusal is told on the same stream.
    const note = (text: string): number => (command.startsWith('simulate') ? 0 : printed.push(text));
    await run(command.split(' '), { cwd, out: (text) => printed.push(text), note });
    // A file of a folder that is not the working directory is named by its whole path.
    const lines = printed.join('\n').replaceAll(`${cwd}/`, '').split('\n');
    const end = output.indexOf('...');
    expect({ command, lines: lines.slice(0, end < 0 ? undefined : end) }).toEqual({
      command,
      lines: output.slice(0, end < 0 ? undefined : end),
    });
  }
});
