import { twoColumns } from '../text';

/** What every command ends with, beside what `cert` adds; the last three are sysexits.h's. */
export const EXIT = { done: 0, configuration: 1, usage: 2, unavailable: 69, defect: 70, output: 74 } as const;

/** Exit codes with their meanings, as help lists them. */
export type ExitCodes = readonly (readonly [code: number, text: string])[];

/** Those of a program that cannot do its work, whatever it was told to do. */
export const FAULTS: ExitCodes = [
  [EXIT.unavailable, 'aws-cdk-lib or constructs is not installed beside this package'],
  [EXIT.defect, 'a defect of this program'],
  [EXIT.output, 'its output cannot be written'],
];

export function exitCodeRows(codes: ExitCodes): string[] {
  return twoColumns(codes.map(([code, text]) => [`  ${String(code).padStart(2)}`, text]));
}
