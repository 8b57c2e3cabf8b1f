import { checkPair, parsePair } from '../../../runtime/certificate-issuer/pair';
import type { Io } from '../io';
import type { Where } from './connect';
import { connected, factsOf } from './connect';
import { CertError, oneLine } from './errors';
import type { SecretFacts, SecretValue } from './secrets';
import { certificateRows, day, functionName, shownCertificate, table } from './shown';
import type { Selection } from './targets';
import { target } from './targets';

export interface ShowOptions extends Selection, Where {
  readonly json?: boolean;
}

/** Shows a secret's certificate and how it is renewed; of the key its kind alone. */
export async function show(io: Io, options: ShowOptions): Promise<number> {
  const from = target(io.cwd, options);
  return connected(options, from, async (secrets) => {
    const facts = await factsOf(secrets, from);
    const value = await secrets.current(facts.arn);
    const pair = parsePair(value.text);
    if ('code' in pair) throw new CertError(pair.code, `${facts.name}: ${pair.text}.`);
    const { problems, details } = checkPair(pair, { hostnames: from.hostnames });
    if (details === undefined) throw new CertError(problems[0].code, `${facts.name}: ${problems[0].text}.`);
    if (options.json) {
      const { name: secret, arn, rotatedBy, lastRotated, nextRotation, replicas } = facts;
      const { version, created } = value;
      const certificate = shownCertificate(details);
      io.out(
        JSON.stringify({
          secret,
          arn,
          version,
          created,
          certificate,
          problems,
          rotatedBy,
          lastRotated,
          nextRotation,
          replicas,
        }),
      );
      return 0;
    }
    io.out(`${facts.name}\n${table([...certificateRows(details), ...secretRows(facts, value)])}`);
    problems.forEach(({ text }) => io.note(`Pods cannot serve it: ${oneLine(text)}.`));
    return 0;
  });
}

function secretRows(facts: SecretFacts, { version, created }: SecretValue): (readonly [string, string])[] {
  const { arn, rotatedBy, lastRotated, nextRotation, replicas } = facts;
  const rotation =
    rotatedBy === undefined
      ? 'none: it is brought'
      : [
          `by ${functionName(rotatedBy)}`,
          lastRotated === undefined ? 'never yet' : `last on ${day(lastRotated)}`,
          ...(nextRotation === undefined ? [] : [`next by ${day(nextRotation)}`]),
        ].join(', ');
  return [
    ['version', created === undefined ? version : `${version} of ${day(created)}`],
    ['rotation', rotation],
    ...replicas.map(({ region, status }) => ['replica', `${region}: ${status}`] as const),
    ['ARN', arn],
  ];
}
