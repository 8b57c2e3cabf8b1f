import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { SecretValue } from 'aws-cdk-lib';
import { AuthenticateAction } from './authenticate-action';
import { checkEndpoints, checkNames, checkSecret, checkSession } from './authentication-checks';

/** What becomes of a request whose user has not signed in. */
export enum UnauthenticatedRequest {
  /** The browser is sent to sign in. For pages, not for what programs fetch. */
  AUTHENTICATE = 'authenticate',
  /** It is answered with 401. */
  DENY = 'deny',
  /** It is passed on without the headers that name a user: the application decides. */
  ALLOW = 'allow',
}

/** What both kinds of authentication have. An empty text among them is refused (`SignInNameEmpty`). */
export interface EdgeAuthenticationOptions {
  /**
   * What becomes of a request whose user has not signed in.
   *
   * @default UnauthenticatedRequest.AUTHENTICATE
   */
  readonly onUnauthenticated?: UnauthenticatedRequest;

  /**
   * Claims that are asked for, separated by blanks.
   *
   * @default 'openid'
   */
  readonly scope?: string;

  /**
   * Seconds that a session lasts, 1 to 604800 (`SessionInvalid`).
   *
   * @default 604800 - seven days
   */
  readonly sessionSeconds?: number;

  /**
   * Name of the session's cookie. Give each of several sign-ins on one host a name of its own.
   *
   * @default 'AWSELBAuthSessionCookie'
   */
  readonly sessionCookieName?: string;

  /**
   * Query parameters of the redirect to sign in, at most 10 (`TooManyAuthenticationParameters`).
   *
   * @default - none
   */
  readonly extraParameters?: Record<string, string>;
}

/** An identity provider that speaks OpenID Connect. */
export interface OidcAuthenticationOptions extends EdgeAuthenticationOptions {
  /** Issuer, an https URL as the provider publishes it (`EndpointInvalid`, as for the three below). */
  readonly issuer: string;
  /** URL that users sign in at. */
  readonly authorizationEndpoint: string;
  /** URL that the load balancer fetches tokens from: by IPv4 and over HTTPS, from where it stands. */
  readonly tokenEndpoint: string;
  /** URL that the load balancer fetches the claims from. */
  readonly userInfoEndpoint: string;
  /** Client id that the provider knows the load balancer by. Its redirect URL is `https://<hostname>/oauth2/idpresponse`. */
  readonly clientId: string;
  /**
   * Client secret: `SecretValue.secretsManager(…)`, so that CloudFormation reads it at deployment. A plain text is refused
   * (`SecretInTemplate`), and so is a secure string of Systems Manager, which CloudFormation reads for few resources
   * (`SecretNotResolvable`).
   */
  readonly clientSecret: SecretValue;
}

/** An Amazon Cognito user pool in the load balancer's Region. */
export interface CognitoAuthenticationOptions extends EdgeAuthenticationOptions {
  /** ARN of the user pool. */
  readonly userPoolArn: string;
  /** Id of the user pool's client, one with a secret. Its redirect URL is `https://<hostname>/oauth2/idpresponse`. */
  readonly userPoolClientId: string;
  /** Domain of the user pool: its prefix, or the full name of a domain of your own. */
  readonly userPoolDomain: string;
}

/**
 * Users sign in at the load balancer before a pod sees them; pods get who they are in `X-Amzn-Oidc-Data`, whose signature
 * they should verify. For pages that people use in browsers: a program, a link scanner or a mail client does not sign in.
 */
export class EdgeAuthentication {
  /** By an identity provider that speaks OpenID Connect. */
  public static oidc(options: OidcAuthenticationOptions): EdgeAuthentication {
    checkEndpoints(options);
    checkSecret(options.clientSecret);
    checkNames({ clientId: options.clientId, scope: options.scope, sessionCookieName: options.sessionCookieName });
    checkSession(options);
    const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, clientId } = options;
    return new EdgeAuthentication(
      {
        type: 'authenticate-oidc',
        authenticateOidcConfig: {
          issuer,
          authorizationEndpoint,
          tokenEndpoint,
          userInfoEndpoint,
          clientId,
          clientSecret: options.clientSecret.unsafeUnwrap(),
          ...common(options),
        },
      },
      options,
    );
  }

  /** By an Amazon Cognito user pool. */
  public static cognito(options: CognitoAuthenticationOptions): EdgeAuthentication {
    checkSession(options);
    const { userPoolArn, userPoolClientId, userPoolDomain, scope, sessionCookieName } = options;
    checkNames({ userPoolArn, userPoolClientId, userPoolDomain, scope, sessionCookieName });
    const authenticateCognitoConfig = { userPoolArn, userPoolClientId, userPoolDomain, ...common(options) };
    return new EdgeAuthentication({ type: 'authenticate-cognito', authenticateCognitoConfig }, options);
  }

  /** Whether a request whose user has not signed in reaches no pod. @internal */
  public readonly _stops: boolean;

  private constructor(
    private readonly action: elbv2.CfnListenerRule.ActionProperty,
    { onUnauthenticated }: EdgeAuthenticationOptions,
  ) {
    this._stops = onUnauthenticated !== UnauthenticatedRequest.ALLOW;
  }

  /** @internal */
  public _before(next: elbv2.ListenerAction): elbv2.ListenerAction {
    return new AuthenticateAction(this.action, next);
  }
}

type Common = Pick<
  elbv2.CfnListenerRule.AuthenticateOidcConfigProperty,
  'authenticationRequestExtraParams' | 'onUnauthenticatedRequest' | 'scope' | 'sessionCookieName' | 'sessionTimeout'
>;

function common(options: EdgeAuthenticationOptions): Common {
  return {
    authenticationRequestExtraParams: options.extraParameters,
    onUnauthenticatedRequest: options.onUnauthenticated ?? UnauthenticatedRequest.AUTHENTICATE,
    scope: options.scope,
    sessionCookieName: options.sessionCookieName,
    sessionTimeout: options.sessionSeconds,
  };
}
