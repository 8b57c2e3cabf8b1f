import { ifKnown } from '../../known';
import { ALB_CONTROLLER_LIMITS } from '../../model/alb-controller';
import { checkKnown } from '../../model/checks';
import { refuse, wholeNumber } from '../../model/errors';
import { checkKubernetesName, checkPort } from '../../model/names';
import { checkHealthCheckPath, checkHosts, checkTiming } from '../checks';
import { checkEdge } from '../edge-checks';
import type { IngressEdgeProps, IngressRouteOptions } from '../ingress-edge-props';
import { IngressController } from '../ingress-edge-props';
import { checkRouting } from '../routing-checks';

/** Refuses what no load balancer can be, and what a controller cannot make of it. */
export function checkIngressEdge(props: IngressEdgeProps): void {
  checkEdge(props);
  checkGroupName(props.groupName);
  if (props.ingressClassName !== undefined) checkGroupName(props.ingressClassName, 'ingressClassName');
  if (props.hostedZones?.length) {
    refuse({
      code: 'IngressHasNoAliases',
      path: 'hostedZones',
      given: props.hostedZones.map(({ node }) => node.path),
      allowed: 'no hosted zones: records by ExternalDNS, or by hand once the Ingress has an address; or a PumaEdge',
      why: "the controller makes the load balancer after CloudFormation is done, and its DNS name is the controller's to know",
    });
  }
  if (props.responseHeaders !== undefined && props.controller === IngressController.EKS_AUTO_MODE) {
    refuse({
      code: 'IngressHasNoResponseHeaders',
      path: 'responseHeaders',
      given: Object.keys(props.responseHeaders).join(', '),
      allowed: 'headers by the application, a PumaEdge, or the AWS Load Balancer Controller',
      why: 'they are attributes of a listener, which EKS Auto Mode does not set yet and would leave out without a word',
    });
  }
  if (props.securityGroup !== undefined && props.allowFrom !== undefined) {
    refuse({
      code: 'AllowFromUnused',
      path: 'allowFrom',
      given: `${props.allowFrom.length} peers`,
      allowed: 'either allowFrom, or a security group that says who may connect',
      why: 'the rules of a security group that exists are for its owner to make',
    });
  }
}

function checkGroupName(given: string, path: 'groupName' | 'ingressClassName' = 'groupName'): void {
  checkKnown(path, given);
  const { groupNameLength } = ALB_CONTROLLER_LIMITS;
  if (given.length <= groupNameLength && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(given)) return;
  refuse({
    code: 'GroupNameInvalid',
    path,
    given,
    allowed: `1 to ${groupNameLength} lower-case letters, digits, - and ., a letter or digit at both ends`,
    why: 'the controller takes no other name',
  });
}

/** Refuses a route that the controller could not make, or that the pods would not match. */
export function checkIngressRoute(options: IngressRouteOptions, edgePath: string, idleTimeoutSeconds: number): void {
  checkHosts([options.hostname, ...(options.additionalHostnames ?? [])]);
  checkTiming(options.timing, edgePath, idleTimeoutSeconds);
  checkKubernetesName('ingressName', options.ingressName);
  checkKubernetesName('serviceName', options.serviceName);
  checkKubernetesName('namespaceName', options.namespaceName);
  ifKnown(options.port, (port) => checkPort('port', port));
  ifKnown(options.healthCheckPort, (port) => checkPort('healthCheckPort', port));
  ifKnown(options.healthCheckPath, (path) => checkHealthCheckPath('healthCheckPath', path));
  checkRouting(options);
  const { min, max } = ALB_CONTROLLER_LIMITS.groupOrder;
  ifKnown(options.groupOrder, (order) =>
    wholeNumber('GroupOrderInvalid', 'groupOrder', order, min, max, 'the controller takes no other'),
  );
  if (options.issueListenerCertificate) {
    refuse({
      code: 'IngressIssuesNoCertificate',
      path: 'issueListenerCertificate',
      given: true,
      allowed: 'certificates of your own, in `listenerCertificates` or at the edge',
      why: "a certificate is validated by records in the edge's hosted zones, which an edge of a controller has none of",
    });
  }
  if (options.authentication !== undefined && options.rules?.length) {
    refuse({
      code: 'IngressRulesWouldSignIn',
      path: 'rules',
      given: `${options.rules.length} rules`,
      allowed: 'authentication or rules, or a PumaEdge, whose load balancer CDK makes',
      why: 'the controller has all requests of an Ingress sign in, those that the load balancer answers itself too',
    });
  }
}
