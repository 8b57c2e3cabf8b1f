import { PumaEksError } from '../../../lib/model/errors';
import { checkRegion } from '../../../lib/model/names';
import { UsageError } from '../io';
import { CertError } from './errors';
import type { SecretFacts, SecretValue } from './secrets';
import { Secrets } from './secrets';
import type { Target } from './targets';

/** Options of every command that talks to AWS. */
export interface Where {
  readonly region?: string;
  readonly profile?: string;
}

/** Talks to Secrets Manager of the Region that is given, else the configuration's, else the environment's. */
export async function connected<T>(
  where: Where,
  { region }: Pick<Target, 'region'>,
  use: (secrets: Secrets) => Promise<T>,
): Promise<T> {
  checkGiven(where.region);
  const secrets = await Secrets.connect({ region: where.region ?? region, profile: where.profile });
  try {
    return await use(secrets);
  } finally {
    secrets.close();
  }
}

function checkGiven(region: string | undefined): void {
  if (region === undefined) return;
  try {
    checkRegion('--region', region);
  } catch (error) {
    throw error instanceof PumaEksError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** Facts of a target's secret; refused in an account that the configuration does not mean. */
export async function factsOf(secrets: Secrets, target: Target): Promise<SecretFacts> {
  const facts = await secrets.describe(target.secret);
  checkAccount(target, facts.arn);
  return facts;
}

/** What pods read of a target's secret; refused as `factsOf` does. */
export async function valueOf(secrets: Secrets, target: Target): Promise<SecretValue> {
  const value = await secrets.current(target.secret);
  checkAccount(target, value.arn);
  return value;
}

function checkAccount({ account }: Target, arn: string): void {
  const found = arn.split(':')[4];
  if (account === undefined || found === account) return;
  throw new CertError(
    'AccountWrong',
    `these credentials are for account ${found}, and the configuration is for ${account}: take others.`,
  );
}
