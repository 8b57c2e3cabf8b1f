import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { unforeseen } from '../../bin/cli/unforeseen';
import { PACKAGE_ROOT } from '../../bin/package-root';

/** Runs the command line as a process whose reader has gone before it writes. */
async function unread(args: string[], stream: 'stdout' | 'stderr'): Promise<{ code: number | null; other: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/cdk-puma-eks.ts', ...args], { cwd: PACKAGE_ROOT });
  child[stream].destroy();
  let other = '';
  child[stream === 'stdout' ? 'stderr' : 'stdout'].on('data', (chunk: Buffer) => (other += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, other };
}

test.each([
  ['cert', '--help'],
  ['explain', '--json'],
])('a reader that has enough is no fault: %s %s', async (...args) => {
  expect(await unread(args, 'stdout')).toEqual({ code: 0, other: '' });
});

test('an error that nobody reads keeps its exit code', async () => {
  expect(await unread(['cert', 'show'], 'stderr')).toEqual({ code: 2, other: '' });
});

test.each(['aws-cdk-lib', 'aws-cdk-lib/cx-api', 'constructs'])(
  'a peer that is missing is told in one line: %s',
  (name) => {
    const error = Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- x.js`), {
      code: 'MODULE_NOT_FOUND',
    });
    expect(unforeseen(error)).toBe(
      'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs',
    );
  },
);

test('a fault of the program is told with its stack', () => {
  const error = Object.assign(new Error("Cannot find module 'other'"), { code: 'MODULE_NOT_FOUND' });
  for (const fault of [error, new TypeError('no function')]) expect(unforeseen(fault)).toMatch(/\n +at /);
  expect(unforeseen('thrown')).toBe("'thrown'");
});
