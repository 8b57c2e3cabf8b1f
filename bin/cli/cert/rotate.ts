import { setTimeout as sleep } from 'node:timers/promises';
import { checkPair, parsePair } from '../../../runtime/certificate-issuer/pair';
import type { CertificateDetails, PairReport } from '../../../runtime/certificate-issuer/pair';
import type { Io } from '../io';
import type { Where } from './connect';
import { connected, factsOf } from './connect';
import { CertError } from './errors';
import { wholeNumber } from './numbers';
import type { SecretFacts, Secrets } from './secrets';
import { WHEN_SERVED, certificateRows, functionName, shownCertificate, table } from './shown';
import type { Selection, Target } from './targets';
import { target } from './targets';

export interface RotateOptions extends Selection, Where {
  readonly timeout?: string;
  readonly json?: boolean;
}

/** Seconds to wait for a rotation: Secrets Manager calls the function for four steps, and again when one fails. */
export const ROTATION_WAIT_SECONDS = 180;
/** Longest wait that makes sense at a terminal or in CI. */
const MOST_SECONDS = 3600;
const POLL_MILLISECONDS = 1000;

/** Has a certificate issued anew, and waits until pods can read it. */
export async function rotate(io: Io, options: RotateOptions): Promise<number> {
  const wait = wholeNumber('--timeout', options.timeout, ROTATION_WAIT_SECONDS, MOST_SECONDS);
  const to = target(io.cwd, options);
  return connected(options, to, async (secrets) => {
    const before = await factsOf(secrets, to);
    const by = rotatorOf(before);
    const { version, how } = await begin(secrets, before);
    if (!options.json) io.note(`${how}: ${functionName(by)} makes version ${version} of ${before.name}.`);
    await finished(secrets, before, { version, by, wait });
    const details = await issued(secrets, before, to, version);
    if (options.json) {
      const { name: secret, arn, current: replaces } = before;
      const certificate = details && shownCertificate(details);
      io.out(JSON.stringify({ secret, arn, replaces, version, certificate }));
      return 0;
    }
    io.out(`Rotated. Version ${version} of ${before.name} is current. ${WHEN_SERVED}`);
    if (details) io.out(table(certificateRows(details)));
    else io.note('What was issued is not shown: these credentials may not read the secret.');
    return 0;
  });
}

function rotatorOf({ name, rotatedBy }: SecretFacts): string {
  if (rotatedBy !== undefined) return rotatedBy;
  throw new CertError(
    'RotationNotSetUp',
    `${name} has no rotation: its certificate is brought. Put a renewed one with \`cert put\`, or deploy it as issued.`,
  );
}

/** Begins a rotation, or joins the one that is under way, which Secrets Manager then tries again [RotateSecret]. */
async function begin(secrets: Secrets, { arn }: SecretFacts): Promise<{ version: string; how: string }> {
  try {
    return { version: await secrets.rotate(arn), how: 'A rotation has begun' };
  } catch (error) {
    if (!(error instanceof CertError) || error.code !== 'RotationUnfinished') throw error;
    const { pending } = await secrets.describe(arn);
    if (pending === undefined) throw error;
    return { version: pending, how: 'An earlier rotation had not finished and is tried again' };
  }
}

/** Secrets Manager says of a rotation only where its labels are: a failed one is one that does not end. */
async function finished(
  secrets: Secrets,
  { name, arn }: SecretFacts,
  { version, by, wait }: { readonly version: string; readonly by: string; readonly wait: number },
): Promise<void> {
  const deadline = Date.now() + wait * 1000;
  for (;;) {
    const { current } = await secrets.describe(arn);
    if (current === version) return;
    if (Date.now() >= deadline) {
      throw new CertError(
        'RotationUnfinished',
        `The rotation of ${name} did not finish within ${wait} s: pods keep version ${current}; the log of ${functionName(by)} says why.`,
      );
    }
    await sleep(Math.min(POLL_MILLISECONDS, Math.max(deadline - Date.now(), 0)));
  }
}

/** The certificate that a rotation made; undefined where the secret may be rotated but not read. */
async function issued(
  secrets: Secrets,
  { name, arn }: SecretFacts,
  { hostnames }: Target,
  version: string,
): Promise<CertificateDetails | undefined> {
  try {
    const { text } = await secrets.current(arn);
    const pair = parsePair(text);
    const { problems, details }: PairReport = 'code' in pair ? { problems: [pair] } : checkPair(pair, { hostnames });
    if (problems.length > 0)
      throw new CertError(problems[0].code, `Version ${version} of ${name}: ${problems[0].text}.`);
    return details;
  } catch (error) {
    if (error instanceof CertError && error.code === 'Denied') return undefined;
    throw error;
  }
}
