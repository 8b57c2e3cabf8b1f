import { Token } from 'aws-cdk-lib';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse } from '../model/errors';
import { checkHostname, ELB_NAME_LIMIT } from '../model/names';
import type { Timing } from '../model/timing';

/** Refuses a list of hostnames that a listener rule cannot hold. */
export function checkHosts(hostnames: readonly string[]): void {
  if (hostnames.length > ALB_LIMITS.valuesPerRule) {
    refuse({
      code: 'TooManyHosts',
      path: 'additionalHostnames',
      given: hostnames.length - 1,
      allowed: `at most ${ALB_LIMITS.valuesPerRule - 1} beside \`hostname\`, or a wildcard, or a second route`,
      why: 'each hostname is a condition value of the listener rule, and AWS raises their number for nobody',
    });
  }
  hostnames.forEach((hostname, i) => {
    const path = i === 0 ? 'hostname' : `additionalHostnames[${i - 1}]`;
    if (!Token.isUnresolved(hostname)) checkHost(path, hostname);
    if (hostnames.indexOf(hostname) !== i) {
      refuse({
        code: 'HostnameRepeated',
        path,
        given: hostname,
        allowed: 'each hostname once',
        why: 'a second mention does nothing but use up one of the few values that a listener rule may have',
      });
    }
  });
}

function checkHost(path: string, hostname: string): void {
  checkHostname(path, hostname);
  if (hostname.length <= ALB_LIMITS.hostLength && /\.[a-z]+$/.test(hostname)) return;
  refuse({
    code: 'HostnameNotRoutable',
    path,
    given: hostname,
    allowed: `at most ${ALB_LIMITS.hostLength} characters, and only letters behind the last dot`,
    why: "an ALB's host-header condition takes no other name, though DNS does",
  });
}

/** Refuses what no target group may be called. */
export function checkElbName(path: string, name: string): void {
  if (name.length <= ELB_NAME_LIMIT && /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(name)) return;
  refuse({
    code: 'ElbNameInvalid',
    path,
    given: name,
    allowed: `1 to ${ELB_NAME_LIMIT} letters, digits and hyphens, without a hyphen at its ends`,
    why: 'Elastic Load Balancing takes no other name',
  });
}

/** Refuses what no load balancer may be called. */
export function checkLoadBalancerName(path: string, name: string): void {
  checkElbName(path, name);
  if (!name.startsWith('internal-')) return;
  refuse({
    code: 'LoadBalancerNameReserved',
    path,
    given: name,
    allowed: 'a name that does not begin with internal-',
    why: 'Elastic Load Balancing begins the DNS names of internal load balancers with it and lets nobody else do so',
  });
}

/** Refuses a health-check path that ELB would refuse. */
export function checkHealthCheckPath(path: string, given: string): void {
  if (/^\/\S*$/.test(given) && given.length <= ALB_LIMITS.healthCheckPathLength) return;
  refuse({
    code: 'HealthCheckPathInvalid',
    path,
    given,
    allowed: `a path that begins with a slash, has no blanks and at most ${ALB_LIMITS.healthCheckPathLength} characters`,
    why: 'the load balancer asks for it on each pod',
  });
}

/** Refuses timeouts of pods that were derived for another load balancer. */
export function checkTiming(timing: Timing, edgePath: string, idleTimeoutSeconds: number): void {
  if (timing.idleTimeoutSeconds === idleTimeoutSeconds) return;
  refuse({
    code: 'IdleTimeoutMismatch',
    path: 'timing.idleTimeoutSeconds',
    given: timing.idleTimeoutSeconds,
    allowed: `${idleTimeoutSeconds}, the idle timeout of the edge ${edgePath}`,
    why: "Puma must keep a connection longer than the load balancer does, or answers 502: its timeout is derived from the load balancer's",
  });
}
