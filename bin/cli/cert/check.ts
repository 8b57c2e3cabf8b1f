import { RENEW_AT_DAYS_LEFT, MOST_VALIDITY_DAYS } from '../../../lib/model/certificates';
import type { CertificateDetails, PairProblem } from '../../../runtime/certificate-issuer/pair';
import { checkPair, parsePair } from '../../../runtime/certificate-issuer/pair';
import type { Io } from '../io';
import { DEFAULT_FILE } from '../options';
import type { Where } from './connect';
import { connected, valueOf } from './connect';
import type { CertProblemCode } from './errors';
import { CertError, exitCodeOf, oneLine } from './errors';
import { wholeNumber } from './numbers';
import type { Secrets } from './secrets';
import { daysLeft, shownCertificate } from './shown';
import type { Selection, Target } from './targets';
import { targets } from './targets';

export interface CheckOptions extends Selection, Where {
  readonly 'min-days'?: string;
  readonly json?: boolean;
}

interface Problem {
  readonly code: CertProblemCode;
  readonly text: string;
}

interface Checked {
  readonly target: Target;
  readonly problems: readonly Problem[];
  readonly details?: CertificateDetails;
}

/** Checks that pods can serve every certificate that is meant; exits with the first one's problem, for CI. */
export async function check(io: Io, options: CheckOptions): Promise<number> {
  const minDays = wholeNumber('--min-days', options['min-days'], RENEW_AT_DAYS_LEFT, MOST_VALIDITY_DAYS);
  const { host, secret, config = (host ?? secret) ? undefined : DEFAULT_FILE } = options;
  const meant = targets(io.cwd, { host, secret, config });
  const checked = await connected(options, meant[0], async (secrets) => {
    const results: Checked[] = [];
    for (const target of meant) results.push(await checkOne(secrets, target, minDays));
    return results;
  });
  const bad = checked.filter(({ problems }) => problems.length > 0);
  if (options.json) {
    io.out(JSON.stringify({ ok: bad.length === 0, certificates: checked.map(asJson) }));
  } else {
    checked.forEach((one) => io.out(asLine(one)));
    if (bad.length > 0) io.note(`Not as they must be: ${bad.length} of ${checked.length}.`);
  }
  return bad.length === 0 ? 0 : exitCodeOf(bad[0].problems[0].code);
}

async function checkOne(secrets: Secrets, target: Target, minDays: number): Promise<Checked> {
  try {
    const pair = parsePair((await valueOf(secrets, target)).text);
    if ('code' in pair) return { target, problems: [pair] };
    const { problems, details } = checkPair(pair, { hostnames: target.hostnames });
    return { target, problems: [...problems, ...expiry(problems, details, minDays)], details };
  } catch (error) {
    if (!(error instanceof CertError)) throw error;
    return { target, problems: [{ code: error.code, text: error.message.replace(/\.$/, '') }] };
  }
}

function expiry(problems: readonly PairProblem[], details: CertificateDetails | undefined, minDays: number): Problem[] {
  if (details === undefined || details.daysLeft >= minDays || problems.some(({ code }) => code === 'Expired'))
    return [];
  return [{ code: 'ExpiresSoon', text: `only ${daysLeft(details)}, and ${minDays} are asked for` }];
}

function asLine({ target: { secret, hostnames }, problems, details }: Checked): string {
  const names = hostnames.length === 0 ? secret : `${hostnames.join(', ')} (${secret})`;
  if (problems.length > 0) return `WRONG  ${names}: ${oneLine(problems.map(({ text }) => text).join('; '))}.`;
  return `ok     ${names}: ${daysLeft(details!)}, ${details!.key}.`;
}

function asJson({ target: { secret, hostnames }, problems, details }: Checked): object {
  return {
    secret,
    hostnames,
    ok: problems.length === 0,
    problems: problems.map(({ code, text }) => ({ code, exitCode: exitCodeOf(code), text })),
    certificate: details && shownCertificate(details),
  };
}
