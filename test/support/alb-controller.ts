import type { Grammar } from './alb-annotations';
import { ALB_ANNOTATIONS, NAMED_ANNOTATIONS } from './alb-annotations';
import type { AnyObject } from './kubernetes-api';

const PREFIX = 'alb.ingress.kubernetes.io/';
const AUTO_MODE = 'eks.amazonaws.com/alb';

interface Backend {
  readonly path: string;
  readonly service: { name: string; port: { name?: string; number?: number } };
}

interface Ingress {
  readonly title: string;
  readonly values: Record<string, string>;
  readonly backends: Backend[];
  readonly className: string;
  /** Parameters of its class, where EKS Auto Mode is the controller. */
  readonly parameters?: Record<string, unknown>;
}

/** Asserts that the controller would take these Ingresses, by the documented rules of its annotations. */
export function expectControllerTakes(objects: readonly AnyObject[]): void {
  expect(controllerErrors(objects)).toEqual([]);
}

/** What the controller would refuse or ignore, one line each. All Ingresses are taken to be of one group. */
export function controllerErrors(objects: readonly AnyObject[]): string[] {
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress').map((object) => read(object, objects));
  return [
    ...ingresses.flatMap((ingress) =>
      [...nameErrors(ingress), ...valueErrors(ingress), ...loneErrors(ingress), ...classErrors(ingress)].map(
        (error) => `${ingress.title}: ${error}`,
      ),
    ),
    ...groupErrors(ingresses),
  ];
}

function read(object: AnyObject, all: readonly AnyObject[]): Ingress {
  const spec = object.spec as {
    ingressClassName: string;
    rules: { http: { paths: { path: string; backend: object }[] } }[];
  };
  const named = Object.entries(object.metadata.annotations ?? {});
  const ingressClass = all.find(
    ({ kind, metadata }) => kind === 'IngressClass' && metadata.name === spec.ingressClassName,
  );
  const { controller, parameters } = (ingressClass?.spec ?? {}) as {
    controller?: string;
    parameters?: { name: string };
  };
  const params = all.find(({ kind, metadata }) => kind === 'IngressClassParams' && metadata.name === parameters?.name);
  return {
    title: `Ingress/${object.metadata.name}`,
    values: Object.fromEntries(named.map(([name, value]) => [name.replace(PREFIX, ''), value])),
    backends: spec.rules.flatMap(({ http }) =>
      http.paths.map(({ path, backend }) => ({ path, ...backend }) as Backend),
    ),
    className: spec.ingressClassName,
    parameters: controller === AUTO_MODE ? ((params?.spec ?? {}) as Record<string, unknown>) : undefined,
  };
}

/** The rule of an annotation; that of one with a name of its own is by what comes before the name. */
function namedPart(name: string): string | undefined {
  const kind = NAMED_ANNOTATIONS.find((candidate) => name.startsWith(`${candidate}.`));
  return kind && name.slice(kind.length + 1);
}

function nameErrors({ values, parameters }: Ingress): string[] {
  return Object.keys(values).flatMap((name) => {
    if (namedPart(name) !== undefined) return [];
    const rule = Object.hasOwn(ALB_ANNOTATIONS, name) ? ALB_ANNOTATIONS[name] : undefined;
    if (rule === undefined) return [`${name}: no such annotation`];
    if (parameters === undefined) return [];
    if (rule.autoMode === false) return [`${name}: EKS Auto Mode does not read it`];
    const field = rule.overriddenBy;
    return field !== undefined && field in parameters ? [`${name}: spec.${field} of the class overrides it`] : [];
  });
}

function valueErrors({ values }: Ingress): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const grammar: Grammar = namedPart(name) === undefined ? ALB_ANNOTATIONS[name]?.grammar : { kind: 'json' };
    return grammar === undefined ? [] : grammarErrors(grammar, value).map((error) => `${name}: ${error}`);
  });
}

