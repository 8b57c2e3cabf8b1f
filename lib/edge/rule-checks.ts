import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse, wholeNumber } from '../model/errors';
import type { EdgeRuleOptions } from './edge-rule';

const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

/** Refuses a rule that AWS would, as far as it can be told without its route. */
export function checkRule({ name, paths, methods = [], sourceCidrs = [] }: EdgeRuleOptions): void {
  if (!/^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/.test(name)) {
    refuse({
      code: 'RuleNameInvalid',
      path: 'name',
      given: name,
      allowed: 'letters, digits and hyphens, without a hyphen at its ends',
      why: "the rule's logical id is made from it",
    });
  }
  if (paths.length === 0) {
    refuse({
      code: 'RulePathInvalid',
      path: 'paths',
      given: paths,
      allowed: 'at least one path; * for all',
      why: 'a rule of no path would take nothing or everything, depending on who reads it',
    });
  }
  paths.forEach((path, i) => ifKnown(path, (known) => checkPath(`paths[${i}]`, known)));
  methods.forEach((method, i) => ifKnown(method, (known) => checkMethod(`methods[${i}]`, known)));
  sourceCidrs.forEach((cidr, i) => ifKnown(cidr, (known) => checkCidr(`sourceCidrs[${i}]`, known)));
}

function checkPath(path: string, given: string): void {
  if (/^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(given) && /^[/*]/.test(given) && given.length <= ALB_LIMITS.pathLength)
    return;
  refuse({
    code: 'RulePathInvalid',
    path,
    given,
    allowed: `a path that begins with / or *, of at most ${ALB_LIMITS.pathLength} letters, digits and _-.$/~"'@:+&*?`,
    why: 'a path condition takes no other, and is never compared with a query string',
  });
}

function checkMethod(path: string, given: string): void {
  if (/^[A-Z_-]+$/.test(given) && given.length <= ALB_LIMITS.methodLength) return;
  refuse({
    code: 'RuleMethodInvalid',
    path,
    given,
    allowed: 'a method in capitals, such as POST',
    why: 'methods are compared letter by letter, without wildcards',
  });
}

/** Whether it is an address range of either protocol. */
export function isCidr(given: string): boolean {
  const [, address = '', length = ''] = /^([^/]+)\/(\d+)$/.exec(given) ?? [];
  return isIP(address) !== 0 && Number(length) <= (isIP(address) === 4 ? 32 : 128);
}

function checkCidr(path: string, given: string): void {
  if (isCidr(given)) return;
  refuse({
    code: 'RuleCidrInvalid',
    path,
    given,
    allowed: 'an address range such as 192.0.2.0/24 or 2001:db8::/32; one address is /32 or /128',
    why: 'an address condition takes ranges alone',
  });
}

/** Refuses an answer that the load balancer cannot give. */
export function checkFixedResponse(statusCode: number, contentType: string, body = ''): void {
  ifKnown(statusCode, (status) => {
    if (Number.isInteger(status) && /^[245]\d\d$/.test(`${status}`)) return;
    refuse({
      code: 'FixedResponseInvalid',
      path: 'statusCode',
      given: status,
      allowed: '200 to 299, 400 to 499 or 500 to 599',
      why: 'a load balancer answers with no other status; for a redirect, let the application answer',
    });
  });
  ifKnown(contentType, (type) => {
    if (CONTENT_TYPES.includes(type)) return;
    refuse({
      code: 'FixedResponseInvalid',
      path: 'contentType',
      given: type,
      allowed: CONTENT_TYPES.join(', '),
      why: 'a load balancer answers with no other type',
    });
  });
  ifKnown(body, (text) => {
    if (text.length <= ALB_LIMITS.fixedResponseBody) return;
    refuse({
      code: 'FixedResponseInvalid',
      path: 'body',
      given: `${text.length} characters`,
      allowed: `at most ${ALB_LIMITS.fixedResponseBody} characters`,
      why: 'a load balancer holds no longer answer',
    });
  });
}

/** Refuses a rule with more conditions than AWS lets one have. */
export function checkConditions(hostnames: readonly string[], options: EdgeRuleOptions): void {
  const { paths, methods = [], sourceCidrs = [] } = options;
  const counted = [hostnames, paths, methods, sourceCidrs].map(({ length }) => length);
  const values = counted.reduce((sum, length) => sum + length);
  if (values > ALB_LIMITS.valuesPerRule) {
    const [hosts, ...others] = counted;
    refuse({
      code: 'TooManyConditionValues',
      path: 'paths',
      given: `${hosts} hostnames + ${others[0]} paths + ${others[1]} methods + ${others[2]} address ranges = ${values}`,
      allowed: `${ALB_LIMITS.valuesPerRule} in all: split the rule, join paths by a wildcard, or split the route`,
      why: 'AWS raises the number of condition values of a rule for nobody',
    });
  }
  const wildcards = [...hostnames, ...paths]
    .filter((text) => !Token.isUnresolved(text))
    .reduce((sum, text) => sum + (text.match(/[*?]/g) ?? []).length, 0);
  if (wildcards > ALB_LIMITS.wildcardsPerRule) {
    refuse({
      code: 'TooManyWildcards',
      path: 'paths',
      given: wildcards,
      allowed: `at most ${ALB_LIMITS.wildcardsPerRule} of * and ? in the hostnames and paths of a rule`,
      why: 'AWS raises their number for nobody',
    });
  }
}

/** Refuses a priority that no rule can have. */
export function checkPriority(path: string, given: number): void {
  const { min, max } = ALB_LIMITS.rulePriority;
  ifKnown(given, (known) => wholeNumber('PriorityInvalid', path, known, min, max, 'a listener rule takes no other'));
}
