import type { RequestMatch } from './request-match';

/** Whether a managed group acts or watches. */
export enum ManagedRulesMode {
  /** What its rules match is counted and labelled, and nothing else. */
  COUNT = 'COUNT',
  /** Its rules do what AWS set them to, but for those that are overridden. */
  ENFORCE = 'ENFORCE',
}

/** What one rule of a managed group does in place of what AWS set it to. */
export enum ManagedRuleAction {
  /** Lets the request through, past all later rules. */
  ALLOW = 'ALLOW',
  /** Answers 403. */
  BLOCK = 'BLOCK',
  /** Labels and counts it. */
  COUNT = 'COUNT',
  /** Challenges the browser, unseen. */
  CHALLENGE = 'CHALLENGE',
  /** Asks the person. */
  CAPTCHA = 'CAPTCHA',
}

/** What every managed group has. */
export interface ManagedRulesOptions {
  /**
   * Whether the group acts or watches.
   *
   * @default ManagedRulesMode.COUNT - watch on real traffic what it would turn away
   */
  readonly mode?: ManagedRulesMode;

  /**
   * A version to stay on, such as `Version_1.10`. Throws `ManagedRulesVersionInvalid` for a group that AWS does not
   * version: the two lists of addresses. A version ends some day: AWS tells by SNS, and moves you on if you do not.
   *
   * @default - AWS's default version, which moves by itself
   */
  readonly version?: string;

  /**
   * Rules that only count, whatever the mode: those that turned honest clients away. With `ruleActions` each rule once and at most 100
   * (`ManagedRuleOverridesInvalid`).
   *
   * @default - none
   */
  readonly excludedRules?: string[];

  /**
   * What single rules do, by the rule's name, whatever AWS set them to. A challenge or CAPTCHA is refused where programs ask
   * (`ChallengeOnProgramPath`): scope the group down. AWS passes silently over a name that the group does not
   * have; synth warns of one that is not in its documentation.
   *
   * @default - what AWS set
   */
  readonly ruleActions?: Record<string, ManagedRuleAction>;

  /**
   * Which requests the group looks at. What a group costs by request is saved on the others.
   *
   * @default - all
   */
  readonly scopeDown?: RequestMatch;

  /**
   * Whether it goes before the rate rules: where they read its labels. Anti-DDoS and the two lists of addresses always do, and
   * false is refused (`ManagedRulesAlwaysFirst`).
   *
   * @default - false, but for those three
   */
  readonly beforeRateRules?: boolean;

  /**
   * Name of the rule in the web ACL and of its metric: 1 to 128 letters, digits, `-`, `_`. Throws `WafNameInvalid`.
   *
   * @default - the group's name
   */
  readonly name?: string;
}

/** How certain the Anti-DDoS group must be of a request before it acts on it. */
export enum AntiDdosSensitivity {
  /** Requests under high suspicion alone. */
  LOW = 'LOW',
  /** Those under medium suspicion too. */
  MEDIUM = 'MEDIUM',
  /** Every suspicion. */
  HIGH = 'HIGH',
}

/** AWS's group against floods of requests. */
export interface AntiDdosOptions extends ManagedRulesOptions {
  /**
   * From which suspicion on requests are blocked during an event.
   *
   * @default AntiDdosSensitivity.LOW
   */
  readonly sensitivityToBlock?: AntiDdosSensitivity;

  /**
   * From which suspicion on browsers are challenged during an event; all other requests that can be challenged are so too.
   * Paths that components declare for programs are exempt by themselves, with `exemptPathPatterns`.
   *
   * @default - nobody is challenged: programs and link scanners never solve a challenge
   */
  readonly sensitivityToChallenge?: AntiDdosSensitivity;

  /**
   * Regular expressions of what nobody is challenged on, at most 512 characters each; with those that the components'
   * `programPaths` and `blastProtection` make, at most 5 (`ExemptPathsInvalid`). AWS WAF compares them with the host and the
   * path behind it, `www.example.com/api/orders`, the path without a slash at its end: one that begins with the path is
   * refused (`ExemptPathNeverMatches`). With `sensitivityToChallenge` alone (`ExemptPathsUnused`).
   *
   * @default - what AWS recommends: `/api`, style sheets, scripts, pictures, fonts and the like
   */
  readonly exemptPathPatterns?: string[];
}

/** How closely Bot Control looks. */
export enum BotControlLevel {
  /** Bots that say that they are, and whether it is true. */
  COMMON = 'COMMON',
  /**
   * Bots that hide, by challenges, fingerprints and behaviour: ten times the price. In mode `ENFORCE` refused where programs
   * ask (`ChallengeOnProgramPath`), for they bring no token: scope it down to what browsers ask for.
   */
  TARGETED = 'TARGETED',
}

/** AWS's group for bots. */
export interface BotControlOptions extends ManagedRulesOptions {
  /**
   * How closely it looks.
   *
   * @default BotControlLevel.COMMON
   */
  readonly level?: BotControlLevel;

  /**
   * Whether traffic's statistics are analyzed, at level `TARGETED` (`MachineLearningUnused` at the other).
   *
   * @default true - AWS's own
   */
  readonly machineLearning?: boolean;
}

/** A managed group that this library has no name for. */
export interface OtherManagedRulesOptions extends ManagedRulesOptions {
  /**
   * Who sells it.
   *
   * @default AWS
   */
  readonly vendorName?: string;

  /** Name of the group, as `aws wafv2 list-available-managed-rule-groups` shows it: 1 to 128 letters, digits, `-`, `_` (`WafNameInvalid`). */
  readonly groupName: string;

  /** Capacity units, as `aws wafv2 describe-managed-rule-group` shows them, 1 to 5,000 (`ManagedRulesCapacityInvalid`). */
  readonly capacity: number;
}
