import type { EdgeRouteOptions } from '../edge-route';
import type { IngressFeature } from './features';

function targetAttribute(feature: string, name: string): IngressFeature {
  return {
    feature,
    cdk: `target group attribute \`${name}\``,
    ingress: 'the same attribute, in `target-group-attributes`',
  };
}

/** By the options of a route. */
export const ROUTE_FEATURES: Readonly<Record<keyof EdgeRouteOptions, IngressFeature>> = {
  hostname: {
    feature: 'Host',
    cdk: 'host-header condition of a listener rule',
    ingress: '`host` of a rule of the Ingress',
  },
  additionalHostnames: {
    feature: 'Further hosts',
    cdk: 'further values of the same condition',
    ingress: 'further rules of the same Ingress: each counts among the 100 of the load balancer',
  },
  port: {
    feature: 'Port of the pods',
    cdk: 'port of the target group, bound to the Service by a `TargetGroupBinding`',
    ingress: "port of the Service in the Ingress's backend; the controller makes target group and binding",
  },
  priority: {
    feature: "The rule's place",
    cdk: 'priority from the hostnames, 1 to 50000',
    ingress:
      '`group.order`, 1 to 1000 (`groupOrder`): none for exact hosts, which come first; for wildcards from the hostnames, the deepest first. The controller numbers the rules',
  },
  timing: {
    feature: 'Health checks and deregistration delay',
    cdk: 'properties and attributes of the target group, from the timing model',
    ingress: '`healthcheck-*`, `*-threshold-count` and `target-group-attributes`, from the same model',
  },
  healthCheckPath: { feature: 'Path of the health check', cdk: '`HealthCheckPath`', ingress: '`healthcheck-path`' },
  healthCheckPort: { feature: 'Port of the health check', cdk: '`HealthCheckPort`', ingress: '`healthcheck-port`' },
  clusterName: {
    feature: 'Who may change the target group',
    cdk: 'tag `eks:eks-cluster-name`',
    ingress: "not an option: the target group is the controller's own, and tagged by it",
  },
  targetGroupName: {
    feature: 'Name of the target group',
    cdk: '`Name`, where YAML files need it',
    ingress: 'not an option: the controller names it; no binding of ours refers to it',
  },
  algorithm: targetAttribute('Balancing algorithm', 'load_balancing.algorithm.type'),
  slowStartSeconds: targetAttribute('Slow start', 'slow_start.duration_seconds'),
  stickinessSeconds: targetAttribute('Stickiness', 'stickiness.*'),
  crossZone: targetAttribute('Across zones', 'load_balancing.cross_zone.enabled'),
  minimumHealthyPercentage: targetAttribute('Healthy pods that a zone needs', 'target_group_health.*'),
  authentication: {
    feature: 'Sign-in',
    cdk: 'action before the forward: OpenID Connect or Cognito',
    ingress:
      '`auth-*` for Cognito. OpenID Connect is refused, since the client secret would have to stand in a Kubernetes Secret; so are further rules beside a sign-in, since all of an Ingress sign in',
    refused: 'IngressCannotSignInByOidc',
  },
  rules: {
    feature: 'Rules for some paths',
    cdk: 'listener rules, with priorities from what they match',
    ingress:
      '`actions.*` and `conditions.*`, in the order written. A rule that signs in is refused, a priority too (`IngressRulesGoAsWritten`), and a path that does not begin with a slash (`IngressPathNotAbsolute`)',
    refused: 'IngressRuleCannotSignIn',
  },
  listenerCertificates: {
    feature: 'Certificates of a route',
    cdk: '`AWS::ElasticLoadBalancingV2::ListenerCertificate`',
    ingress: "further ARNs in the Ingress's `certificate-arn`, which the controller merges over the group",
  },
  issueListenerCertificate: {
    feature: 'Certificates issued for a route',
    cdk: 'ACM certificate, validated in the hosted zones',
    ingress: 'refused, as the hosted zones are',
    refused: 'IngressIssuesNoCertificate',
  },
};

/** What is no prop of an edge. */
export const SERVICE_FEATURES: readonly IngressFeature[] = [
  {
    feature: 'An unknown host',
    cdk: 'default action: 404 `Not Found`',
    ingress: "the controller's own default action: 404, without a body",
  },
  { feature: 'HTTP', cdk: 'listener on port 80 that redirects (301)', ingress: '`listen-ports` and `ssl-redirect`' },
  {
    feature: 'TLS to the pod',
    cdk: 'target group of protocol HTTPS, type `ip`',
    ingress: '`backend-protocol: HTTPS`, `backend-protocol-version: HTTP1`, `target-type: ip`',
  },
  {
    feature: 'Sharing',
    cdk: 'one listener for services of one or several stacks, or an imported one',
    ingress:
      'one IngressGroup: `group.name`, or `spec.group` of the class. Anyone who may write an Ingress of the group can add rules to it',
  },
  {
    feature: 'Pods held back until their targets are healthy',
    cdk: 'readiness gate; the bindings are there before the pods',
    ingress:
      "readiness gate, for pods made once the controller has made its bindings: those of a component's first deployment may come without",
  },
  {
    feature: 'Alarms on load balancer and targets',
    cdk: 'all',
    ingress:
      'none, to be accepted by `loadBalancerAlarms: false`: CloudWatch names the metrics by ids that exist only later. Alarms on Puma itself stay',
    refused: 'IngressHasNoAlarms',
  },
  {
    feature: 'Dashboard',
    cdk: 'load balancer, targets, Puma, web ACL',
    ingress: 'Puma and web ACL',
    refused: 'LoadBalancerUnknown',
  },
  {
    feature: "`edgeOptions` of a service, for an edge of the service's own",
    cdk: 'what stands above, by the same names',
    ingress: 'refused: an IngressEdge is made by itself and given to the service',
    refused: 'EdgeOptionsUnused',
  },
  {
    feature: '`service.edge`, its load balancer and listener',
    cdk: 'constructs, to add what is not offered',
    ingress: 'refused: `service.ingress` has security group and web ACL',
    refused: 'EdgeIsIngress',
  },
  {
    feature: 'YAML files instead of a deployment',
    cdk: 'bindings by target group name',
    ingress: 'given `securityGroup`, and an imported web ACL, log bucket and subnets',
  },
  { feature: 'Tags', cdk: "CDK's own, by `Tags.of`", ingress: '`tags`: the annotation, or `spec.tags` of the class' },
  {
    feature: 'The ready stack and its configuration file',
    cdk: '`edge`',
    ingress: 'not offered: a cluster that the ready stack makes has no load balancer of a controller to share',
  },
];
