import { WATCH_EVENT } from '../../lib/model/certificates';
import { deploy, secretOf } from './first-issue';
import type { DeploymentEvent } from './first-issue';
import { IssuerError, oneLine } from './issuer-error';
import { oncePermitted } from './permitted';
import { respond } from './respond';
import { rotate } from './rotation';
import type { RotationEvent } from './rotation';
import type { Services } from './services';
import { metricLine, watch } from './watch';
import type { WatchEvent } from './watch';

/** What the function needs of Lambda's context. */
export interface Context {
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: RotationEvent | DeploymentEvent | WatchEvent, context: Context) => Promise<void>;

/** Milliseconds kept for telling CloudFormation, with its retries, before Lambda cuts the function off. */
const RESERVE = 12_000;

/**
 * Handles Secrets Manager's rotation steps, CloudFormation's custom resource, and the look at all certificates; `log` gets
 * one line for each event.
 */
export function createHandler(services: () => Services, log: (line: string) => void): Handler {
  return async (event, context) => {
    if ('RequestType' in event) return onDeployment(event, context, services, log);
    if (WATCH_EVENT in event) return onWatch(context, services, log);
    const about = { secret: nameOf(event.SecretId), step: event.Step, token: event.ClientRequestToken };
    try {
      const outcome = await inTime(context, () => rotate(event, services()));
      log(JSON.stringify({ level: 'INFO', ...about, outcome }));
    } catch (error) {
      const problem = oneLine(error);
      log(JSON.stringify({ level: 'ERROR', ...about, problem }));
      // A new error: Lambda logs all that hangs on the one thrown.
      throw new IssuerError(`${about.step} of ${about.secret}: ${problem}`);
    }
  };
}

async function onDeployment(
  event: DeploymentEvent,
  context: Context,
  services: () => Services,
  log: (line: string) => void,
): Promise<void> {
  const about = { secret: nameOf(secretOf(event)), step: event.RequestType, token: event.RequestId };
  try {
    // Deletion always succeeds: the secret stays or goes by its own resource.
    const outcome =
      event.RequestType === 'Delete'
        ? 'nothing to do'
        : await inTime(context, () =>
            oncePermitted(
              () => deploy(event, services()),
              () => context.getRemainingTimeInMillis(),
            ),
          );
    log(JSON.stringify({ level: 'INFO', ...about, outcome }));
    await respond(event, 'SUCCESS', outcome);
  } catch (error) {
    const problem = oneLine(error);
    log(JSON.stringify({ level: 'ERROR', ...about, problem }));
    await respond(event, 'FAILED', `${about.secret}: ${problem}`);
  }
}

async function onWatch(context: Context, services: () => Services, log: (line: string) => void): Promise<void> {
  try {
    const watched = await inTime(context, () => watch(services()));
    log(JSON.stringify(metricLine(watched, context.functionName)));
    const [first, ...others] = watched.flatMap(({ secret, problem }) => (problem ? [`${secret}: ${problem}`] : []));
    if (first !== undefined) throw new IssuerError(others.length > 0 ? `${first}; and ${others.length} more` : first);
  } catch (error) {
    const problem = oneLine(error);
    log(JSON.stringify({ level: 'ERROR', step: WATCH_EVENT, problem }));
    throw new IssuerError(`${WATCH_EVENT}: ${problem}`);
  }
}

async function inTime<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const left = Math.max(0, context.getRemainingTimeInMillis() - RESERVE);
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IssuerError(`not done within ${Math.round(left / 1000)} seconds`)), left);
  });
  try {
    return await Promise.race([work(), cut]);
  } finally {
    clearTimeout(timer);
  }
}

/** A secret's name from its ARN. */
function nameOf(secretId: string | undefined): string {
  return secretId?.replace(/^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:(.+)-[A-Za-z0-9]{6}$/, '$1') ?? 'no secret';
}
