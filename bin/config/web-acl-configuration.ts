import type { LinkScannerProtectionProps } from '../../lib/edge/blast-protection-props';
import type {
  AntiDdosOptions,
  BotControlOptions,
  ManagedRulesOptions,
  OtherManagedRulesOptions,
} from '../../lib/edge/managed-rules-props';
import type { PumaWebAclProps } from '../../lib/edge/puma-web-acl-props';
import type { WebAclLogBucketProps, WebAclLogOptions } from '../../lib/edge/web-acl-log-options';
import type { BodyConfiguration, RateRuleConfiguration, ScopeDownConfiguration } from './rate-rule-configuration';

export interface WebAclConfiguration extends Omit<PumaWebAclProps, 'rateRules' | 'managedRules' | 'logs'> {
  /**
   * Rate rules for every host of the load balancer.
   *
   * @default - none
   */
  readonly rateRules?: RateRuleConfiguration[];

  /**
   * Groups of rules that AWS or others keep up to date, each once, in whatever order. They count until told to act.
   *
   * @default - none
   */
  readonly managedRules?: ManagedRulesConfiguration[];

  /**
   * Where requests that a rule counted or blocked are logged.
   *
   * @default - a log group of its own
   */
  readonly logs?: WebAclLogsConfiguration;
}

/** @exactlyOne */
export interface WebAclLogsConfiguration {
  /** A log group of its own, encrypted with the stack's key for logs; `{}` for all defaults. */
  readonly newLogGroup?: WebAclLogOptions;
  /** A bucket of its own, encrypted with the stack's key for logs; `{}` for all defaults. */
  readonly newBucket?: Omit<WebAclLogBucketProps, 'encryptionKey' | 'serverAccessLogsBucket'>;
  /** Why there are no logs. */
  readonly none?: string;
}

/** @exactlyOne */
export interface ManagedRulesConfiguration {
  /** Floods of requests: labels, blocks and, where told, challenges. First of all; paid by the month and by request. */
  readonly antiDdos?: Written<AntiDdosOptions>;
  /** Addresses that AWS has seen attack. */
  readonly ipReputation?: Written<ManagedRulesOptions>;
  /** Addresses that hide who asks: VPNs, proxies, Tor, hosting companies. */
  readonly anonymousIp?: Written<ManagedRulesOptions>;
  /** Requests that exploit what is known: Log4j, deserialization. */
  readonly knownBadInputs?: Written<ManagedRulesOptions>;
  /** What most web applications need: cross-site scripting, inclusion of files, sizes. */
  readonly common?: Written<ManagedRulesOptions>;
  /** Bots. Last, as AWS charges for each request that it looks at. */
  readonly botControl?: Written<BotControlOptions>;
  /** Any other group, of AWS or of a vendor that the account has subscribed to. */
  readonly other?: Written<OtherManagedRulesOptions>;
}

type Written<Options> = Omit<Options, 'scopeDown'> & ScopeDownConfiguration;

/** @exactlyOne */
export interface BlastProtectionConfiguration {
  /**
   * Against mail filters and ISPs that fetch every link of a campaign at once, from thousands of addresses: limits for one
   * network with one TLS fingerprint, for one address, and for all together, derived from what the pods can carry.
   */
  readonly forLinkScanners?: Omit<LinkScannerProtectionProps, 'body'> & BodyConfiguration;
}
