import type { PumaEdgeProps } from '../puma-edge-props';

/** One thing that an edge does, and how, whoever makes the load balancer. docs/ingress.md is written from these. */
export interface IngressFeature {
  readonly feature: string;
  /** How a `PumaEdge` does it, whose load balancer CDK makes. */
  readonly cdk: string;
  /** How an `IngressEdge` does it, whose load balancer the cluster's controller makes; or why it does not. */
  readonly ingress: string;
  /** Code of the error that stands for it with an `IngressEdge`. */
  readonly refused?: string;
}

/** Attribute of the load balancer in CloudFormation; in EKS Auto Mode's class or an annotation. */
function attribute(feature: string, name: string): IngressFeature {
  return {
    feature,
    cdk: `load balancer attribute \`${name}\``,
    ingress: `the same attribute, in \`load-balancer-attributes\` or \`spec.loadBalancerAttributes\``,
  };
}

/** By the props of an edge: a new one does not compile until it is said here what becomes of it. */
export const EDGE_FEATURES: Readonly<Record<keyof PumaEdgeProps, IngressFeature>> = {
  vpc: {
    feature: 'Where the load balancer stands',
    cdk: "VPC of the load balancer; where it is not the cluster's, the pods admit its range, and synth warns of what must be between the two",
    ingress: "the cluster's VPC, and no other; subnets and security group are taken from here",
    refused: 'IngressInAnotherVpc',
  },
  certificates: {
    feature: 'Certificates of the listener',
    cdk: '`Certificates` of the listener, further ones by SNI',
    ingress: '`certificate-arn`, on every Ingress of the group',
  },
  hostedZones: {
    feature: 'Alias records in Route 53',
    cdk: 'A and AAAA records for hostnames in the zones',
    ingress:
      "refused: the controller makes the load balancer's DNS name after CloudFormation is done; ExternalDNS can follow it",
    refused: 'IngressHasNoAliases',
  },
  idleTimeoutSeconds: attribute('Idle timeout', 'idle_timeout.timeout_seconds'),
  clientKeepAliveSeconds: attribute('Life of a client connection', 'client_keep_alive.seconds'),
  vpcSubnets: {
    feature: 'Subnets',
    cdk: '`Subnets`',
    ingress: '`subnets` or `spec.subnets.ids`, by id, so that no subnet needs a tag',
  },
  allowFrom: {
    feature: 'Who may connect',
    cdk: 'security group, made by CDK',
    ingress:
      'the same security group, in `security-groups` with `manage-backend-security-group-rules: false`; the pods are opened to it by CDK, port by port. Or `securityGroup`',
  },
  webAcl: {
    feature: 'Web ACL, its rate rules and managed groups',
    cdk: '`AWS::WAFv2::WebACLAssociation`',
    ingress:
      'the same web ACL, made by CDK, in `wafv2-acl-arn`: the controller puts it in front. Rate rules join it as ever',
  },
  internetFacing: { feature: 'Public or internal', cdk: '`Scheme`', ingress: '`scheme` or `spec.scheme`' },
  ipAddressType: {
    feature: 'IPv4 or dual stack',
    cdk: '`IpAddressType`',
    ingress: '`ip-address-type` or `spec.ipAddressType`',
  },
  sslPolicy: { feature: 'TLS policy', cdk: '`SslPolicy` of the listener', ingress: '`ssl-policy`' },
  clientCertificates: {
    feature: 'Mutual TLS',
    cdk: '`MutualAuthentication` of the listener',
    ingress: '`mutual-authentication` of port 443',
  },
  responseHeaders: {
    feature: 'Response headers',
    cdk: 'listener attributes',
    ingress:
      'the same attributes, in `listener-attributes.HTTPS-443`; a value with a comma is refused, for an annotation cannot hold it (`AnnotationCannotHold`). With EKS Auto Mode refused, which sets no listener attributes: there, `Server` stays in the answers that the load balancer makes itself',
    refused: 'IngressHasNoResponseHeaders',
  },
  desyncMitigationMode: attribute('Malformed requests', 'routing.http.desync_mitigation_mode'),
  xffHeaderProcessingMode: attribute('`X-Forwarded-For`', 'routing.http.xff_header_processing.mode'),
  http2: attribute('HTTP/2 to clients', 'routing.http2.enabled'),
  tlsHeaders: attribute(
    "Headers of the client's TLS version and cipher",
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled',
  ),
  zonalShift: attribute('Zonal shift', 'zonal_shift.config.enabled'),
  reservedCapacityUnits: {
    feature: 'Reserved capacity',
    cdk: '`MinimumLoadBalancerCapacity`',
    ingress: '`minimum-load-balancer-capacity`',
  },
  webAclFailOpen: attribute('What happens while AWS WAF does not answer', 'waf.fail_open.enabled'),
  associateWebAcl: {
    feature: 'Web ACL put in front by another',
    cdk: 'no association',
    ingress: 'no `wafv2-acl-arn`: the controller then leaves the association alone',
  },
  deletionProtection: {
    feature: 'Deletion protection',
    cdk: 'load balancer attribute `deletion_protection.enabled`; the stack cannot delete the load balancer',
    ingress:
      'the same attribute; the controller cannot delete the load balancer, and the last Ingress stays until it may',
  },
  logs: {
    feature: 'Access, connection and health-check logs',
    cdk: 'load balancer attributes, bucket and its policy',
    ingress: 'the same attributes, bucket and policy, which the Ingress waits for',
  },
  loadBalancerName: {
    feature: 'Name of the load balancer',
    cdk: '`Name`',
    ingress: '`load-balancer-name`',
  },
  quotas: {
    feature: 'Quotas that AWS has raised',
    cdk: 'checked at synth',
    ingress: 'checked at synth, as far as the group is in the app; the controller makes a rule of each hostname',
  },
};
