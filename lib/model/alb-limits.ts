/** How much AWS allows an Application Load Balancer; what its timeouts may be stands in `alb.ts`. */
export const ALB_LIMITS = {
  /** `slow_start.duration_seconds`, seconds; 0 is off [ELBv2 API, TargetGroupAttribute]. */
  slowStartSeconds: { min: 30, max: 900 },
  /** Priority of a listener rule; lower is looked at first [ELBv2 API, CreateRule]. */
  rulePriority: { min: 1, max: 50_000 },
  /** Condition values of a rule, not adjustable [ALB quotas]: one is spent for each hostname. */
  hostsPerRule: 5,
  /** Characters of a `host-header` value [ELBv2 API, HostHeaderConditionConfig]. */
  hostLength: 128,
  /** Target groups of a load balancer, not adjustable [ALB quotas]: one is spent for each route. */
  routes: 100,
  /** Attributes that one ModifyLoadBalancerAttributes call takes, and so a template [ELBv2 API, service model]. */
  attributes: 20,
  /** Characters of a health-check path [ELBv2 API, Path]. */
  healthCheckPathLength: 1024,
  /** Subnets, each in a zone of its own, that a load balancer needs at least [ELBv2 API, CreateLoadBalancer]. */
  subnets: 2,
} as const;
