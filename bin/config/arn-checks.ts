import { refuse } from '../../lib/model/errors';
import { checkSecretName } from '../../lib/model/secret-name';

// What AWS finds by an ARN, an id or a name only while the stack is deployed, and a file writes as plain text.

/** ARNs that the configuration takes beside those of certificates and topics: what each names, its form, an example. */
const KINDS = {
  function: [
    'a Lambda function',
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+$/,
    'lambda:eu-west-1:111122223333:function:kubectl',
  ],
  layer: [
    'a version of a Lambda layer',
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]+:\d+$/,
    'lambda:eu-west-1:111122223333:layer:kubectl:1',
  ],
  provider: [
    'an OpenID Connect provider in IAM',
    /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/,
    'iam::111122223333:oidc-provider/<issuer>',
  ],
  trustStore: [
    'a trust store of Elastic Load Balancing',
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:truststore\/.+$/,
    'elasticloadbalancing:eu-west-1:111122223333:truststore/<name>/<id>',
  ],
  userPool: [
    'a Cognito user pool',
    /^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/.+$/,
    'cognito-idp:eu-west-1:111122223333:userpool/<id>',
  ],
} as const;

export function checkArn(kind: keyof typeof KINDS, path: string, given: string | undefined): void {
  const [what, form, example] = KINDS[kind];
  if (given === undefined || form.test(given)) return;
  refuse({
    code: 'ArnInvalid',
    path,
    given,
    allowed: `the ARN of ${what}, such as arn:aws:${example}`,
    why: 'AWS finds it by nothing else, and would refuse another only while the stack is deployed',
  });
}

const ZONE_ID = /^Z[A-Z0-9]{1,31}$/;
const ZONE_NAME = /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

export function checkHostedZone(
  path: string,
  { hostedZoneId, zoneName }: { hostedZoneId: string; zoneName: string },
): void {
  const wrong = ZONE_ID.test(hostedZoneId) ? 'zoneName' : 'hostedZoneId';
  if (ZONE_ID.test(hostedZoneId) && ZONE_NAME.test(zoneName)) return;
  refuse({
    code: 'HostedZoneInvalid',
    path: `${path}.${wrong}`,
    given: { hostedZoneId, zoneName }[wrong],
    allowed:
      wrong === 'zoneName'
        ? 'a lower-case name such as example.com, without a dot at its end'
        : 'an id such as Z0123456789ABCDEFGHIJ',
    why: 'the records of the hosts are made in this zone, and only the deployment would find that there is none',
  });
}

/** A secret by its name or its ARN. */
export function checkSecretId(path: string, given: string): void {
  if (/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/.test(given)) return;
  checkSecretName(path, given);
}
