import { CERTIFICATE } from '../../../lib/model/alarms';
import type { CertificateDetails } from '../../../runtime/certificate-issuer/pair';
import { checkPair, pairText } from '../../../runtime/certificate-issuer/pair';
import type { Io } from '../io';
import { UsageError } from '../io';
import type { Where } from './connect';
import { connected, factsOf } from './connect';
import { CertError } from './errors';
import { readPair } from './pem-input';
import type { SecretFacts } from './secrets';
import { WHEN_SERVED, certificateRows, daysLeft, functionName, shownCertificate, table } from './shown';
import type { Selection } from './targets';
import { target } from './targets';

export interface PutOptions extends Selection, Where {
  readonly cert?: string;
  readonly key?: string;
  readonly 'dry-run'?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Puts a certificate with its key into a secret, once both are good for all of its hosts. */
export async function put(io: Io, options: PutOptions): Promise<number> {
  const { cert, key, json, 'dry-run': dryRun = false } = options;
  const to = target(io.cwd, options);
  if (to.hostnames.length === 0) {
    throw new UsageError(`For which host is the certificate in ${to.secret}? Give --host.`);
  }
  const pair = await readPair(io, { cert, key });
  const { problems, details } = checkPair(pair, { hostnames: to.hostnames });
  if (problems.length > 0) throw new CertError(problems[0].code, `${problems.map(({ text }) => text).join('; ')}.`);
  const certificate = details!;

  return connected(options, to, async (secrets) => {
    const facts = await factsOf(secrets, to);
    checkNotIssued(facts, options.force);
    if (!json) {
      io.note(plan(facts, certificate));
      adviceOn(facts, certificate).forEach((text) => io.note(text));
    }
    const version = dryRun ? undefined : await secrets.put(facts.arn, pairText(pair));
    if (json) {
      io.out(
        JSON.stringify({
          secret: facts.name,
          arn: facts.arn,
          dryRun,
          replaces: facts.current,
          version,
          certificate: shownCertificate(certificate),
        }),
      );
    } else if (version === undefined) io.out('Nothing was written, as --dry-run asks.');
    else io.out(`Put. Version ${version} of ${facts.name} is current. ${WHEN_SERVED}`);
    return 0;
  });
}

/** A secret that issues its certificate would replace this one at the next rotation, unasked. */
function checkNotIssued({ name, rotatedBy, nextRotation }: SecretFacts, force = false): void {
  if (rotatedBy === undefined || force) return;
  throw new CertError(
    'SecretIssuesItself',
    `${name} issues its certificate itself: ${functionName(rotatedBy)} would replace yours` +
      `${nextRotation === undefined ? ' at the next rotation' : ` by ${nextRotation.toISOString().slice(0, 10)}`}. ` +
      'Deploy it as brought first (certificateSource), or use --force to bridge the time until then.',
  );
}

function plan({ name, current }: SecretFacts, details: CertificateDetails): string {
  const instead = current === undefined ? 'which is empty' : `in place of version ${current}`;
  return `To ${name}, ${instead}:\n${table(certificateRows(details))}`;
}

function adviceOn({ rotatedBy }: SecretFacts, details: CertificateDetails): string[] {
  return [
    ...(details.daysLeft < CERTIFICATE.threshold
      ? [`Note: ${daysLeft(details)}; the alarm on certificates goes off below ${CERTIFICATE.threshold}.`]
      : []),
    ...(rotatedBy === undefined ? [] : ['Note: the next rotation will replace it.']),
  ];
}
