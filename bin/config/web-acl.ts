import { BlastProtection } from '../../lib/edge/blast-protection';
import { ManagedRules } from '../../lib/edge/managed-rules';
import type { PumaWebAclProps } from '../../lib/edge/puma-web-acl-props';
import { WebAclLogs } from '../../lib/edge/web-acl-logs';
import type { Path } from './problem';
import type { At } from './rate-rules';
import { blockedBody, rateRule } from './rate-rules';
import { requestMatch } from './request-match';
import type { RequestMatchConfiguration } from './request-match-configuration';
import type {
  BlastProtectionConfiguration,
  ManagedRulesConfiguration,
  WebAclConfiguration,
  WebAclLogsConfiguration,
} from './web-acl-configuration';

/** The web ACL's props from a configuration of the right form. */
export function webAclProps({ rateRules, managedRules, logs, ...same }: WebAclConfiguration, at: At): PumaWebAclProps {
  const place = ['edge', 'webAcl'];
  return {
    ...same,
    rateRules: rateRules?.map((rule, i) => rateRule(rule, [...place, 'rateRules', i], at)),
    managedRules: managedRules?.map((group, i) => managedGroup(group, [...place, 'managedRules', i], at)),
    logs: logs && at([...place, 'logs'], () => webAclLogs(logs)),
  };
}

/** Protection against blasts from the one key that says its kind. */
export function blastProtection(
  { forLinkScanners }: BlastProtectionConfiguration,
  place: Path,
  at: At,
): BlastProtection {
  const here = [...place, 'forLinkScanners'];
  const { body, ...same } = forLinkScanners!;
  return at(here, () => BlastProtection.forLinkScanners({ ...same, body: body && blockedBody(body, here, at) }));
}

function webAclLogs({ newLogGroup, newBucket, none }: WebAclLogsConfiguration): WebAclLogs {
  if (newLogGroup) return WebAclLogs.newLogGroup(newLogGroup);
  return newBucket ? WebAclLogs.newBucket(newBucket) : WebAclLogs.none(none!);
}

const GROUPS = {
  antiDdos: (options) => ManagedRules.antiDdos(options),
  ipReputation: (options) => ManagedRules.ipReputation(options),
  anonymousIp: (options) => ManagedRules.anonymousIp(options),
  knownBadInputs: (options) => ManagedRules.knownBadInputs(options),
  common: (options) => ManagedRules.common(options),
  botControl: (options) => ManagedRules.botControl(options),
  other: (options) => ManagedRules.other(options),
} as const satisfies {
  [K in keyof ManagedRulesConfiguration]-?: (options: Parameters<(typeof ManagedRules)[K]>[0] & object) => ManagedRules;
};

function managedGroup(given: ManagedRulesConfiguration, place: Path, at: At): ManagedRules {
  const [[kind, { scopeDown, ...options }]] = Object.entries(given) as [
    keyof ManagedRulesConfiguration,
    { readonly scopeDown?: RequestMatchConfiguration },
  ][];
  const here = [...place, kind];
  const narrowed = scopeDown && requestMatch(scopeDown, [...here, 'scopeDown'], at);
  return at(here, () => GROUPS[kind]({ ...options, scopeDown: narrowed } as never));
}
