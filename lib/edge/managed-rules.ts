import { refuse, wholeNumber } from '../model/errors';
import { WAF } from '../model/waf';
import type { ManagedGroup, ManagedGroupName } from '../model/waf-managed-groups';
import { MANAGED_GROUPS, OTHER_GROUPS_PRIORITY } from '../model/waf-managed-groups';
import type {
  AntiDdosOptions,
  BotControlOptions,
  ManagedRulesOptions,
  OtherManagedRulesOptions,
} from './managed-rules-props';
import { AntiDdosSensitivity, BotControlLevel, ManagedRulesMode } from './managed-rules-props';
import { checkWafName, known } from './waf/checks';
import { checkExemptPattern } from './waf/exempt-paths';
import { checkOverrides, checkVersion, priorityOf } from './waf/managed-checks';
import type { GroupConfig } from './waf/managed-group';

/**
 * A group of rules that AWS, or someone on its marketplace, keeps up to date. It watches until told to act. Groups stand in an
 * order of their own: what turns most away for least goes first, what is paid by request last, rate rules between.
 */
export class ManagedRules {
  /**
   * Floods of requests: labels, blocks and, where told, challenges those under suspicion during an event. Goes first of all.
   * 50 capacity units; AWS charges for it by the month and by request.
   */
  public static antiDdos(options: AntiDdosOptions = {}): ManagedRules {
    const { sensitivityToBlock, sensitivityToChallenge, exemptPathPatterns } = options;
    exemptPathPatterns?.forEach((pattern, i) =>
      checkExemptPattern(`ManagedRules.antiDdos.exemptPathPatterns[${i}]`, pattern),
    );
    if (exemptPathPatterns !== undefined && sensitivityToChallenge === undefined) {
      refuse({
        code: 'ExemptPathsUnused',
        path: 'ManagedRules.antiDdos.exemptPathPatterns',
        given: exemptPathPatterns,
        allowed: 'exemptPathPatterns together with sensitivityToChallenge',
        why: 'they exempt from the challenge, and without it nobody is challenged',
      });
    }
    return ManagedRules.named('AWSManagedRulesAntiDDoSRuleSet', options, {
      kind: 'antiDdos',
      block: sensitivityToBlock ?? AntiDdosSensitivity.LOW,
      challenge: sensitivityToChallenge,
      exempt: exemptPathPatterns ?? [WAF.exemptRegexDefault],
    });
  }

  /** Addresses that AWS has seen attack: bots, scouts, sources of floods. Before the rate rules. 25 capacity units. */
  public static ipReputation(options: ManagedRulesOptions = {}): ManagedRules {
    return ManagedRules.named('AWSManagedRulesAmazonIpReputationList', options);
  }

  /**
   * Addresses that hide who asks: VPNs, proxies, Tor, and hosting companies, where link scanners live too. Before the rate
   * rules. 50 capacity units.
   */
  public static anonymousIp(options: ManagedRulesOptions = {}): ManagedRules {
    return ManagedRules.named('AWSManagedRulesAnonymousIpList', options);
  }

  /** Requests that exploit what is known: Log4j, deserialization. After the rate rules. 200 capacity units. */
  public static knownBadInputs(options: ManagedRulesOptions = {}): ManagedRules {
    return ManagedRules.named('AWSManagedRulesKnownBadInputsRuleSet', options);
  }

  /**
   * What most web applications need: cross-site scripting, inclusion of files, sizes. `SizeRestrictions_BODY` turns
   * uploads over 8 KB away: exclude it where there are any. After the rate rules. 700 capacity units.
   */
  public static common(options: ManagedRulesOptions = {}): ManagedRules {
    return ManagedRules.named('AWSManagedRulesCommonRuleSet', options);
  }

  /** Bots. Last, as AWS charges for each request that it looks at: scope it down. 50 capacity units. */
  public static botControl(options: BotControlOptions = {}): ManagedRules {
    const { level = BotControlLevel.COMMON, machineLearning } = options;
    if (machineLearning !== undefined && level === BotControlLevel.COMMON) {
      refuse({
        code: 'MachineLearningUnused',
        path: 'ManagedRules.botControl.machineLearning',
        given: machineLearning,
        allowed: 'machineLearning with level TARGETED',
        why: 'the common level has no rules that learn',
      });
    }
    return ManagedRules.named('AWSManagedRulesBotControlRuleSet', options, {
      kind: 'botControl',
      level,
      machineLearning,
    });
  }

  /** Any other group, of AWS or of a vendor that the account has subscribed to. After the rate rules, if not told else. */
  public static other(options: OtherManagedRulesOptions): ManagedRules {
    const groupName = checkWafName('ManagedRules.other.groupName', options.groupName);
    const units = wholeNumber(
      'ManagedRulesCapacityInvalid',
      'ManagedRules.other.capacity',
      known('ManagedRules.other.capacity', options.capacity),
      1,
      WAF.capacityLimit,
      "the web ACL's capacity is added up at synth, and no group may have more than a web ACL",
    );
    const { beforeRateRules: early, afterRateRules: priority } = OTHER_GROUPS_PRIORITY;
    const group = { units, priority, early, versioned: true, rules: [] };
    return new ManagedRules(groupName, options.vendorName ?? 'AWS', group, options);
  }

  private static named(name: ManagedGroupName, options: ManagedRulesOptions, config?: GroupConfig): ManagedRules {
    return new ManagedRules(name, 'AWS', MANAGED_GROUPS[name], options, config);
  }

  /** Name of the rule in the web ACL and of its metric. */
  public readonly name: string;
  /** Whether the group acts or watches. */
  public readonly mode: ManagedRulesMode;

  /** Where it stands in the web ACL. @internal */
  public readonly _priority: number;

  private constructor(
    /** Name of the group. */
    public readonly groupName: string,
    /** Who keeps it up to date. */
    public readonly vendorName: string,
    /** @internal */
    public readonly _group: ManagedGroup,
    /** @internal */
    public readonly _options: ManagedRulesOptions,
    /** @internal */
    public readonly _config?: GroupConfig,
  ) {
    this.name = checkWafName('managedRules[].name', _options.name ?? groupName);
    this.mode = _options.mode ?? ManagedRulesMode.COUNT;
    const path = `managedRules[${this.name}]`;
    checkVersion(path, _options.version, _group.versioned);
    checkOverrides(path, _options);
    this._priority = priorityOf(path, _group, _options.beforeRateRules);
  }
}
