/** What the AWS Load Balancer Controller takes, and EKS Auto Mode's as far as it says nothing else. */
export const ALB_CONTROLLER_LIMITS = {
  /** `group.order`; an Ingress without is before all that have one [AWS Load Balancer Controller, Ingress annotations]. */
  groupOrder: { min: 1, max: 1000 },
  /** Characters of `group.name` [AWS Load Balancer Controller, Ingress annotations]. */
  groupNameLength: 63,
} as const;