function grammarErrors(grammar: Grammar, value: unknown): string[] {
  if (typeof value !== 'string') return [`${String(value)} is no string`];
  switch (grammar.kind) {
    case 'string':
      return grammar.pattern?.test(value) === false ? [value] : [];
    case 'enum':
      return grammar.values.includes(value) ? [] : [`${value} is none of ${grammar.values.join(', ')}`];
    case 'integer':
      return /^\d+$/.test(value) && Number(value) >= grammar.min && Number(value) <= grammar.max
        ? []
        : [`${value} is no whole number from ${grammar.min} to ${grammar.max}`];
    case 'boolean':
      return ['true', 'false'].includes(value) ? [] : [`${value} is neither true nor false`];
    case 'list': {
      const items = value.split(',').map((item) => item.trim());
      if (items.length < (grammar.min ?? 1)) return [`fewer than ${grammar.min} of them`];
      return items.filter((item) => item === '' || grammar.pattern?.test(item) === false);
    }
    case 'map': {
      const pairs = value.split(',');
      const keys = pairs.map((pair) => pair.slice(0, Math.max(pair.indexOf('='), 0)));
      if (new Set(keys).size !== keys.length) return ['a key twice'];
      return pairs.filter((_, i) => keys[i] === '' || grammar.key?.test(keys[i]) === false);
    }
    case 'json':
      try {
        JSON.parse(value);
        return [];
      } catch {
        return [`${value} is no JSON`];
      }
  }
}

/** What one Ingress must say together, or not at all. */
function loneErrors({ values, backends }: Ingress): string[] {
  const errors: string[] = [];
  const ports = parsed<Record<string, number>[]>(values['listen-ports']) ?? [];
  const listeners = ports.flatMap((port) => Object.entries(port));
  const https = listeners.filter(([protocol]) => protocol === 'HTTPS').map(([, port]) => port);
  if (new Set(listeners.map(([, port]) => port)).size !== listeners.length) errors.push('listen-ports: a port twice');
  if (listeners.some(([protocol]) => !['HTTP', 'HTTPS'].includes(protocol)))
    errors.push('listen-ports: no such protocol');
  if (https.length > 0 && values['certificate-arn'] === undefined) errors.push('certificate-arn: HTTPS without');
  if ('ssl-redirect' in values && !https.includes(Number(values['ssl-redirect']))) {
    errors.push('ssl-redirect: no such port among listen-ports');
  }
  if ('security-groups' in values && 'inbound-cidrs' in values)
    errors.push('inbound-cidrs: ignored with security-groups');
  if ('manage-backend-security-group-rules' in values && !('security-groups' in values)) {
    errors.push('manage-backend-security-group-rules: only with security-groups');
  }
  if (values['target-group-attributes']?.includes('stickiness.enabled=true') && values['target-type'] !== 'ip') {
    errors.push('target-group-attributes: stickiness needs the target type ip');
  }
  if (Number(values['healthcheck-timeout-seconds']) >= Number(values['healthcheck-interval-seconds'])) {
    errors.push('healthcheck-timeout-seconds: not under the interval');
  }
  for (const entry of parsed<Record<string, unknown>[]>(values['mutual-authentication']) ?? []) {
    if (!https.includes(entry.port as number)) errors.push('mutual-authentication: no such HTTPS port');
    if ((entry.mode === 'verify') !== 'trustStore' in entry)
      errors.push('mutual-authentication: trustStore with verify alone');
    if (!['off', 'passthrough', 'verify'].includes(entry.mode as string)) errors.push('mutual-authentication: mode');
  }
  return [...errors, ...signInErrors(values, https), ...actionErrors(values, backends)];
}

