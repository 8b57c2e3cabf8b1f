import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { EdgeAuthentication } from './edge-authentication';
import { checkFixedResponse, checkRule } from './rule-checks';

/** Which of a route's requests a rule takes. */
export interface EdgeRuleOptions {
  /** Name of the rule, unique in its route (`RuleNameTaken`): letters, digits and hyphens (`RuleNameInvalid`). Part of a logical id. */
  readonly name: string;

  /**
   * Paths, case sensitive, at most 128 characters each (`RulePathInvalid`): `*` stands for any characters, slashes too, `?`
   * for one. With the route's hostnames, `methods` and `sourceCidrs` at most 5 values (`TooManyConditionValues`) and 5
   * wildcards (`TooManyWildcards`), both of which AWS raises for nobody.
   */
  readonly paths: string[];

  /**
   * HTTP methods in capitals (`RuleMethodInvalid`).
   *
   * @default - all
   */
  readonly methods?: string[];

  /**
   * Address ranges of clients (`RuleCidrInvalid`), as the load balancer sees them; behind a CDN those are the CDN's.
   *
   * @default - all
   */
  readonly sourceCidrs?: string[];

  /**
   * Priority of the rule, 1 to 50000 (`PriorityInvalid`), lower than the route's own (`RuleHidden` otherwise).
   *
   * @default - computed from what the rule matches, below the route's own: it never moves when other rules and routes come
   * and go. Two that meet on one number are refused (`PriorityTaken`), and below a route that has the first number of
   * its band there is none (`NoRoomForRule`). A rule under a new name with the old one's conditions needs another number: AWS makes it before the
   * old one goes
   */
  readonly priority?: number;
}

/** A rule that the load balancer answers itself. */
export interface FixedResponseRuleOptions extends EdgeRuleOptions {
  /** Status of the answer: 200 to 299, 400 to 499 or 500 to 599 (`FixedResponseInvalid`). */
  readonly statusCode: number;

  /**
   * Type of the body: `text/plain`, `text/css`, `text/html`, `application/javascript` or `application/json`.
   *
   * @default 'text/plain'
   */
  readonly contentType?: string;

  /**
   * Body, at most 1024 characters (`FixedResponseInvalid`).
   *
   * @default - empty
   */
  readonly body?: string;
}

/** A rule that lets through only those who have signed in. */
export interface AuthenticatedRuleOptions extends EdgeRuleOptions {
  /** How users sign in. */
  readonly authentication: EdgeAuthentication;
}

/** A rule for some paths of a route, looked at before the route itself. */
export class EdgeRule {
  /** The load balancer answers: a page for maintenance, a path that is no more, one that nobody outside should reach. */
  public static fixedResponse(options: FixedResponseRuleOptions): EdgeRule {
    const { statusCode, body, contentType = 'text/plain' } = options;
    checkRule(options);
    checkFixedResponse(statusCode, contentType, body);
    return new EdgeRule(options, () =>
      elbv2.ListenerAction.fixedResponse(statusCode, { contentType, messageBody: body }),
    );
  }

  /** Users sign in before a pod sees their requests. Take in what the sign-in comes back to: `/oauth2/idpresponse`. */
  public static authenticate(options: AuthenticatedRuleOptions): EdgeRule {
    checkRule(options);
    return new EdgeRule(options, (forward) => options.authentication._before(forward), options.authentication);
  }

  private constructor(
    /** @internal */
    public readonly _options: EdgeRuleOptions,
    /** @internal */
    public readonly _action: (forward: elbv2.ListenerAction) => elbv2.ListenerAction,
    /** @internal */
    public readonly _authentication?: EdgeAuthentication,
  ) {}
}
