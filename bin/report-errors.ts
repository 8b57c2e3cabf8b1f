import { ConfigurationError } from './config/problem';

/** Runs a program's main part; what its user can mend is told without a stack trace (unless DEBUG is set). */
export function reportErrors(main: () => void): void {
  try {
    main();
  } catch (error) {
    if (!(error instanceof ConfigurationError) || process.env.DEBUG) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
