import type { KeyPair } from './certificates';
import type { Reply, Seen } from './stand-in';
import { awsError, StandIn } from './stand-in';

// A Secrets Manager that does what moto does not: deny, throttle, fail, call a rotation function. Its answers have the
// form of the API reference (AWS JSON 1.1).

export const NAME = '/Cert/shop.example.com';
export const ARN = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${NAME}-AbCdEf`;
/** What DescribeSecret adds for a secret that is rotated. */
export const ROTATED = {
  RotationEnabled: true,
  RotationLambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:shop-issuer',
};

/** Environment of a command that talks to such a service. */
export const CLIENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example-not-a-secret',
};

export type Answer = (seen: Seen, count: number) => Reply;

/** A service of these answers; the calls of each operation are counted by themselves. */
export function secretsManager(answers: Record<string, Answer | Reply>): Promise<StandIn> {
  const counts = new Map<string, number>();
  return StandIn.start((seen) => {
    const operation = operationOf(seen);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const answer = answers[operation] ?? awsError(`Unexpected${operation}`, 500);
    return typeof answer === 'function' ? answer(seen, counts.get(operation)!) : answer;
  });
}

/** `DescribeSecret`, `PutSecretValue` … */
export function operationOf({ headers }: Seen): string {
  return String(headers['x-amz-target']).split('.')[1];
}

export function ok(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

/** Answer of DescribeSecret: `version-1` is current. */
export function described(more: object = {}): Reply {
  return ok({ ARN, Name: NAME, VersionIdsToStages: { 'version-1': ['AWSCURRENT'] }, ...more });
}

/** Answer of GetSecretValue. */
export function secretValue(pair: KeyPair): Reply {
  const SecretString = JSON.stringify(pair);
  return ok({ ARN, Name: NAME, VersionId: 'version-2', SecretString, VersionStages: ['AWSCURRENT'] });
}

/** A denial as IAM words it. */
export function denial(action: string): Reply {
  const who = 'arn:aws:sts::111122223333:assumed-role/ci/run';
  const Message = `User: ${who} is not authorized to perform: ${action} on resource: ${ARN}`;
  return { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', Message }) };
}
