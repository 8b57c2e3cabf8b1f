/**
 * A second computation of web ACL capacity, from a template's JSON alone and a table of its own: what the AWS WAF Developer
 * Guide says ("Using match rule statements", "Using logical rule statements", "Using rate-based rule statements", "Using rule group rule
 * statements", "AWS Managed Rules rule groups list").
 */
type Json = Record<string, unknown>;

const PER_STATEMENT: Record<string, (statement: Json) => number> = {
  // "Exactly matches / Starts with / Ends with string - 2, Contains string / word - 10", and 10 for each transformation.
  ByteMatchStatement: (s) =>
    (String(s.PositionalConstraint).startsWith('CONTAINS') ? 10 : 2) + transformations(s) + query(s),
  // "3, as a base cost."
  RegexMatchStatement: (s) => 3 + transformations(s) + query(s),
  // "ASN match: 1", "Geographic match: 1", "Label match: 1"
  AsnMatchStatement: () => 1,
  GeoMatchStatement: () => 1,
  LabelMatchStatement: () => 1,
  // "1 WCU for most. If you configure the statement to use forwarded IP addresses and specify a position of ANY, increase the
  // WCU usage by 4."
  IPSetReferenceStatement: (s) => ((s.IPSetForwardedIPConfig as Json | undefined)?.Position === 'ANY' ? 5 : 1),
  // "Defined by the rule group, plus any additional WCUs for a scope-down statement." The pages of the groups say how many.
  ManagedRuleGroupStatement: (s) => {
    const units = PER_GROUP[s.Name as string];
    if (units === undefined) throw new Error(`no documented cost for the group ${String(s.Name)}`);
    return units + (s.ScopeDownStatement ? documentedWcu(s.ScopeDownStatement as Json) : 0);
  },
  // "Based on nested statements"
  AndStatement: (s) => sum(s.Statements),
  OrStatement: (s) => sum(s.Statements),
  NotStatement: (s) => documentedWcu(s.Statement as Json),
  // "2, as a base cost. For each custom aggregation key that you specify, add 30 WCUs. If you use a scope-down statement in
  // the rule, calculate and add the WCUs for that."
  RateBasedStatement: (s) =>
    2 +
    30 * ((s.CustomKeys as Json[] | undefined) ?? []).length +
    (s.ScopeDownStatement ? documentedWcu(s.ScopeDownStatement as Json) : 0),
};

/** "VendorName: AWS, Name: ..., WCU: ..." */
const PER_GROUP: Record<string, number> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
};

/** Capacity of one statement; one of a kind that the table does not know is an error, never free. */
export function documentedWcu(statement: Json): number {
  const [kind, ...more] = Object.keys(statement);
  const price = kind === undefined ? undefined : PER_STATEMENT[kind];
  if (!price || more.length > 0) throw new Error(`no documented cost for ${Object.keys(statement).join(', ')}`);
  return price(statement[kind] as Json);
}

/** Capacity of all rules of a web ACL. */
export function documentedTotal(rules: unknown): number {
  return (rules as Json[]).reduce((total, rule) => total + documentedWcu(rule.Statement as Json), 0);
}

function transformations(s: Json): number {
  return 10 * (s.TextTransformations as Json[]).filter(({ Type }) => Type !== 'NONE').length;
}

function query(s: Json): number {
  return 'AllQueryArguments' in (s.FieldToMatch as Json) ? 10 : 0;
}

function sum(statements: unknown): number {
  return (statements as Json[]).reduce((total, one) => total + documentedWcu(one), 0);
}
