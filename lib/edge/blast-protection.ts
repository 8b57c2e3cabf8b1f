import { BlastLimits } from '../model/blast';
import { checkBlastLimit } from '../model/blast-checks';
import type { Capacity } from '../model/capacity';
import { refuse } from '../model/errors';
import type { BlastStepOptions, LinkScannerProtectionProps } from './blast-protection-props';
import { RateRule, RateRuleMode } from './rate-rule';
import type { RateRuleProps } from './rate-rule-props';
import { checkPathPrefix } from './waf/checks';
import { challenges } from './waf/rate-rule-mode';

/**
 * Rate rules against a blast, as a ladder whose limits follow from what the pods can carry. Three rules; a web ACL has room for
 * ten. What an earlier step turns away, a later one does not count: the scanners first, everyone last.
 *
 * It ends a blast, it does not keep its beginning out: until AWS WAF acts, usually within 30 s and at worst after minutes, all
 * of it reaches the pods, which must bear that with their backlog and their fewest number.
 */
export class BlastProtection {
  /**
   * Against mail filters and ISPs that fetch every link of a campaign at once, from thousands of addresses: one network with one
   * TLS fingerprint, then one address, then all together. `PumaWebAcl` adds AWS's own step for sources of bad repute; a
   * paid one comes with `ManagedRules.antiDdos()`. Components that share pods are each given all that these can carry: lower the
   * ceilings where several meet a blast at once.
   */
  public static forLinkScanners(props: LinkScannerProtectionProps): BlastProtection {
    return new BlastProtection(props);
  }

  /** The paths that are protected, and on which nobody is challenged. */
  public readonly paths: string[];

  private constructor(private readonly props: LinkScannerProtectionProps) {
    const given = props.paths as string[] | undefined;
    if (!Array.isArray(given) || given.length === 0) {
      refuse({
        code: 'BlastProtectionWithoutPath',
        path: 'blastProtection.paths',
        given,
        allowed: "at least one beginning of a path, such as /t/; '/' where the host has nothing but links",
        why: 'the limits are for links, and would turn readers of other pages away',
      });
    }
    this.paths = given.map((prefix, i) => checkPathPrefix(`blastProtection.paths[${i}]`, prefix));
    checkNoChallenge('mode', props.mode);
    for (const step of ['network', 'address', 'ceiling'] as const) {
      checkNoChallenge(`${step}.mode`, props[step]?.mode);
      checkBlastLimit(`${step}.limit`, props[step]?.limit);
    }
  }

  /** The limits of the steps behind pods of this capacity, each with its arithmetic. */
  public limits(capacity: Capacity): BlastLimits {
    const { slowestResponseSeconds, windowSeconds, network, address, ceiling } = this.props;
    return BlastLimits.derive({
      capacity,
      slowestResponseSeconds,
      windowSeconds,
      networkLimit: network?.limit,
      addressLimit: address?.limit,
      ceilingLimit: ceiling?.limit,
    });
  }

  /** The rate rules of the steps, to be put on the links' hosts. */
  public rateRules(capacity: Capacity): RateRule[] {
    const { network, address, ceiling, forwardedIp, withoutCookie, joinJa4 = forwardedIp === undefined } = this.props;
    const limits = this.limits(capacity);
    return [
      ...this.step('network', network, limits.network, (props) =>
        RateRule.perAsn({ ...props, joinJa4, withoutCookie, forwardedIp }),
      ),
      ...this.step('address', address, limits.address, (props) =>
        forwardedIp ? RateRule.perForwardedIp({ ...props, ...forwardedIp }) : RateRule.perIp(props),
      ),
      ...this.step('ceiling', ceiling, limits.ceiling, (props) => RateRule.ceiling(props)),
    ];
  }

  private step(
    name: string,
    { enabled = true, mode }: BlastStepOptions = {},
    limit: number,
    make: (props: RateRuleProps) => RateRule,
  ): RateRule[] {
    if (!enabled) return [];
    const { windowSeconds, retryAfterSeconds, body } = this.props;
    const common = { paths: this.paths, windowSeconds, retryAfterSeconds, body };
    return [make({ ...common, name: `${this.props.name ?? 'links'}-${name}`, limit, mode: mode ?? this.props.mode })];
  }
}

function checkNoChallenge(name: string, mode: RateRuleMode | undefined): void {
  if (mode === undefined || !challenges(mode)) return;
  refuse({
    code: 'ChallengeOnProgramPath',
    path: `blastProtection.${name}`,
    given: mode,
    allowed: `${RateRuleMode.COUNT} or ${RateRuleMode.BLOCK}`,
    why: 'a challenge is a page that a browser must run; API clients and link scanners never solve it, and are locked out or count a click',
  });
}
