#!/usr/bin/env node
import { run } from './cli/run';

/** The command line: `npx cdk-puma-eks COMMAND`. */
process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
});
