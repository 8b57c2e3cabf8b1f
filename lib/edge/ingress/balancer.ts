import { Tokenization } from 'aws-cdk-lib';
import type { ListenerAttributes, LoadBalancerAttributes } from '../alb-attributes';
import type { Annotations } from './values';
import { annotations, list, pairs } from './values';

/** What all Ingresses of a group say of the load balancer, each with the same values. */
export interface BalancerSettings {
  readonly groupName: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly ipAddressType?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly certificateArns: readonly string[];
  readonly sslPolicy: string;
  readonly attributes: LoadBalancerAttributes;
  readonly httpAttributes: ListenerAttributes;
  readonly httpsAttributes: ListenerAttributes;
  readonly clientAuthentication?: ClientAuthentication;
  readonly webAclArn?: string;
  readonly capacityUnits?: number;
  readonly loadBalancerName?: string;
  readonly tags: Record<string, string>;
}

/** Mutual TLS, as CloudFormation has it. */
export interface ClientAuthentication {
  readonly mode: string;
  readonly trustStoreArn?: string;
  readonly ignoreClientCertificateExpiry?: boolean;
  readonly advertiseTrustStoreCaNames?: string;
}

/**
 * What stands in annotations whoever the controller is. Sources: AWS Load Balancer Controller, "Ingress annotations";
 * Amazon EKS user guide, "Create an IngressClass", whose tables say what EKS Auto Mode has no class field for.
 */
export function commonAnnotations(settings: BalancerSettings, furtherCertificates: readonly string[]): Annotations {
  const { capacityUnits } = settings;
  return annotations({
    'listen-ports': JSON.stringify([{ HTTP: 80 }, { HTTPS: 443 }]),
    'ssl-redirect': '443',
    'certificate-arn': list('certificates', [...settings.certificateArns, ...furtherCertificates]),
    'security-groups': settings.securityGroupId,
    // CDK opens the way to the pods, port by port. The controller would open all ports, from a group that all its balancers share.
    'manage-backend-security-group-rules': 'false',
    'wafv2-acl-arn': settings.webAclArn,
    'mutual-authentication': mutualAuthentication(settings.clientAuthentication),
    'ssl-policy': settings.sslPolicy,
    'minimum-load-balancer-capacity':
      capacityUnits === undefined ? undefined : `CapacityUnits=${Tokenization.stringifyNumber(capacityUnits)}`,
    'load-balancer-name': settings.loadBalancerName,
    'target-type': 'ip',
  });
}

/** What the AWS Load Balancer Controller reads from annotations, and EKS Auto Mode from its class, but for listener attributes. */
export function balancerAnnotations(settings: BalancerSettings): Annotations {
  return annotations({
    'group.name': settings.groupName,
    scheme: settings.scheme,
    'ip-address-type': settings.ipAddressType,
    subnets: list('vpcSubnets', settings.subnetIds),
    'load-balancer-attributes': pairs('attributes', settings.attributes),
    'listener-attributes.HTTP-80': pairs('responseHeaders', settings.httpAttributes),
    'listener-attributes.HTTPS-443': pairs('responseHeaders', settings.httpsAttributes),
    tags: pairs('tags', settings.tags),
  });
}

function mutualAuthentication(given: ClientAuthentication | undefined): string | undefined {
  if (given === undefined) return undefined;
  const { mode, trustStoreArn, ignoreClientCertificateExpiry, advertiseTrustStoreCaNames } = given;
  const entry = {
    port: 443,
    mode,
    trustStore: trustStoreArn,
    ignoreClientCertificateExpiry,
    advertiseTrustStoreCaNames,
  };
  return JSON.stringify([entry]);
}
