import { Annotations, Duration, Fn, Lazy, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ModelAdvice } from '../model/explanation';
import { PREFIX } from '../model/errors';
import { WAF } from '../model/waf';
import type { ManagedRules } from './managed-rules';
import type { IPumaWebAcl, ProgramPathsOptions, PumaWebAclProps, RateRuleScope } from './puma-web-acl-props';
import { OnSourceDdosProtection } from './puma-web-acl-props';
import type { RateRule } from './rate-rule';
import { WebAclLogs } from './web-acl-logs';
import { checkPathPrefix, checkWafName } from './waf/checks';
import { adviceOn, adviceOnAll, adviceOnLabels } from './waf/advice';
import { ImportedWebAcl } from './waf/imported-web-acl';
import { checkExemptPaths } from './waf/exempt-paths';
import { adviceOnGroup, checkGroupChallenges } from './waf/managed-checks';
import { checkGroup, renderGroups } from './waf/managed-group';
import type { PlacedRule } from './waf/placed-rule';
import { placeRule, renderRules } from './waf/placed-rule';
import type { ProgramPaths } from './waf/program-paths';
import { checkChallenges } from './waf/program-paths';
import type { WebAclEntry } from './waf/quotas';
import { checkCapacity, checkName, checkRateRuleCount, groupEntry, inOrder, ruleEntry } from './waf/quotas';
import { dataProtection, redactedFields, responseBodies, secretsOf } from './waf/web-acl-parts';

/**
 * A regional web ACL of AWS WAF that holds rate rules and managed groups: it lets everything through but what a rule blocks.
 *
 * Rules may join until the app synthesizes; they are put in order by what they count (ASN, fingerprint, own keys, address,
 * ceilings) and then by name, managed groups before or after them, so that adding or reordering services does not shuffle
 * them.
 */
export class PumaWebAcl extends Construct implements IPumaWebAcl {
  /**
   * A web ACL that exists, of scope REGIONAL. It can protect a load balancer, but rules cannot be added to it, as
   * CloudFormation changes only what it made. Throws `WebAclArnInvalid`.
   */
  public static fromWebAclArn(scope: Construct, id: string, webAclArn: string): IPumaWebAcl {
    return new ImportedWebAcl(scope, id, webAclArn);
  }

  /** The web ACL itself: for properties that this construct does not offer. */
  public readonly resource: wafv2.CfnWebACL;
  /** The log group: for metric filters, subscriptions and queries. Undefined when logs go elsewhere. */
  public readonly logGroup?: logs.ILogGroup;
  /** The bucket of the logs, to query them. Undefined when logs go elsewhere. */
  public readonly logBucket?: s3.IBucket;
  /** What is logged and redacted: to change the filter. Undefined when there are no logs. */
  public readonly logging?: wafv2.CfnLoggingConfiguration;
  /** ARN of the web ACL. */
  public readonly webAclArn: string;
  /** Name of the web ACL, known when it is deployed if CloudFormation gives it. */
  public readonly webAclName: string;
  /** Name of the web ACL in CloudWatch: the dimension `WebACL` of its metrics. */
  public readonly metricName: string;

  private readonly placed: PlacedRule[] = [];
  private readonly groups: ManagedRules[] = [];
  private readonly programPaths: ProgramPaths[] = [];

  constructor(scope: Construct, id: string, props: PumaWebAclProps = {}) {
    super(scope, id);
    if (props.webAclName !== undefined) checkWafName('webAclName', props.webAclName);
    this.metricName = props.metricName ?? Names.uniqueResourceName(this, { maxLength: WAF.nameLength, separator: '-' });
    checkWafName('metricName', this.metricName);
    const secrets = secretsOf(props);

    this.resource = new wafv2.CfnWebACL(this, 'Resource', {
      name: props.webAclName,
      description: 'Rate rules of Puma services behind a load balancer',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: Lazy.any({
        produce: () => inOrder([...renderRules(this.placed), ...renderGroups(this.groups, this.programPaths)]),
      }),
      customResponseBodies: Lazy.any({ produce: () => responseBodies(this.placed) }),
      dataProtectionConfig: Lazy.any({ produce: () => dataProtection(secrets, this.placed) }),
      onSourceDDoSProtectionConfig: {
        albLowReputationMode: props.onSourceDdosProtection ?? OnSourceDdosProtection.ACTIVE_UNDER_DDOS,
      },
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: this.metricName, sampledRequestsEnabled: true },
    });
    this.webAclArn = this.resource.attrArn;
    this.webAclName = props.webAclName ?? Fn.select(0, Fn.split('|', this.resource.ref));

