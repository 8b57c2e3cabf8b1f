import type { SecretValue } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse, wholeNumber } from '../model/errors';
import type { EdgeAuthenticationOptions, OidcAuthenticationOptions } from './edge-authentication';

const ENDPOINTS = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'userInfoEndpoint'] as const;

export function checkEndpoints(options: OidcAuthenticationOptions): void {
  for (const path of ENDPOINTS) {
    ifKnown(options[path], (given) => {
      if (/^https:\/\/[^\s/]+\.[^\s/]+(\/\S*)?$/.test(given)) return;
      refuse({
        code: 'EndpointInvalid',
        path,
        given,
        allowed: 'a full https URL, as the identity provider publishes it under /.well-known/openid-configuration',
        why: 'the load balancer sends users and secrets there, and speaks HTTPS only',
      });
    });
  }
}

export function checkSecret(secret: SecretValue): void {
  if (Token.isUnresolved(secret.unsafeUnwrap())) return;
  refuse({
    code: 'SecretInTemplate',
    path: 'clientSecret',
    given: 'a plain text, not shown here',
    allowed: "a reference, such as SecretValue.secretsManager('Oidc', { jsonField: 'clientSecret' })",
    why: 'it would stand in the template, readable by whoever may read the stack',
  });
}

export function checkSession({ sessionSeconds, extraParameters = {} }: EdgeAuthenticationOptions): void {
  const { min, max } = ALB_LIMITS.sessionSeconds;
  ifKnown(sessionSeconds, (given) =>
    wholeNumber('SessionInvalid', 'sessionSeconds', given, min, max, 'AWS keeps a session for a week at most'),
  );
  const count = Object.keys(extraParameters).length;
  if (count <= ALB_LIMITS.authenticationParameters) return;
  refuse({
    code: 'TooManyAuthenticationParameters',
    path: 'extraParameters',
    given: count,
    allowed: `at most ${ALB_LIMITS.authenticationParameters}`,
    why: 'AWS takes no more for a redirect',
  });
}
