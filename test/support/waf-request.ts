import type { Template } from 'aws-cdk-lib/assertions';

/** A piece of a template, whose keys are whatever CloudFormation calls them. */
export type Json = ReturnType<Template['toJSON']>;

/** A request as AWS WAF sees it. */
export interface WafRequest {
  /** Seconds since the recording began. */
  readonly at: number;
  readonly ip: string;
  readonly asn: number;
  readonly country: string;
  /** JA4 fingerprint of the client's TLS hello; absent for plain HTTP. */
  readonly ja4?: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** Labels that groups not modelled here would have put on it. */
  readonly labels?: readonly string[];
}

/** What became of a request. */
export interface WafOutcome {
  readonly request: WafRequest;
  /** Name of the rule that turned it away; absent when it reached the load balancer. */
  readonly turnedAwayBy?: string;
  /** Names of the rules that only counted it. */
  readonly countedBy: readonly string[];
}
