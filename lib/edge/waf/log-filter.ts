import { refuse } from '../../model/errors';
import type { WebAclLogOptions } from '../web-acl-log-options';
import { WebAclLogAction } from '../web-acl-log-options';
import { checkLabel } from './match-checks';

/** Everything that a rule did, but for letting through. */
const DONE = [
  WebAclLogAction.BLOCK,
  WebAclLogAction.COUNT,
  WebAclLogAction.CAPTCHA,
  WebAclLogAction.CHALLENGE,
  WebAclLogAction.EXCLUDED_AS_COUNT,
];

/** The filter in CloudFormation's words, looked at from the top; undefined keeps everything. */
export function logFilter({ includeAllowed = false, ...given }: WebAclLogOptions): unknown {
  const { keepActions, keepLabels = [], dropLabels = [] } = given;
  [...keepLabels, ...dropLabels].forEach((label) => checkLabel('WebAclLogs.keepLabels/dropLabels', label, false));
  if (includeAllowed && (keepActions !== undefined || keepLabels.length > 0)) {
    refuse({
      code: 'LogFilterConflict',
      path: 'WebAclLogs.includeAllowed',
      given: includeAllowed,
      allowed: 'either includeAllowed, or keepActions and keepLabels',
      why: 'with every request in the log there is nothing left to keep',
    });
  }
  if (keepActions?.length === 0 && keepLabels.length === 0) {
    refuse({
      code: 'LogFilterEmpty',
      path: 'WebAclLogs.keepActions',
      given: keepActions,
      allowed: 'at least one action or label, or WebAclLogs.none(reason)',
      why: 'a filter that keeps nothing is a log that is paid for and empty',
    });
  }
  const dropped = filter('DROP', labels(dropLabels));
  if (includeAllowed) return dropped.length > 0 ? { DefaultBehavior: 'KEEP', Filters: dropped } : undefined;
  const actions = [...new Set(keepActions ?? DONE)].map((Action) => ({ ActionCondition: { Action } }));
  return { DefaultBehavior: 'DROP', Filters: [...dropped, ...filter('KEEP', [...actions, ...labels(keepLabels)])] };
}

function labels(given: readonly string[]): unknown[] {
  return [...new Set(given)].sort().map((LabelName) => ({ LabelNameCondition: { LabelName } }));
}

function filter(behavior: string, conditions: readonly unknown[]): unknown[] {
  return conditions.length > 0 ? [{ Behavior: behavior, Requirement: 'MEETS_ANY', Conditions: conditions }] : [];
}
