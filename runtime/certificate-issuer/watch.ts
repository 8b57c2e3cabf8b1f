import type { IssuedCertificate } from '../../lib/model/certificates';
import { WATCH_METRIC } from '../../lib/model/certificates';
import type { WATCH_EVENT } from '../../lib/model/certificates';
import { oneLine } from './issuer-error';
import { checkPair, parsePair } from './pair';
import { CURRENT } from './secret-store';
import type { Services } from './services';

/** What a schedule sends, to have all certificates looked at. */
export type WatchEvent = Readonly<Record<typeof WATCH_EVENT, string>>;

/** How one certificate fares. */
export interface Watched {
  readonly secret: string;
  /** 0 where pods could not serve it; absent where nobody knows. */
  readonly daysLeft?: number;
  readonly problem?: string;
}

/** Looks at what each secret holds, as a pod would read it. */
export async function watch({ configuration, store }: Services): Promise<Watched[]> {
  return Promise.all(
    configuration.certificates.map(async (certificate) => {
      const { secret } = certificate;
      try {
        return { secret, ...look(await store.text(secret, { stage: CURRENT }), certificate) };
      } catch (error) {
        return { secret, problem: oneLine(error) };
      }
    }),
  );
}

/** The line that CloudWatch makes the metric of [CloudWatch, "Embedded metric format"]. */
export function metricLine(certificates: readonly Watched[], functionName: string): object {
  const { namespace, name, dimension } = WATCH_METRIC;
  const days = certificates.flatMap(({ daysLeft }) => daysLeft ?? []);
  const metric = { Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: name }] };
  return {
    level: 'INFO',
    certificates,
    ...(days.length > 0 && {
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] },
      [dimension]: functionName,
      [name]: Math.min(...days),
    }),
  };
}

function look(text: string | undefined, { hostnames }: IssuedCertificate): Omit<Watched, 'secret'> {
  if (text === undefined) return { daysLeft: 0, problem: 'the secret is not there, or empty' };
  const pair = parsePair(text);
  if ('code' in pair) return { daysLeft: 0, problem: pair.text };
  const { problems, details } = checkPair(pair, { hostnames });
  if (problems.length > 0 || details === undefined) return { daysLeft: 0, problem: problems[0]?.text };
  return { daysLeft: Math.floor(details.daysLeft * 100) / 100 };
}
