import { Annotations, Duration, Fn, Lazy, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Advice } from '../model/errors';
import { PREFIX, refuse } from '../model/errors';
import { WAF, capacitySum } from '../model/waf';
import type { IPumaWebAcl, PumaWebAclProps, RateRuleScope } from './puma-web-acl-props';
import { OnSourceDdosProtection } from './puma-web-acl-props';
import type { RateRule } from './rate-rule';
import { WebAclLogs } from './web-acl-logs';
import { checkWafName } from './waf/checks';
import { adviceOn, adviceOnAll } from './waf/advice';
import { ImportedWebAcl } from './waf/imported-web-acl';
import { logDestination } from './waf/log-group';
import type { PlacedRule } from './waf/placed-rule';
import { placeRule, renderRules } from './waf/placed-rule';
import { dataProtection, redactedArguments, redactedHeaders, responseBodies } from './waf/web-acl-parts';

/**
 * A regional web ACL of AWS WAF that holds rate rules: it lets everything through but what a rule blocks.
 *
 * Rules may join until the app synthesizes; they are put in order by what they count (ceilings, ASN, fingerprint, own
 * keys, address) and then by name, so that adding or reordering services does not shuffle them.
 */
export class PumaWebAcl extends Construct implements IPumaWebAcl {
  /**
   * A web ACL that exists, of scope REGIONAL. It can protect a load balancer, but rules cannot be added to it, as
   * CloudFormation changes only what it made.
   */
  public static fromWebAclArn(scope: Construct, id: string, webAclArn: string): IPumaWebAcl {
    return new ImportedWebAcl(scope, id, webAclArn);
  }

  /** The web ACL itself: for properties that this construct does not offer. */
  public readonly resource: wafv2.CfnWebACL;
  /** The log group: for metric filters, subscriptions and queries. Undefined when there are no logs. */
  public readonly logGroup?: logs.ILogGroup;
  /** What is logged and redacted: to change the filter. Undefined when there are no logs. */
  public readonly logging?: wafv2.CfnLoggingConfiguration;
  /** ARN of the web ACL. */
  public readonly webAclArn: string;
  /** Name of the web ACL, known when it is deployed if CloudFormation gives it. */
  public readonly webAclName: string;
  /** Name of the web ACL in CloudWatch: the dimension `WebACL` of its metrics. */
  public readonly metricName: string;

  private readonly placed: PlacedRule[] = [];

  constructor(scope: Construct, id: string, props: PumaWebAclProps = {}) {
    super(scope, id);
    if (props.webAclName !== undefined) checkWafName('webAclName', props.webAclName);
    this.metricName = props.metricName ?? Names.uniqueResourceName(this, { maxLength: WAF.nameLength, separator: '-' });
    checkWafName('metricName', this.metricName);
    const secretHeaders = redactedHeaders(props.secretHeaders);
    const secretArguments = redactedArguments(props.secretQueryArguments);

    this.resource = new wafv2.CfnWebACL(this, 'Resource', {
      name: props.webAclName,
      description: 'Rate rules of Puma services behind a load balancer',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: Lazy.any({ produce: () => renderRules(this.placed) }),
      customResponseBodies: Lazy.any({ produce: () => responseBodies(this.placed) }),
      dataProtectionConfig: Lazy.any({ produce: () => dataProtection(secretHeaders, secretArguments, this.placed) }),
      onSourceDDoSProtectionConfig: {
        albLowReputationMode: props.onSourceDdosProtection ?? OnSourceDdosProtection.ACTIVE_UNDER_DDOS,
      },
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: this.metricName, sampledRequestsEnabled: true },
    });
    this.webAclArn = this.resource.attrArn;
    this.webAclName = props.webAclName ?? Fn.select(0, Fn.split('|', this.resource.ref));

