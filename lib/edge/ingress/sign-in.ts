import { Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { refuse } from '../../model/errors';
import type { EdgeAuthentication } from '../edge-authentication';
import type { Annotations } from './values';
import { annotations } from './values';

/** Has users sign in at a Cognito user pool before any rule of the Ingress is followed. */
export function signInAnnotations(authentication: EdgeAuthentication | undefined): Annotations {
  if (authentication === undefined) return {};
  const [action] = authentication._before(elbv2.ListenerAction.fixedResponse(404)).renderRuleActions();
  const config = action.authenticateCognitoConfig as
    elbv2.CfnListenerRule.AuthenticateCognitoConfigProperty | undefined;
  if (config === undefined) return refuseOidc();
  const { sessionTimeout } = config;
  return annotations({
    'auth-type': 'cognito',
    'auth-idp-cognito': JSON.stringify({
      userPoolARN: config.userPoolArn,
      userPoolClientID: config.userPoolClientId,
      userPoolDomain: config.userPoolDomain,
      authenticationRequestExtraParams: config.authenticationRequestExtraParams as Record<string, string> | undefined,
    }),
    'auth-on-unauthenticated-request': config.onUnauthenticatedRequest,
    'auth-scope': config.scope,
    'auth-session-cookie': config.sessionCookieName,
    'auth-session-timeout':
      sessionTimeout === undefined ? undefined : Tokenization.stringifyNumber(Number(sessionTimeout)),
  });
}

function refuseOidc(): never {
  return refuse({
    code: 'IngressCannotSignInByOidc',
    path: 'authentication',
    given: 'EdgeAuthentication.oidc',
    allowed: 'EdgeAuthentication.cognito, or a PumaEdge, whose load balancer CDK makes',
    why: 'the controller reads the client secret from a Kubernetes Secret, and no secret of ours may stand in a manifest',
  });
}