function signInErrors(values: Record<string, string>, https: number[]): string[] {
  const type = values['auth-type'] ?? 'none';
  const errors: string[] = [];
  if (type !== 'none' && https.length === 0) errors.push('auth-type: needs an HTTPS listener');
  if (type !== 'none' && !(`auth-idp-${type}` in values)) errors.push(`auth-type: no auth-idp-${type}`);
  if (type === 'none' && Object.keys(values).some((name) => name.startsWith('auth-')))
    errors.push('auth-type: missing');
  const pool = parsed<Record<string, string>>(values['auth-idp-cognito']);
  for (const name of ['userPoolARN', 'userPoolClientID', 'userPoolDomain']) {
    if (pool && !pool[name]) errors.push(`auth-idp-cognito: no ${name}`);
  }
  return errors;
}

/** An action and the backend that stands for it must name each other; a condition names a backend of either kind. */
function actionErrors(values: Record<string, string>, backends: readonly Backend[]): string[] {
  const errors: string[] = [];
  const actions = new Set(
    backends.filter(({ service }) => service.port.name === 'use-annotation').map(({ service }) => service.name),
  );
  for (const action of actions) if (!(`actions.${action}` in values)) errors.push(`backend ${action}: no such action`);
  for (const [name, value] of Object.entries(values)) {
    const named = namedPart(name);
    if (named === undefined) continue;
    if (name.startsWith('actions.')) {
      if (!actions.has(named)) errors.push(`${name}: no backend of the name`);
      errors.push(...fixedResponseErrors(parsed(value) ?? {}).map((error) => `${name}: ${error}`));
    } else {
      if (!backends.some(({ service }) => service.name === named)) errors.push(`${name}: no backend of the name`);
      errors.push(...conditionErrors(parsed(value) ?? []).map((error) => `${name}: ${error}`));
    }
  }
  return errors;
}

function fixedResponseErrors(action: Record<string, unknown>): string[] {
  if (action.type !== 'fixed-response') return [];
  const { statusCode } = (action.fixedResponseConfig ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'string' && /^[245]\d\d$/.test(statusCode) ? [] : ['fixedResponseConfig.statusCode'];
}

/** At most one condition of each of these fields, five values in all, of the shape that the field has. */
function conditionErrors(conditions: Record<string, unknown>[]): string[] {
  const configs: Record<string, string> = {
    'host-header': 'hostHeaderConfig',
    'path-pattern': 'pathPatternConfig',
    'http-request-method': 'httpRequestMethodConfig',
    'source-ip': 'sourceIpConfig',
  };
  const fields = conditions.map(({ field }) => field as string);
  if (new Set(fields).size !== fields.length) return ['a field twice'];
  const values = conditions.map((condition) => {
    const config = condition[configs[condition.field as string]] as { values?: unknown[] } | undefined;
    return config?.values?.length ?? 0;
  });
  if (values.includes(0)) return ['a condition without values'];
  return values.reduce((sum, count) => sum + count, 0) > 5 ? ['more than five values'] : [];
}

function classErrors({ className, parameters }: Ingress): string[] {
  if (parameters === undefined) return [];
  return (parameters.group as { name?: string } | undefined)?.name ? [] : [`class ${className}: no group`];
}

/** What the Ingresses of a group must agree in, or must not share. */
function groupErrors(ingresses: readonly Ingress[]): string[] {
  const errors: string[] = [];
  for (const [name, { merge }] of Object.entries(ALB_ANNOTATIONS)) {
    const said = new Set(ingresses.map(({ values }) => values[name]).filter((value) => value !== undefined));
    if (merge === 'exclusive' && said.size > 1) errors.push(`group: ${name} differs: ${[...said].join(' | ')}`);
  }
  const orders = ingresses.flatMap(({ values }) => values['group.order'] ?? []);
  if (new Set(orders).size !== orders.length) errors.push('group: an order twice');
  const groups = new Set(ingresses.map(({ values, className }) => values['group.name'] ?? `class ${className}`));
  if (groups.size > 1) errors.push(`group: several: ${[...groups].join(', ')}`);
  return errors;
}

function parsed<T>(value: string | undefined): T | undefined {
  try {
    return value === undefined ? undefined : (JSON.parse(value) as T);
  } catch {
    return undefined;
  }
}
