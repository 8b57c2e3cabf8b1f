import type { BlockedBody } from './blocked-body';
import type { ForwardedIpOptions } from './rate-key';
import type { RateRuleMode } from './rate-rule';

/** One step of a blast protection. */
export interface BlastStepOptions {
  /**
   * Whether there is this step at all.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether it counts or blocks: switch one step at a time.
   *
   * @default - the `mode` of the protection
   */
  readonly mode?: RateRuleMode;

  /**
   * Requests in a window, 10 to 2,000,000,000. Throws `BlastLimitInvalid`.
   *
   * @default - derived from what the pods can carry: see `BlastLimits`
   */
  readonly limit?: number;
}

/** Protection of links that scanners follow: of e-mails, of campaigns. */
export interface LinkScannerProtectionProps {
  /**
   * The links' paths, by how they begin: `/t/`. At least one (`BlastProtectionWithoutPath`, `RateRulePathInvalid`). They are declared
   * for programs: nobody is challenged there.
   */
  readonly paths: string[];

  /**
   * Whether the steps count or block requests beyond their limits: a challenge is refused, as no scanner solves one
   * (`ChallengeOnProgramPath`).
   *
   * @default RateRuleMode.COUNT - watch each step's metric on real traffic, then block step by step
   */
  readonly mode?: RateRuleMode;

  /**
   * One network with one TLS fingerprint: the scanner of an ISP, whatever its addresses.
   *
   * @default - a tenth of what the pods can carry
   */
  readonly network?: BlastStepOptions;

  /**
   * One address.
   *
   * @default - a fiftieth of what the pods can carry
   */
  readonly address?: BlastStepOptions;

  /**
   * All together, of what the other steps let through: beyond it everyone is turned away, before the pods are.
   *
   * @default - four fifths of what the pods can carry
   */
  readonly ceiling?: BlastStepOptions;

  /**
   * Seconds that the slowest responses on these paths hold a thread, 0.0001 to 3600.
   *
   * @default - the service's `meanServiceTimeSeconds`
   */
  readonly slowestResponseSeconds?: number;

  /**
   * Seconds that AWS WAF looks back: 60, 120, 300 or 600 (`BlastWindowInvalid`).
   *
   * @default 60
   */
  readonly windowSeconds?: number;

  /**
   * Spare requests that carry this cookie from the network's limit: the session cookie of people who are logged in. At most
   * 60 characters. Anyone can make one up; the other steps do not look at it.
   *
   * @default - with and without cookies
   */
  readonly withoutCookie?: string;

  /**
   * Whether clients of one network are told apart by the fingerprint of their TLS hello (JA4): without, the network's limit holds
   * for all its customers together.
   *
   * @default - true, but false with `forwardedIp`: behind a proxy the fingerprint is the proxy's
   */
  readonly joinJa4?: boolean;

  /**
   * Take addresses from a header in place of the connection: behind a proxy or CDN of your own.
   *
   * @default - the connection's address
   */
  readonly forwardedIp?: ForwardedIpOptions;

  /**
   * Seconds in the `Retry-After` header of a 429 answer, 1 to 3600 (`RetryAfterInvalid`).
   *
   * @default - as long as the window
   */
  readonly retryAfterSeconds?: number;

  /**
   * Body of a 429 answer, at most 4 KB.
   *
   * @default - empty
   */
  readonly body?: BlockedBody;

  /**
   * What the names of the steps' rules begin with: `links-network`, `links-address`, `links-ceiling`.
   *
   * @default links
   */
  readonly name?: string;
}
