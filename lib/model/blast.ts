import { checkBlastLimit, checkBlastWindow } from './blast-checks';
import type { Capacity } from './capacity';
import { checkRecord, numberWithin } from './checks';
import { refuse } from './errors';
import type { ExplainedValue, ModelAdvice } from './explanation';
import { formatNumber } from './explanation-table';
import { WAF } from './waf';

/**
 * What a blast may take of what the pods can carry. Shares are judgement, checked by a replayed blast (test/edge/replay.test.ts):
 * they are there to be overridden by what your own metrics show in count mode.
 */
const SHARES = {
  /** Of all requests for links: the rest is for other paths of the same pods, and for what comes before WAF acts. */
  ceiling: 0.8,
  /** Of one network with one TLS fingerprint: ten such scanners at once are borne. */
  network: 0.1,
  /** Of one address: fifty of them fill the pods. */
  address: 0.02,
} as const;

/** No address is held to less than this: an office or a mobile network has many readers behind one. */
const LEAST_PER_ADDRESS_A_SECOND = 1;

/** What the limits of a blast protection follow from. */
export interface BlastInputs {
  /** What the pods can carry; with an autoscaler, the fewest, for a blast comes before they grow. */
  readonly capacity: Capacity;

  /**
   * Seconds that the slowest responses on these paths hold a thread, 0.0001 to 3600: their 99th percentile, say.
   *
   * @default - the capacity's mean service time
   */
  readonly slowestResponseSeconds?: number;

  /**
   * Seconds that AWS WAF looks back: 60, 120, 300 or 600.
   *
   * @default 60
   */
  readonly windowSeconds?: number;

  /**
   * Requests in a window for one network with one TLS fingerprint, 10 to 2,000,000,000.
   *
   * @default - a tenth of what the pods can carry, not less than for an address
   */
  readonly networkLimit?: number;

  /**
   * Requests in a window for one address, 10 to 2,000,000,000.
   *
   * @default - a fiftieth of what the pods can carry, not less than one a second
   */
  readonly addressLimit?: number;

  /**
   * Requests in a window for all together, 10 to 2,000,000,000.
   *
   * @default - four fifths of what the pods can carry
   */
  readonly ceilingLimit?: number;
}

/** Limits against a blast of requests, derived from what the pods can carry, each with its arithmetic. */
export class BlastLimits {
  /**
   * Derives the limits.
   *
   * Throws a `PumaEksError`: `BlastInvalid`, `BlastLimitInvalid`, `BlastResponseTimeInvalid`, `BlastWindowInvalid`, `BlastCapacityTooSmall`, or `MustBeKnownAtSynth`
   * for a token.
   */
  public static derive(inputs: BlastInputs): BlastLimits {
    const why = 'each figure is read from it by its name';
    checkRecord({ code: 'BlastInvalid', path: 'blastProtection', why }, inputs);
    return new BlastLimits(inputs);
  }

  /** Seconds that AWS WAF looks back. */
  public readonly windowSeconds: number;
  /** Seconds that the slowest responses hold a thread. */
  public readonly slowestResponseSeconds: number;
  /** Requests a second that all pods answer at that pace. */
  public readonly requestsPerSecond: number;
  /** Requests in a window that all pods answer at that pace. */
  public readonly requestsPerWindow: number;
  /** Limit of one network with one TLS fingerprint, in a window. */
  public readonly network: number;
  /** Limit of one address, in a window. */
  public readonly address: number;
  /** Limit of all together, in a window. */
  public readonly ceiling: number;
  /** What is legal but unwise; constructs show each as a warning that can be acknowledged. */
  public readonly warnings: ModelAdvice[];

  private readonly rows: ExplainedValue[];

