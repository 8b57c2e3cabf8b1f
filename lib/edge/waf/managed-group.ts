import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../../model/errors';
import type { ManagedRules } from '../managed-rules';
import { ManagedRuleAction, ManagedRulesMode } from '../managed-rules-props';
import { exemptPatterns } from './exempt-paths';
import type { ProgramPaths } from './program-paths';
import { renderStatement } from './render-statement';
import { wcuOf } from './wcu';

/** What a group wants to be told beside the usual. */
export type GroupConfig =
  AntiDdosConfig | { readonly kind: 'botControl'; readonly level: string; readonly machineLearning?: boolean };

/** What the group against floods wants to be told. */
export interface AntiDdosConfig {
  readonly kind: 'antiDdos';
  readonly block: string;
  readonly challenge?: string;
  readonly exempt: readonly string[];
}

/** Capacity of a group with its scope-down statement ("Using managed rule group statements"). */
export function groupUnits({ _group, _options }: ManagedRules): number {
  return _group.units + wcuOf(_options.scopeDown?._statement);
}

/** The groups' rules, whatever order they were given in. */
export function renderGroups(
  groups: readonly ManagedRules[],
  declared: readonly ProgramPaths[],
): CfnWebACL.RuleProperty[] {
  const ordered = [...groups].sort((a, b) => a._priority - b._priority || (a.name < b.name ? -1 : 1));
  return ordered.map((group, i) => {
    const first = ordered.findIndex(({ _priority }) => _priority === group._priority);
    return renderGroup(group, group._priority + i - first, declared);
  });
}

/** Refuses a group that is there already. */
export function checkGroup(groups: readonly ManagedRules[], added: ManagedRules): void {
  const of = ({ vendorName, groupName }: ManagedRules): string => `${vendorName}/${groupName}`;
  if (groups.some((group) => of(group) === of(added))) {
    refuse({
      code: 'ManagedRulesRepeated',
      path: `managedRules[${added.name}]`,
      given: of(added),
      allowed: 'each group once in a web ACL',
      why: 'a group that stands twice is paid for twice, and does nothing more',
    });
  }
}

function renderGroup(group: ManagedRules, priority: number, declared: readonly ProgramPaths[]): CfnWebACL.RuleProperty {
  const { name, mode, vendorName, groupName, _options, _config } = group;
  return {
    name,
    priority,
    overrideAction: mode === ManagedRulesMode.COUNT ? { count: {} } : { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName,
        name: groupName,
        version: _options.version,
        ruleActionOverrides: overrides(group),
        managedRuleGroupConfigs: _config && [renderConfig(_config, declared)],
        scopeDownStatement: _options.scopeDown && renderStatement(_options.scopeDown._statement),
      },
    },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
  };
}

function overrides({ _options }: ManagedRules): CfnWebACL.RuleActionOverrideProperty[] | undefined {
  const { excludedRules = [], ruleActions = {} } = _options;
  const actions = [
    ...excludedRules.map((name) => [name, ManagedRuleAction.COUNT] as const),
    ...Object.entries(ruleActions),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  if (actions.length === 0) return undefined;
  return actions.map(([name, action]) => ({ name, actionToUse: { [action.toLowerCase()]: {} } }));
}

function renderConfig(
  config: GroupConfig,
  declared: readonly ProgramPaths[],
): CfnWebACL.ManagedRuleGroupConfigProperty {
  if (config.kind === 'botControl') {
    const { level, machineLearning } = config;
    return { awsManagedRulesBotControlRuleSet: { inspectionLevel: level, enableMachineLearning: machineLearning } };
  }
  const { block, challenge } = config;
  return {
    awsManagedRulesAntiDDoSRuleSet: {
      sensitivityToBlock: block,
      clientSideActionConfig: {
        challenge:
          challenge === undefined
            ? { usageOfAction: 'DISABLED' }
            : {
                usageOfAction: 'ENABLED',
                sensitivity: challenge,
                exemptUriRegularExpressions: exemptPatterns(config, declared).map((regexString) => ({ regexString })),
              },
      },
    },
  };
}
