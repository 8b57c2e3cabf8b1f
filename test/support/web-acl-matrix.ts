import { BlastProtection } from '../../lib/edge/blast-protection';
import { BlockedBody } from '../../lib/edge/blocked-body';
import { ManagedRules } from '../../lib/edge/managed-rules';
import {
  AntiDdosSensitivity,
  BotControlLevel,
  ManagedRuleAction,
  ManagedRulesMode,
} from '../../lib/edge/managed-rules-props';
import type { PumaWebAclProps } from '../../lib/edge/puma-web-acl-props';
import { OnSourceDdosProtection } from '../../lib/edge/puma-web-acl-props';
import { RateKey, RateKeyFallback } from '../../lib/edge/rate-key';
import { RateRule, RateRuleMode } from '../../lib/edge/rate-rule';
import { RequestMatch } from '../../lib/edge/request-match';
import { ForwardedPosition, StringMatch } from '../../lib/edge/request-match-props';
import { TextTransformation } from '../../lib/edge/text-transformation';
import { WebAclLogAction } from '../../lib/edge/web-acl-log-options';
import { WebAclLogs } from '../../lib/edge/web-acl-logs';
import { Capacity } from '../../lib/model/capacity';

const IP_SET = 'arn:aws:wafv2:us-west-2:111122223333:regional/ipset/partners/11111111-2222-3333-4444-555555555555';
const { BLOCK, CAPTCHA, CHALLENGE, COUNT } = RateRuleMode;
const { CONTAINS, CONTAINS_WORD, ENDS_WITH, STARTS_WITH } = StringMatch;

/** Every kind of scope-down, each a rule of its own. */
const MATCHES: readonly RequestMatch[] = [
  RequestMatch.host('t.example.com', '*.example.org'),
  RequestMatch.pathExact('/login'),
  RequestMatch.pathPrefix('/t/'),
  RequestMatch.pathRegex('^/t/[0-9a-f]{8}$'),
  RequestMatch.method('GET', 'HEAD'),
  RequestMatch.header('accept', 'text/html', { match: CONTAINS, transformations: [TextTransformation.LOWERCASE] }),
  RequestMatch.header('user-agent', 'curl', { match: CONTAINS_WORD }),
  RequestMatch.header('user-agent', 'curl/', { match: STARTS_WITH }),
  RequestMatch.header('origin', '.example.com', { match: ENDS_WITH }),
  RequestMatch.headerRegex('accept', 'text/(html|plain)'),
  RequestMatch.cookie('sid'),
  RequestMatch.label('awswaf:managed:aws:bot-control:bot:verified'),
  RequestMatch.labelNamespace('awswaf:managed:aws:bot-control:'),
  RequestMatch.country(['DE', 'FR'], { header: 'X-Real-IP', fallback: RateKeyFallback.NO_MATCH }),
  RequestMatch.asn([64_496, 4_294_967_295], {}),
  RequestMatch.ipSet(IP_SET),
  RequestMatch.ipSet(IP_SET, { position: ForwardedPosition.ANY }),
  RequestMatch.not(
    RequestMatch.any(RequestMatch.asn([0]), RequestMatch.all(RequestMatch.country(['DE']), RequestMatch.cookie('sid'))),
  ),
];

const matched = MATCHES.map((scopeDown, i) =>
  RateRule.perIp({ name: `match-${i}`, limit: 10 + i, mode: i % 2 ? BLOCK : COUNT, scopeDown }),
);

const KEYS: readonly RateKey[][] = [
  [RateKey.ip(), RateKey.ja3(), RateKey.ja4(RateKeyFallback.MATCH), RateKey.httpMethod(), RateKey.uriPath()],
  [RateKey.header('x-api-key'), RateKey.cookie('sid'), RateKey.queryArgument('user')],
  [
    RateKey.queryString({ transformations: [TextTransformation.MD5] }),
    RateKey.labelNamespace('awswaf:clientip:geo:country:'),
  ],
  [RateKey.forwardedIp(), RateKey.asnOfForwardedIp()],
];

