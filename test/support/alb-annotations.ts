/**
 * The annotations of the AWS Load Balancer Controller, as its documentation has them (docs/guide/ingress/annotations.md of
 * kubernetes-sigs/aws-load-balancer-controller, v2.13 to v3.5; names beyond those that its table gives from pkg/annotations/constants.go),
 * and those that EKS Auto Mode lacks (Amazon EKS user guide, "Create an IngressClass", considerations and table "Ingress annotations").
 */

/** Grammar of a value; `json` is looked into by the rules of the annotation. */
export type Grammar =
  | { readonly kind: 'string'; readonly pattern?: RegExp }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly pattern?: RegExp; readonly min?: number }
  | { readonly kind: 'map'; readonly key?: RegExp }
  | { readonly kind: 'json' };

export interface AnnotationRule {
  readonly grammar: Grammar;
  /** Over a group: one value for all, or merged, or each Ingress for itself. */
  readonly merge: 'exclusive' | 'merge' | 'own';
  /** Whether EKS Auto Mode reads it from an Ingress. */
  readonly autoMode?: false;
  /** The field of EKS Auto Mode's IngressClassParams that overrides it. */
  readonly overriddenBy?: string;
}

// What CloudFormation is yet to know reads `<Ref:…>` in a rendered manifest.
const token = '<[^<>]+>';
const either = (pattern: string): RegExp => new RegExp(`^(${pattern}|${token})$`);

const string = (pattern?: string): Grammar => ({ kind: 'string', pattern: pattern ? either(pattern) : undefined });
const values = (...all: string[]): Grammar => ({ kind: 'enum', values: all });
const integer = (min: number, max: number): Grammar => ({ kind: 'integer', min, max });
const json: Grammar = { kind: 'json' };

const exclusive = (grammar: Grammar, overriddenBy?: string): AnnotationRule => ({
  grammar,
  merge: 'exclusive',
  overriddenBy,
});
const own = (grammar: Grammar): AnnotationRule => ({ grammar, merge: 'own' });

export const ALB_ANNOTATIONS: Readonly<Record<string, AnnotationRule>> = {
  'load-balancer-name': exclusive(string('[A-Za-z0-9-]{1,32}')),
  'group.name': { grammar: string('[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?'), merge: 'own', autoMode: false },
  'group.order': own(integer(1, 1000)),
  tags: { grammar: { kind: 'map' }, merge: 'merge', overriddenBy: 'tags' },
  'ip-address-type': exclusive(values('ipv4', 'dualstack', 'dualstack-without-public-ipv4'), 'ipAddressType'),
  scheme: exclusive(values('internal', 'internet-facing'), 'scheme'),
  subnets: exclusive({ kind: 'list', min: 2 }, 'subnets'),
  'security-groups': exclusive({ kind: 'list', pattern: either('sg-[0-9a-f]+') }),
  'manage-backend-security-group-rules': exclusive({ kind: 'boolean' }),
  'load-balancer-attributes': exclusive({ kind: 'map', key: /^[a-z0-9_.]+$/ }, 'loadBalancerAttributes'),
  'wafv2-acl-arn': exclusive(string('arn:aws[a-z-]*:wafv2:[^:]+:[^:]+:regional/webacl/[^/]+/[^/]+')),
  'listen-ports': { grammar: json, merge: 'merge' },
  'ssl-redirect': exclusive(integer(1, 65_535)),
  'inbound-cidrs': exclusive({ kind: 'list' }),
  'certificate-arn': {
    grammar: { kind: 'list', pattern: either('arn:aws[a-z-]*:acm:[^:]+:[^:]+:certificate/.+'), min: 1 },
    merge: 'merge',
    overriddenBy: 'certificateARNs',
  },
  'ssl-policy': exclusive(string('ELBSecurityPolicy-[A-Za-z0-9-]+')),
  'mutual-authentication': exclusive(json),
  'listener-attributes.HTTP-80': {
    grammar: { kind: 'map', key: /^routing\.http\./ },
    merge: 'merge',
    autoMode: false,
  },
  'listener-attributes.HTTPS-443': {
    grammar: { kind: 'map', key: /^routing\.http\./ },
    merge: 'merge',
    autoMode: false,
  },
  'minimum-load-balancer-capacity': exclusive(string('CapacityUnits=[0-9]+')),
  'target-type': own(values('instance', 'ip')),
  'backend-protocol': own(values('HTTP', 'HTTPS')),
  'backend-protocol-version': own(values('HTTP1', 'HTTP2', 'GRPC')),
  'target-group-attributes': own({ kind: 'map', key: /^[a-z_.]+$/ }),
  'healthcheck-port': own(string('traffic-port|[0-9]{1,5}')),
  'healthcheck-protocol': own(values('HTTP', 'HTTPS')),
  'healthcheck-path': own(string('/\\S*')),
  'healthcheck-interval-seconds': own(integer(5, 300)),
  'healthcheck-timeout-seconds': own(integer(2, 120)),
  'healthy-threshold-count': own(integer(2, 10)),
  'unhealthy-threshold-count': own(integer(2, 10)),
  'success-codes': own(string('[0-9]{3}([,-][0-9]{3})*')),
  'auth-type': own(values('none', 'oidc', 'cognito')),
  'auth-idp-cognito': own(json),
  'auth-idp-oidc': own(json),
  'auth-on-unauthenticated-request': own(values('authenticate', 'allow', 'deny')),
  'auth-scope': own(string('[A-Za-z. ]+')),
  'auth-session-cookie': own(string('[A-Za-z0-9_-]+')),
  'auth-session-timeout': own(integer(1, 604_800)),
  'waf-acl-id': { grammar: string(), merge: 'exclusive', autoMode: false },
  'web-acl-id': { grammar: string(), merge: 'exclusive', autoMode: false },
};

/** Those whose names end in what an action or a condition is called. */
export const NAMED_ANNOTATIONS = ['actions', 'conditions'] as const;
