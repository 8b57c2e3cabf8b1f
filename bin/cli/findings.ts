import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';

/** Something that CDK found in a stack: an annotation of a construct, or what its checks say of the template. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Path of the construct. */
  readonly construct: string;
  /** What to acknowledge it by. */
  readonly rule: string;
  readonly message: string;
}

/** Context that lets an app write its findings to a file, for `findingsOf`, rather than print them and fail. */
export const FINDINGS_TO_FILE = { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false };

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly severity: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

/** Synthesizes an app and gives what CDK found in it. */
export function findingsOf(app: App): Finding[] {
  const file = join(app.synth().directory, VALIDATION_REPORT_FILE);
  if (!existsSync(file)) return [];
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return pluginReports
    .flatMap(({ violations }) => violations)
    .filter(({ severity }) => severity !== 'info')
    .flatMap(({ ruleName: rule, description: message, severity, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath = '' }): Finding => {
        return { severity: severity === 'warning' ? 'warning' : 'error', construct: constructPath, rule, message };
      }),
    );
}
