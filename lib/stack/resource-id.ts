import { refuse } from '../model/errors';

/** Why the id of an existing resource is looked at now: nothing is looked up at synth. */
export interface ResourceIdCheck {
  readonly code: string;
  readonly path: string;
  readonly given: string;
  /** What ids of this kind begin with: `vpc`, `sg`. */
  readonly prefix: string;
  readonly why: string;
}

/** Refuses what is not the id of an EC2 resource of this kind: `vpc-…`, `sg-…`. */
export function checkResourceId({ code, path, given, prefix, why }: ResourceIdCheck): void {
  if (new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(given)) return;
  refuse({ code, path, given, allowed: `an id such as ${prefix}-0123456789abcdef0`, why });
}