    const chosen = props.logs ?? WebAclLogs.newLogGroup();
    const destination = chosen._bind(this);
    this.logGroup = destination?.logGroup;
    this.logBucket = destination?.bucket;
    if (destination) {
      this.logging = new wafv2.CfnLoggingConfiguration(this, 'Logging', {
        resourceArn: this.webAclArn,
        logDestinationConfigs: [destination.arn],
        redactedFields: redactedFields(secrets),
        loggingFilter: chosen._filter,
      });
      if (destination.after) this.logging.node.addDependency(destination.after);
    } else {
      this.resource.addMetadata(`${PREFIX}noLogs`, chosen._noLogsReason);
    }

    // Only when all rules have joined is it known what they come to; a warning is no error.
    this.node.addValidation({
      validate: () => {
        this.warn([...adviceOnAll(this.entries()), ...adviceOnLabels(this.placed, this.groups)]);
        return [];
      },
    });
    (props.managedRules ?? []).forEach((rules) => this.addManagedRules(rules));
    (props.rateRules ?? []).forEach((rule) => this.addRateRule(rule));
  }

  /**
   * Puts a rate rule on hosts. May be called until the app synthesizes.
   *
   * Throws `TooManyRateRules` for the 11th rule, `RateRuleNameTaken`, `WebAclCapacityExceeded` beyond 5,000 capacity
   * units, `WebAclReferencesExceeded` beyond 50 IP sets and groups, `CeilingWithoutScope` for a ceiling on every path of
   * every host, and `ChallengeOnProgramPath`.
   */
  public addRateRule(rule: RateRule, scope: RateRuleScope = {}): void {
    const placed = placeRule(rule, scope.hostnames ?? [], scope.namePrefix);
    const path = `rateRules[${placed.name}]`;
    checkName(path, placed.name, this.entries());
    checkRateRuleCount(path, [...this.placed, placed]);
    checkCapacity(path, [...this.entries(), ruleEntry(placed)]);
    checkChallenges([placed], this.programPaths);
    this.warn(adviceOn(placed));
    this.placed.push(placed);
  }

  /**
   * Puts a managed group into the web ACL. May be called until the app synthesizes.
   *
   * Throws `ManagedRulesRepeated`, `RateRuleNameTaken`, `WebAclCapacityExceeded`, `WebAclReferencesExceeded`,
   * `ExemptPathsInvalid` and `ChallengeOnProgramPath`.
   */
  public addManagedRules(rules: ManagedRules): void {
    const path = `managedRules[${rules.name}]`;
    checkGroup(this.groups, rules);
    checkName(path, rules.name, this.entries());
    checkCapacity(path, [...this.entries(), groupEntry(rules)]);
    checkExemptPaths([rules], this.programPaths);
    checkGroupChallenges([rules], this.programPaths);
    this.warn(adviceOnGroup(rules));
    this.groups.push(rules);
  }

  public addProgramPaths(options: ProgramPathsOptions): void {
    const { paths, hostnames = [], owner = 'the web ACL' } = options;
    paths.forEach((prefix, i) => checkPathPrefix(`programPaths[${i}]`, prefix));
    const declared = { owner, hostnames, paths };
    checkChallenges(this.placed, [declared]);
    checkGroupChallenges(this.groups, [declared]);
    checkExemptPaths(this.groups, [...this.programPaths, declared]);
    this.programPaths.push(declared);
  }

  public associate(id: string, resourceArn: string): wafv2.CfnWebACLAssociation {
    return new wafv2.CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn });
  }

  /**
   * Capacity units (WCU) of all rules and groups so far, by AWS's published costs. What AWS counts may be less, as it charges once
   * for some transformations that several statements share.
   */
  public capacity(): number {
    return this.entries().reduce((sum, { units }) => sum + units, 0);
  }

  /** Names of the rate rules so far, in the order that AWS WAF asks them: the dimension `Rule` of their metrics. */
  public rateRuleMetricNames(): string[] {
    return renderRules(this.placed).map(({ name }) => name);
  }

  /**
   * Requests answered with 429, a minute.
   *
   * @param ruleName metric name of a rule or group. Default: all together
   */
  public metricBlockedRequests(ruleName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('BlockedRequests', ruleName, options);
  }

  /**
   * Requests that a rule in count mode would have blocked, a minute.
   *
   * @param ruleName metric name of a rule. Default: all rules together
   */
  public metricCountedRequests(ruleName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CountedRequests', ruleName, options);
  }

  private entries(): WebAclEntry[] {
    return [...this.groups.map(groupEntry), ...this.placed.map(ruleEntry)];
  }

  private metric(metricName: string, ruleName = 'ALL', options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = { WebACL: this.metricName, Rule: ruleName, Region: Stack.of(this).region };
    const common = { namespace: 'AWS/WAFV2', metricName, dimensionsMap, statistic: 'Sum', period: Duration.minutes(1) };
    return new cloudwatch.Metric({ ...common, ...options });
  }

  private warn(advice: readonly ModelAdvice[]): void {
    advice.forEach(({ id, message }) => Annotations.of(this).addWarningV2(PREFIX + id, message));
  }
}
