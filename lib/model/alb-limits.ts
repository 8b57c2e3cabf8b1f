/** How much AWS allows an Application Load Balancer; what its timeouts may be stands in `alb.ts`. */
export const ALB_LIMITS = {
  /** `slow_start.duration_seconds`, seconds; 0 is off [ELBv2 API, TargetGroupAttribute]. */
  slowStartSeconds: { min: 30, max: 900 },
  /** `stickiness.lb_cookie.duration_seconds`, seconds: up to a week [ELBv2 API, TargetGroupAttribute]. */
  stickinessSeconds: { min: 1, max: 604_800 },
  /** Healthy targets that a zone needs, percent of those registered; 0 is off, with us [ELBv2 API, TargetGroupAttribute]. */
  healthyPercentage: { min: 1, max: 100 },
  /** Priority of a listener rule; lower is looked at first [ELBv2 API, CreateRule]. */
  rulePriority: { min: 1, max: 50_000 },
  /** Rules of a load balancer beside the default ones; AWS raises it on request [ALB quotas]. */
  rules: 100,
  /** Condition values of a rule, hosts, paths, methods and addresses together; not adjustable [ALB quotas]. */
  valuesPerRule: 5,
  /** `*` and `?` in a rule. The quotas say 6, the guide to conditions 5: the smaller, so that both hold [ALB quotas]. */
  wildcardsPerRule: 5,
  /** Characters of a `host-header` value [ELBv2 API, HostHeaderConditionConfig]. */
  hostLength: 128,
  /** Characters of a `path-pattern` value [ELBv2 API, PathPatternConditionConfig]. */
  pathLength: 128,
  /** Characters of an `http-request-method` value [ELBv2 API, HttpRequestMethodConditionConfig]. */
  methodLength: 40,
  /** Characters of a fixed response's body [ELBv2 API, FixedResponseActionMessage]. */
  fixedResponseBody: 1024,
  /** Target groups of a load balancer, not adjustable [ALB quotas]: one is spent for each route. */
  routes: 100,
  /** Targets of a load balancer, a pod once for each target group; AWS raises it on request [ALB quotas]. */
  targets: 1000,
  /** Certificates beside the default one; AWS raises it on request [ALB quotas]. */
  certificates: 25,
  /** Characters of the first name of a certificate that ACM issues; further names have 253 [ACM API, RequestCertificate]. */
  certificateNameLength: 64,
  /** Load balancer capacity units that a reservation holds at least [ALB guide, capacity reservations; aws-cdk-lib]. */
  capacityUnits: 100,
  /** Query parameters that a redirect to an identity provider may carry [ELBv2 API, AuthenticateOidcActionConfig]. */
  authenticationParameters: 10,
  /** Seconds that a session of an authenticated user lasts: up to a week [ELBv2 API, AuthenticateOidcActionConfig]. */
  sessionSeconds: { min: 1, max: 604_800 },
  /** Attributes that one ModifyLoadBalancerAttributes call takes, and so a template [ELBv2 API, service model]. */
  attributes: 20,
  /**
   * Characters of the folder that logs go to. A key of S3 has 1,024, of which ELB's own part takes up to 259, from
   * `/AWSLogs/` on (a health-check log of a load balancer with a name of 32 and an IPv6 address), and the longest of our
   * folders 13 [ELB guide, "Health check log files"; S3, "Object key names"].
   */
  logPrefixLength: 1024 - 259 - '/health-check'.length,
  /** Characters of a health-check path [ELBv2 API, Path]. */
  healthCheckPathLength: 1024,
  /** Subnets, each in a zone of its own, that a load balancer needs at least [ELBv2 API, CreateLoadBalancer]. */
  subnets: 2,
  /** Healthy targets that anomaly mitigation needs before it tells one from the others [ALB guide, target weights]. */
  anomalyTargets: 3,
} as const;
