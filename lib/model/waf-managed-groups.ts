/** What is published of one managed rule group of AWS. */
export interface ManagedGroup {
  /** Capacity units. */
  readonly units: number;
  /** Whether a version can be pinned. */
  readonly versioned: boolean;
  /** Where it stands in a web ACL. */
  readonly priority: number;
  /** Where it stands when rate rules are to read its labels; none where it is before them anyway. */
  readonly early?: number;
  /** Namespace of the labels that it puts on requests; none where it is not known. */
  readonly labels?: string;
  /** Its rules; none where the list is long and moves with its versions. */
  readonly rules: readonly string[];
}

/**
 * The managed rule groups that this library knows by name (AWS WAF Developer Guide, "AWS Managed Rules rule groups list":
 * the pages "Baseline", "IP reputation", "Bot Control", "Distributed Denial of Service (DDoS) prevention rule group").
 *
 * Priorities put what turns most away for least first and what is paid by request last (AWS security services best
 * practices, "Recommended WAF rule order"); rate rules have 200 to 699. Groups below 200 label requests before they count.
 */
export const MANAGED_GROUPS = {
  AWSManagedRulesAntiDDoSRuleSet: {
    units: 50,
    versioned: true,
    priority: 10,
    labels: 'awswaf:managed:aws:anti-ddos:',
    rules: ['ChallengeAllDuringEvent', 'ChallengeDDoSRequests', 'DDoSRequests'],
  },
  AWSManagedRulesAmazonIpReputationList: {
    units: 25,
    versioned: false,
    priority: 20,
    labels: 'awswaf:managed:aws:amazon-ip-list:',
    rules: ['AWSManagedIPReputationList', 'AWSManagedReconnaissanceList', 'AWSManagedIPDDoSList'],
  },
  AWSManagedRulesAnonymousIpList: {
    units: 50,
    versioned: false,
    priority: 30,
    labels: 'awswaf:managed:aws:anonymous-ip-list:',
    rules: ['AnonymousIPList', 'HostingProviderIPList'],
  },
  AWSManagedRulesKnownBadInputsRuleSet: {
    units: 200,
    versioned: true,
    priority: 710,
    early: 40,
    labels: 'awswaf:managed:aws:known-bad-inputs:',
    rules: [
      'JavaDeserializationRCE_HEADER',
      'JavaDeserializationRCE_BODY',
      'JavaDeserializationRCE_URIPATH',
      'JavaDeserializationRCE_QUERYSTRING',
      'Host_localhost_HEADER',
      'PROPFIND_METHOD',
      'ExploitablePaths_URIPATH',
      'Log4JRCE_HEADER',
      'Log4JRCE_QUERYSTRING',
      'Log4JRCE_BODY',
      'Log4JRCE_URIPATH',
      'ReactJSRCE_BODY',
    ],
  },
  AWSManagedRulesCommonRuleSet: {
    units: 700,
    versioned: true,
    priority: 720,
    early: 50,
    labels: 'awswaf:managed:aws:core-rule-set:',
    rules: [
      'NoUserAgent_HEADER',
      'UserAgent_BadBots_HEADER',
      'SizeRestrictions_QUERYSTRING',
      'SizeRestrictions_Cookie_HEADER',
      'SizeRestrictions_BODY',
      'SizeRestrictions_URIPATH',
      'EC2MetaDataSSRF_BODY',
      'EC2MetaDataSSRF_COOKIE',
      'EC2MetaDataSSRF_URIPATH',
      'EC2MetaDataSSRF_QUERYARGUMENTS',
      'GenericLFI_QUERYARGUMENTS',
      'GenericLFI_URIPATH',
      'GenericLFI_BODY',
      'RestrictedExtensions_URIPATH',
      'RestrictedExtensions_QUERYARGUMENTS',
      'GenericRFI_QUERYARGUMENTS',
      'GenericRFI_BODY',
      'GenericRFI_URIPATH',
      'CrossSiteScripting_COOKIE',
      'CrossSiteScripting_QUERYARGUMENTS',
      'CrossSiteScripting_BODY',
      'CrossSiteScripting_URIPATH',
    ],
  },
  AWSManagedRulesBotControlRuleSet: {
    units: 50,
    versioned: true,
    priority: 790,
    early: 60,
    labels: 'awswaf:managed:aws:bot-control:',
    rules: [],
  },
} as const satisfies Record<string, ManagedGroup>;

/** Priority of the first rate rule that there may be. */
export const RATE_RULES_FROM = 200;

/** Name of a managed group that is known here. */
export type ManagedGroupName = keyof typeof MANAGED_GROUPS;

/** Where groups that are not known here begin: after the rate rules, before what is paid by request. */
export const OTHER_GROUPS_PRIORITY = { beforeRateRules: 100, afterRateRules: 740 } as const;

/** Priorities that such groups may take, before and after the rate rules: as many as a web ACL can refer to. */
export const OTHER_GROUPS = 50;