  private constructor(inputs: BlastInputs) {
    const { capacity } = inputs;
    this.windowSeconds = checkBlastWindow(inputs.windowSeconds);
    this.slowestResponseSeconds = numberWithin(
      {
        code: 'BlastResponseTimeInvalid',
        path: 'blastProtection.slowestResponseSeconds',
        min: 0.0001,
        max: 3600,
        why: 'it is the time in seconds, not milliseconds, that a response holds a thread',
      },
      inputs.slowestResponseSeconds ?? capacity.meanServiceTimeSeconds,
    );
    const threads = capacity.pods * capacity.threadsPerPod;
    this.requestsPerSecond = threads / this.slowestResponseSeconds;
    // Rounded first, as 0.1 is not a tenth in floating point.
    this.requestsPerWindow = floor(this.requestsPerSecond * this.windowSeconds);
    const least = LEAST_PER_ADDRESS_A_SECOND * this.windowSeconds;
    this.ceiling = checkBlastLimit('ceilingLimit', inputs.ceilingLimit) ?? this.derivedCeiling();
    this.address =
      checkBlastLimit('addressLimit', inputs.addressLimit) ??
      atMost(this.ceiling, Math.max(least, floor(SHARES.address * this.requestsPerWindow)));
    this.network =
      checkBlastLimit('networkLimit', inputs.networkLimit) ??
      atMost(this.ceiling, Math.max(this.address, floor(SHARES.network * this.requestsPerWindow)));
    this.warnings = this.checkOrder();
    this.rows = this.explained(inputs, threads, least);
  }

  /** Every figure with how it came about and where it comes from. */
  public explain(): ExplainedValue[] {
    return [...this.rows];
  }

  private derivedCeiling(): number {
    const derived = floor(SHARES.ceiling * this.requestsPerWindow);
    if (derived >= WAF.rateLimit.min) return atMost(WAF.rateLimit.max, derived);
    return refuse({
      code: 'BlastCapacityTooSmall',
      path: 'blastProtection',
      given: `${SHARES.ceiling} × ${formatNumber(this.requestsPerSecond)} requests/s × ${this.windowSeconds} s = ${derived} requests`,
      allowed: `a capacity whose ceiling is at least ${WAF.rateLimit.min}: more pods or threads, faster responses, a longer window, or a ceiling of your own`,
      why: 'AWS WAF takes no lower limit',
    });
  }

  private checkOrder(): ModelAdvice[] {
    const { address, network, ceiling } = this;
    if (address <= network && network <= ceiling) return [];
    return [
      {
        id: 'blastLimitsOutOfOrder',
        message:
          `blastProtection: ${address} requests in ${this.windowSeconds} s for an address, ${network} for a network, ${ceiling} for all. A limit ` +
          'that is above one further out is never reached: the wider step turns strangers away first.',
      },
    ];
  }

  private explained(inputs: BlastInputs, threads: number, least: number): ExplainedValue[] {
    const { pods, threadsPerPod } = inputs.capacity;
    const { windowSeconds, requestsPerWindow: all } = this;
    const slow = formatNumber(this.slowestResponseSeconds);
    const given = (value: number | undefined, derivation: string): string =>
      value === undefined ? derivation : 'given';
    const replay = 'judgement, checked by a replayed blast';
    return [
      row(
        'slowestResponseSeconds',
        this.slowestResponseSeconds,
        's',
        given(inputs.slowestResponseSeconds, 'meanServiceTimeSeconds of the capacity'),
        'measure yours: target_processing_time on these paths',
      ),
      row(
        'requestsPerSecond',
        this.requestsPerSecond,
        'requests/s',
        `${pods} pods × ${threadsPerPod} threads = ${threads} ÷ ${slow} s`,
        "Little's law",
      ),
      row(
        'windowSeconds',
        windowSeconds,
        's',
        given(inputs.windowSeconds, 'default'),
        'field data: a blast lasts no longer',
      ),
      row(
        'requestsPerWindow',
        all,
        'requests',
        `${formatNumber(this.requestsPerSecond)} requests/s × ${windowSeconds} s`,
        "Little's law",
      ),
      row(
        'network',
        this.network,
        'requests',
        given(inputs.networkLimit, `${SHARES.network} × ${all}, not under address ${this.address}, not over ceiling`),
        replay,
      ),
      row(
        'address',
        this.address,
        'requests',
        given(inputs.addressLimit, `${SHARES.address} × ${all}, not under ${least} (one a second), not over ceiling`),
        replay,
      ),
      row('ceiling', this.ceiling, 'requests', given(inputs.ceilingLimit, `${SHARES.ceiling} × ${all}`), replay),
      row(
        'reactionSeconds',
        WAF.rateReactionSeconds,
        's',
        'until AWS WAF acts, usually; it may take minutes. All that comes before reaches the pods',
        'AWS WAF Developer Guide, rate-based rule caveats',
      ),
    ];
  }
}

function floor(value: number): number {
  return Math.floor(Number(value.toPrecision(12)));
}

function atMost(most: number, value: number): number {
  return Math.min(most, value);
}

function row(name: string, value: number, unit: string, derivation: string, source: string): ExplainedValue {
  return { name, value, unit, derivation, source };
}
