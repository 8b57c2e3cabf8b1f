#!/usr/bin/env node
import { run } from './cli/run';

/** The command line: `npx cdk-puma-eks COMMAND`. */
void run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  input: () => (process.stdin.isTTY ? undefined : process.stdin),
}).then((code) => {
  process.exitCode = code;
});
