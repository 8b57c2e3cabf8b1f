import type { IResolveContext, SecretValue } from 'aws-cdk-lib';
import { CfnDynamicReference, Token, Tokenization } from 'aws-cdk-lib';
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

/** Refuses texts that are empty, as where a variable was not set. */
export function checkNames(names: Readonly<Record<string, string | undefined>>): void {
  for (const [path, name] of Object.entries(names)) {
    ifKnown(name, (given) => {
      if (given.trim() !== '') return;
      refuse({
        code: 'SignInNameEmpty',
        path,
        given,
        allowed: 'what the identity provider knows it by',
        why: 'AWS refuses a rule with an empty one',
      });
    });
  }
}

export function checkSecret(secret: SecretValue): void {
  const text = secret.unsafeUnwrap();
  if (isSecureString(text)) {
    refuse({
      code: 'SecretNotResolvable',
      path: 'clientSecret',
      given: 'a secure string of Systems Manager',
      allowed: "a secret of Secrets Manager, such as SecretValue.secretsManager('Oidc', { jsonField: 'clientSecret' })",
      why: 'CloudFormation puts secure strings into the properties of a few resources alone, and listener rules are not among them',
    });
  }
  if (Token.isUnresolved(text)) return;
  refuse({
    code: 'SecretInTemplate',
    path: 'clientSecret',
    given: 'a plain text, not shown here',
    allowed: "a reference, such as SecretValue.secretsManager('Oidc', { jsonField: 'clientSecret' })",
    why: 'it would stand in the template, readable by whoever may read the stack',
  });
}

/** Whether it is a reference to a secure string; such a reference is itself whatever the context. */
function isSecureString(text: string): boolean {
  return Tokenization.reverseString(text).tokens.some(
    (token) =>
      token instanceof CfnDynamicReference &&
      `${token.resolve({} as IResolveContext)}`.startsWith('{{resolve:ssm-secure:'),
  );
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
