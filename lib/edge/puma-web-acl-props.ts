import type * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import type { ManagedRules } from './managed-rules';
import type { RateRule } from './rate-rule';
import type { WebAclLogs } from './web-acl-logs';

/** Where a rate rule is put. */
export interface RateRuleScope {
  /**
   * Hosts whose requests the rule counts; `*.example.com` is every host under it.
   *
   * @default - every host of the load balancer
   */
  readonly hostnames?: string[];

  /**
   * What goes before the rule's name, with a `-` between: `email-tracking`. It keeps rules of several services apart.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;
}

/** Paths that programs ask for, not people in browsers. */
export interface ProgramPathsOptions {
  /** How they begin: `/api/`, `/t/`; `/` for every path. */
  readonly paths: string[];

  /**
   * Hosts that have them.
   *
   * @default - every host of the load balancer
   */
  readonly hostnames?: string[];

  /**
   * Whose they are, for messages.
   *
   * @default - the web ACL
   */
  readonly owner?: string;
}

/** How strictly AWS WAF limits sources of known bad reputation on the load balancer itself. */
export enum OnSourceDdosProtection {
  /** While the load balancer is under high load or a suspected attack. AWS's own default. */
  ACTIVE_UNDER_DDOS = 'ACTIVE_UNDER_DDOS',
  /** Always, at the risk of limiting honest clients in bad company. */
  ALWAYS_ON = 'ALWAYS_ON',
}

/** What a web ACL is made of; everything has a default. */
export interface PumaWebAclProps {
  /**
   * Rate rules for every host of the load balancer. Rules of single hosts join later, by `addRateRule`.
   *
   * @default - none
   */
  readonly rateRules?: RateRule[];

  /**
   * Groups of rules that AWS or others keep up to date, each once, in whatever order. They count until told to act.
   *
   * @default - none
   */
  readonly managedRules?: ManagedRules[];

  /**
   * Where requests that a rule counted or blocked are logged.
   *
   * @default WebAclLogs.newLogGroup()
   */
  readonly logs?: WebAclLogs;

  /**
   * Headers beside `authorization` and `cookie` whose values must reach neither logs nor samples: at most 98, two less with
   * `redactQueryString` and `redactPath` (`TooManySecrets`).
   *
   * @default - none
   */
  readonly secretHeaders?: string[];

  /**
   * Arguments of the query string whose values must reach neither logs nor samples: tokens in links. At most 100.
   *
   * @default - none
   */
  readonly secretQueryArguments?: string[];

  /**
   * Whether the whole query string is kept out of logs and samples.
   *
   * @default false
   */
  readonly redactQueryString?: boolean;

  /**
   * Whether paths are kept out of the log, where links carry tokens in them. AWS WAF has no way to keep them out of samples.
   *
   * @default false
   */
  readonly redactPath?: boolean;

  /**
   * What AWS WAF does by itself about sources of bad reputation.
   *
   * @default OnSourceDdosProtection.ACTIVE_UNDER_DDOS
   */
  readonly onSourceDdosProtection?: OnSourceDdosProtection;

  /**
   * Name of the web ACL, 1 to 128 letters, digits, `-` and `_` (`WafNameInvalid`). A web ACL with a name of its own cannot be replaced.
   *
   * @default - given by CloudFormation
   */
  readonly webAclName?: string;

  /**
   * Name of the web ACL in CloudWatch metrics, 1 to 128 letters, digits, `-` and `_` (`WafNameInvalid`), unique in the account and
   * Region.
   *
   * @default - made from the construct's path
   */
  readonly metricName?: string;
}

/** A web ACL for load balancers, new or imported. */
export interface IPumaWebAcl extends IConstruct {
  /** ARN of the web ACL. */
  readonly webAclArn: string;

  /**
   * Puts a rate rule on hosts. An imported web ACL throws `RateRuleOnImportedWebAcl`.
   */
  addRateRule(rule: RateRule, scope?: RateRuleScope): void;

  /**
   * Declares paths that programs ask for: a challenge or a CAPTCHA on them is refused (`ChallengeOnProgramPath`), and the
   * Anti-DDoS group challenges nobody there. An imported web ACL takes no notice.
   */
  addProgramPaths(options: ProgramPathsOptions): void;

  /**
   * Protects a load balancer.
   *
   * @param id id of the association, in the web ACL's scope
   * @param resourceArn ARN of the load balancer, in the web ACL's Region
   */
  associate(id: string, resourceArn: string): wafv2.CfnWebACLAssociation;
}
