import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** A component as the load balancer sees it. */
export interface MonitoredRoute {
  /** Name of the component, as it stands in graphs. Unique among the routes. */
  readonly name: string;
  /** Its target group, made or imported. */
  readonly targetGroup: elbv2.IApplicationTargetGroup;
}
