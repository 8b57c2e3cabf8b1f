/**
 * What AWS WAF allows and what each statement costs. Every figure is AWS's own: "AWS WAF quotas", "Using match rule
 * statements", "Using rate-based rule statements" (AWS WAF Developer Guide), and the API's own shapes where they say more.
 */
export const WAF = {
  /** Requests in a window, smallest and largest limit of a rate rule (quotas; API shape `RateLimit`). */
  rateLimit: { min: 10, max: 2_000_000_000 },
  /** Evaluation windows, in seconds (API shape `RateBasedStatement`). WAF looks back this far about every 10 s. */
  windowsSeconds: [60, 120, 300, 600],
  /** Default window: a link scanner's blast is over before a longer one has filled [field data]. */
  defaultWindowSeconds: 60,
  /** Rate rules in one web ACL; this quota cannot be raised (quotas). */
  rateRulesPerWebAcl: 10,
  /** Custom aggregation keys in one rate rule (API shape `RateBasedStatementCustomKeys`). */
  keysPerRule: 5,
  /** Text transformations in one statement (quotas). */
  transformationsPerStatement: 10,
  /** Characters of a rule's, web ACL's or metric's name (API shape `EntityName`; CloudFormation `VisibilityConfig`). */
  nameLength: 128,
  /** Characters of a header's, cookie's or query argument's name (API shape `FieldToMatchData`). */
  fieldNameLength: 64,
  /** Fields that a log leaves out, and names that one kind of protected field has (API shapes `RedactedFields`, `FieldToProtectKeys`). */
  redactedFields: 100,
  protectedNames: 100,
  /** Characters of the header that carries a forwarded address (API shape `ForwardedIPHeaderName`). */
  forwardedHeaderLength: 255,
  /** Characters of a label namespace (API shape `LabelNamespace`). */
  labelNamespaceLength: 1024,
  /** Characters of a string match (quotas). */
  searchStringLength: 200,
  /** Characters of a regular expression (quotas). */
  regexLength: 200,
  /** Bytes of one custom response body: 4 KB (quotas). */
  responseBodyBytes: 4096,
  /** Capacity units that one web ACL can hold; this quota cannot be raised (quotas). */
  capacityLimit: 5000,
  /** Capacity units within a web ACL's basic price; above it each request costs more (quotas, note *). */
  capacityInBasicPrice: 1500,
  /** What log destinations must be called, of whatever kind (API shape `LoggingConfiguration`). */
  logGroupPrefix: 'aws-waf-logs-',
  /** Rule groups and IP sets that one web ACL can refer to (quotas). */
  referencesPerWebAcl: 50,
  /** Autonomous system numbers in one ASN match statement (API shape `AsnList`), and the largest. */
  asnsPerStatement: 100,
  largestAsn: 4_294_967_295,
  /** Characters of a label in a label match (API shape `LabelMatchKey`). */
  labelLength: 1024,
  /** Rule action overrides of one managed group (API shape `RuleActionOverrides`). */
  overridesPerGroup: 100,
  /** Characters of a regular expression that the Anti-DDoS group takes (API shape `RegexPatternString`). */
  exemptRegexLength: 512,
  /** Such expressions, where it challenges (CloudFormation, `AWS::WAFv2::WebACL ClientSideAction`: 1 to 5, required). */
  exemptRegexes: 5,
  /** What AWS recommends to begin with (API shape `ClientSideAction`): APIs, and what a page loads. */
  exemptRegexDefault: '\\/api(\\/|$)|\\.(acc|avi|css|gif|jpe?g|js|mp[34]|ogg|otf|pdf|png|tiff?|ttf|webm|webp|woff2?)$',
  /** Seconds that a solved CAPTCHA or challenge holds good (API shape `TimeWindowSecond`; a challenge lasts 300 at least). */
  captchaImmunitySeconds: { min: 60, max: 259_200 },
  challengeImmunitySeconds: { min: 300, max: 259_200 },
  /**
   * Seconds between a rate crossing its limit and WAF acting on it, as a rule: it looks about every 10 s, and what comes
   * of that spreads, "usually below 30 seconds", and "up to several minutes" at worst (Developer Guide, "Rate-based rule caveats").
   */
  rateReactionSeconds: 30,
} as const;

/** Capacity units (WCU) of each statement that this library renders, as the Developer Guide lists them. */
export const WCU = {
  /** String match, by how it matches. */
  byteMatch: { EXACTLY: 2, STARTS_WITH: 2, ENDS_WITH: 2, CONTAINS: 10, CONTAINS_WORD: 10 },
  /** Regular expression match. */
  regexMatch: 3,
  /** Each text transformation of a match statement; `NONE` is the absence of one. */
  textTransformation: 10,
  /** Match on the autonomous system number, on the country, on a label (one page of the guide each). */
  asnMatch: 1,
  geoMatch: 1,
  labelMatch: 1,
  /** Match on an IP set; `position: ANY` of a forwarded address costs 4 more ("IP set match rule statement"). */
  ipSetMatch: 1,
  ipSetAnyPosition: 4,
  /** AND, OR and NOT cost what they hold: the AWS CLI's `check-capacity` example adds up to 15 only so. */
  logical: 0,
  /** Rate-based statement, before its keys and its scope-down statement. */
  rateBased: 2,
  /** Each custom aggregation key. */
  customKey: 30,
} as const;

/** The capacity of one rate rule, with the arithmetic that made it. */
export interface RateRuleCapacity {
  readonly units: number;
  readonly arithmetic: string;
}

/** Capacity of a rate rule: 2, plus 30 for each custom key, plus its scope-down statement. */
export function rateRuleCapacity(customKeys: number, scopeDown: number): RateRuleCapacity {
  const parts = [`${WCU.rateBased} for the rate-based statement`];
  if (customKeys > 0) parts.push(`${customKeys} x ${WCU.customKey} for its keys`);
  if (scopeDown > 0) parts.push(`${scopeDown} for its scope-down statement`);
  return { units: WCU.rateBased + customKeys * WCU.customKey + scopeDown, arithmetic: parts.join(' + ') };
}

/** The sum of named capacities, written out: `blast 97 + per-ip 2 = 99 WCU`. */
export function capacitySum(rules: readonly { readonly name: string; readonly units: number }[]): string {
  const total = rules.reduce((sum, rule) => sum + rule.units, 0);
  return `${rules.map((rule) => `${rule.name} ${rule.units}`).join(' + ')} = ${total} WCU`;
}
