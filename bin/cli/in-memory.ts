import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { ReadyStack } from '../config/ready-stack';
import { readyStack } from '../config/ready-stack';
import { recommendedContext } from '../feature-flags';
import { FINDINGS_TO_FILE } from './findings';

/** Makes the stack of a configuration, uses it, and leaves nothing behind: CDK writes to a folder that goes again. */
export function inMemory<T>(cwd: string, file: string, use: (made: ReadyStack & { readonly app: App }) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-'));
  try {
    const app = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      // Assets are deployed by nobody here: copying kubectl's layer would take longer than all the rest.
      context: { ...recommendedContext(), ...FINDINGS_TO_FILE, 'aws:cdk:disable-asset-staging': true },
    });
    return use({ app, ...readyStack(app, resolve(cwd, file)) });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
