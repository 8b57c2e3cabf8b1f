import { ISSUER_TIMEOUT_SECONDS } from './certificates';

/** Seconds that Lambda waits before the second and the third attempt of an asynchronous call [Lambda, "Asynchronous invocation"]. */
const LAMBDA_RETRIES_AFTER = [60, 120];
/** Seconds for queueing and for the answer's way. */
const SLACK = 60;

/**
 * Seconds after which CloudFormation gives a first issue up: all attempts that Lambda makes, and their waits. The function
 * answers failures by itself; this is for one that cannot even start, which CloudFormation would else wait an hour for.
 */
export const FIRST_ISSUE_TIMEOUT_SECONDS = LAMBDA_RETRIES_AFTER.reduce(
  (seconds, wait) => seconds + wait + ISSUER_TIMEOUT_SECONDS,
  ISSUER_TIMEOUT_SECONDS + SLACK,
);
