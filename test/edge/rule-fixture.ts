import type { Stack } from 'aws-cdk-lib';
import { SecretValue } from 'aws-cdk-lib';
import type { OidcAuthenticationOptions } from '../../lib/edge/edge-authentication';
import { EdgeAuthentication } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRuleOptions, FixedResponseRuleOptions } from '../../lib/edge/edge-rule';
import { EdgeRule } from '../../lib/edge/edge-rule';
import type { PumaEdge } from '../../lib/edge/puma-edge';
import { edgeAlone } from './fixture';

export const OIDC: OidcAuthenticationOptions = {
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  clientId: 'edge',
  clientSecret: SecretValue.secretsManager('Oidc', { jsonField: 'secret' }),
};

/** An edge without logs. */
export function plainEdge(): { stack: Stack; edge: PumaEdge } {
  return edgeAlone({ logs: EdgeLogs.none('A test of rules alone.') });
}

/** A rule that the load balancer answers. */
export function fixed(paths: string[], options: Partial<FixedResponseRuleOptions> = {}): EdgeRule {
  return EdgeRule.fixedResponse({ name: 'fixed', paths, statusCode: 503, ...options });
}

/** A rule for those who have signed in. */
export function admin(options: Partial<EdgeRuleOptions> = {}): EdgeRule {
  return EdgeRule.authenticate({
    name: 'admin',
    paths: ['/admin/*'],
    authentication: EdgeAuthentication.oidc(OIDC),
    ...options,
  });
}