const aggregated = [
  RateRule.perIp({ name: 'ip', limit: 100, windowSeconds: 120, mode: BLOCK, body: BlockedBody.json('{}') }),
  RateRule.perForwardedIp({ name: 'forwarded', limit: 100, windowSeconds: 300 }),
  RateRule.perAsn({ name: 'asn', limit: 2_000_000_000, windowSeconds: 600, paths: ['/t/'], forwardedIp: {} }),
  RateRule.perJa4({ name: 'ja4', limit: 100, paths: ['/t/'], withoutCookie: 'sid' }),
  RateRule.ceiling({ name: 'hot', limit: 100, paths: ['/t/'], mode: BLOCK, retryAfterSeconds: 1 }),
  ...KEYS.map((keys, i) => RateRule.custom({ name: `own-${i}`, limit: 100, keys })),
];

const challenged = [
  RateRule.perIp({ name: 'challenge', limit: 100, mode: CHALLENGE, immunitySeconds: 300 }),
  RateRule.perIp({ name: 'captcha', limit: 100, mode: CAPTCHA, immunitySeconds: 259_200, paths: ['/web/'] }),
];

const scopeDown = RequestMatch.pathPrefix('/web/');
const groups = [
  ManagedRules.antiDdos({
    mode: ManagedRulesMode.ENFORCE,
    sensitivityToChallenge: AntiDdosSensitivity.MEDIUM,
    exemptPathPatterns: ['/api(/|$)'],
  }),
  ManagedRules.ipReputation({ ruleActions: { AWSManagedIPDDoSList: ManagedRuleAction.BLOCK } }),
  ManagedRules.anonymousIp({ excludedRules: ['HostingProviderIPList'] }),
  ManagedRules.knownBadInputs({ version: 'Version_1.22' }),
  ManagedRules.common({ scopeDown, ruleActions: { NoUserAgent_HEADER: ManagedRuleAction.CHALLENGE } }),
  ManagedRules.botControl({ level: BotControlLevel.TARGETED, machineLearning: true, scopeDown }),
];

/** Web ACLs that together have every option, each in a few. */
export const WEB_ACLS: Readonly<Record<string, PumaWebAclProps>> = {
  Empty: {},
  Matches1: { rateRules: matched.slice(0, 9), logs: WebAclLogs.newBucket() },
  Matches2: { rateRules: matched.slice(9), logs: WebAclLogs.none('One log is enough for a test') },
  Aggregations: { rateRules: aggregated, redactPath: true, redactQueryString: true },
  Challenges: { rateRules: challenged, onSourceDdosProtection: OnSourceDdosProtection.ALWAYS_ON },
  Groups: { managedRules: groups, secretHeaders: ['x-api-key'], secretQueryArguments: ['token'] },
  GroupsAndRules: { managedRules: groups.slice(0, 3), rateRules: aggregated.slice(0, 5), metricName: 'both' },
  Other: {
    managedRules: [ManagedRules.other({ groupName: 'AWSManagedRulesSQLiRuleSet', capacity: 200 })],
    webAclName: 'other',
  },
  Blast: {
    rateRules: BlastProtection.forLinkScanners({
      paths: ['/t/', '/o/'],
      mode: BLOCK,
      body: BlockedBody.html('<p>Later</p>'),
      withoutCookie: 'sid',
    }).rateRules(Capacity.derive({ pods: 3 })),
    logs: WebAclLogs.newLogGroup({ keepActions: [WebAclLogAction.BLOCK], keepLabels: ['a:b'], dropLabels: ['c:d'] }),
  },
  BlastBehindProxy: {
    rateRules: BlastProtection.forLinkScanners({ paths: ['/t/'], forwardedIp: {} }).rateRules(Capacity.derive()),
    logs: WebAclLogs.newBucket({ includeAllowed: true, dropLabels: ['c:d'] }),
  },
};