    const destination = props.logs ?? WebAclLogs.newLogGroup();
    this.logGroup = destination._bind(this);
    if (this.logGroup) {
      this.logging = new wafv2.CfnLoggingConfiguration(this, 'Logging', {
        resourceArn: this.webAclArn,
        logDestinationConfigs: [logDestination(this, this.logGroup)],
        redactedFields: secretHeaders.map((Name) => ({ singleHeader: { Name } })),
        loggingFilter: destination._filter,
      });
    } else {
      this.resource.addMetadata(`${PREFIX}noLogs`, destination._noLogsReason);
    }

    // Only when all rules have joined is it known what they come to; a warning is no error.
    this.node.addValidation({
      validate: () => {
        this.warn(adviceOnAll(this.placed));
        return [];
      },
    });
    (props.rateRules ?? []).forEach((rule) => this.addRateRule(rule));
  }

  /**
   * Puts a rate rule on hosts. May be called until the app synthesizes.
   *
   * Throws `TooManyRateRules` for the 11th rule, `RateRuleNameTaken`, `WebAclCapacityExceeded` beyond 5,000 capacity
   * units, and `CeilingWithoutScope` for a ceiling on every path of every host.
   */
  public addRateRule(rule: RateRule, scope: RateRuleScope = {}): void {
    const placed = placeRule(rule, scope.hostnames ?? [], scope.namePrefix);
    const path = `rateRules[${placed.name}]`;
    const rules = [...this.placed, placed];
    const units = rules.map(({ name, capacity }) => ({ name, units: capacity.units }));

    if (this.placed.some(({ name }) => name === placed.name)) {
      refuse({
        code: 'RateRuleNameTaken',
        path: `${path}.name`,
        given: placed.name,
        allowed: "a name that no other rule of this web ACL has; a component's rules are prefixed with its name",
        why: 'AWS WAF tells the rules of a web ACL, and their metrics, apart by name',
      });
    }
    if (rules.length > WAF.rateRulesPerWebAcl) {
      refuse({
        code: 'TooManyRateRules',
        path,
        given: `${this.placed.length} rules + 1 = ${rules.length}: ${rules.map(({ name }) => name).join(', ')}`,
        allowed: `${WAF.rateRulesPerWebAcl} rate rules in a web ACL; a component's hosts can share a rule, services can share a load balancer of their own`,
        why: 'AWS WAF holds no more in a web ACL, and does not raise this quota',
      });
    }
    if (units.reduce((sum, one) => sum + one.units, 0) > WAF.capacityLimit) {
      refuse({
        code: 'WebAclCapacityExceeded',
        path,
        given: `${capacitySum(units)}; this rule is ${placed.capacity.arithmetic}`,
        allowed: `${WAF.capacityLimit} WCU in a web ACL: fewer paths (22 each), hosts (13 each) or keys (30 each)`,
        why: 'AWS WAF holds no more in a web ACL, and does not raise this quota',
      });
    }
    this.warn(adviceOn(placed));
    this.placed.push(placed);
  }

  public associate(id: string, resourceArn: string): wafv2.CfnWebACLAssociation {
    return new wafv2.CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn });
  }

  /**
   * Capacity units (WCU) of the rules so far, by AWS's published costs. What AWS counts may be less, as it charges once
   * for some transformations that several statements share.
   */
  public capacity(): number {
    return this.placed.reduce((sum, { capacity }) => sum + capacity.units, 0);
  }

  /** Names of the rate rules so far, in the order that AWS WAF asks them: the dimension `Rule` of their metrics. */
  public rateRuleMetricNames(): string[] {
    return renderRules(this.placed).map(({ name }) => name);
  }

  /**
   * Requests answered with 429, a minute.
   *
   * @param ruleName metric name of a rule. Default: all rules together
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

  private metric(metricName: string, ruleName = 'ALL', options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = { WebACL: this.metricName, Rule: ruleName, Region: Stack.of(this).region };
    const common = { namespace: 'AWS/WAFV2', metricName, dimensionsMap, statistic: 'Sum', period: Duration.minutes(1) };
    return new cloudwatch.Metric({ ...common, ...options });
  }

  private warn(advice: readonly Advice[]): void {
    advice.forEach(({ id, message }) => Annotations.of(this).addWarningV2(PREFIX + id, message));
  }
}
