import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitoredRoute } from './monitored-route';
import { METRICS_IN_AN_ALARM } from '../model/cloudwatch';
import { refuse } from '../model/errors';

/** Refuses routes that no graph could tell apart, or that one alarm could not hold. */
export function checkRoutes(routes: readonly MonitoredRoute[]): void {
  if (routes.length < 1 || routes.length > METRICS_IN_AN_ALARM) {
    refuse({
      code: 'RoutesInvalid',
      path: 'routes',
      given: routes.length,
      allowed: `1 to ${METRICS_IN_AN_ALARM} routes`,
      why: 'an alarm watches them together, and its expression reads at most that many metrics',
    });
  }
  const names = new Set<string>();
  routes.forEach(({ name }, index) => {
    if (names.has(name)) {
      refuse({
        code: 'RouteNameTaken',
        path: `routes[${index}].name`,
        given: name,
        allowed: 'a name that no other route has',
        why: 'graphs tell the components apart by it',
      });
    }
    names.add(name);
  });
}

/** Refuses more issuers than one alarm could hold. */
export function checkIssuers(errors: readonly IMetric[]): void {
  if (errors.length <= METRICS_IN_AN_ALARM) return;
  refuse({
    code: 'IssuerErrorsInvalid',
    path: 'issuerErrors',
    given: errors.length,
    allowed: `at most ${METRICS_IN_AN_ALARM} metrics`,
    why: 'one alarm watches them together, and its expression reads at most that many metrics',
  });
}
