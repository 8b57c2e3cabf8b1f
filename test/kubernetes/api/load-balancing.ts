/**
 * The two TargetGroupBinding types, which no package carries, written down from what their servers accept: the
 * open-source controller's reference (v2.13), and the definition that an EKS Auto Mode cluster installs.
 */
const intOrString = { anyOf: [{ type: 'integer' }, { type: 'string' }] };
const nonEmpty = { type: 'string', minLength: 1 };
const object = (properties: Record<string, object>, required: string[] = []): object => ({
  type: 'object',
  properties,
  required,
});
const list = (items: object, minItems = 0): object => ({ type: 'array', items, minItems });

const serviceRef = object({ name: nonEmpty, port: intOrString }, ['name', 'port']);
const targetType = { type: 'string', enum: ['instance', 'ip'] };
const securityGroup = object({ groupID: nonEmpty }, ['groupID']);
const ports = list(object({ port: intOrString, protocol: { type: 'string', enum: ['TCP', 'UDP'] } }));
const nodeSelector = { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector' };

const kind = (apiVersion: string, spec: object): { apiVersion: string; kind: string; schema: object } => ({
  apiVersion,
  kind: 'TargetGroupBinding',
  schema: object({ apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec }),
});

export const TARGET_GROUP_BINDINGS = [
  kind(
    'eks.amazonaws.com/v1',
    object(
      {
        serviceRef,
        targetGroupARN: nonEmpty,
        targetType,
        nodeSelector,
        networking: object(
          { ingress: list(object({ from: list(object({ securityGroup }), 1), ports }, ['from']), 1) },
          ['ingress'],
        ),
      },
      ['serviceRef', 'targetGroupARN', 'targetType'],
    ),
  ),
  kind(
    'elbv2.k8s.aws/v1beta1',
    object(
      {
        serviceRef,
        targetGroupARN: { type: 'string' },
        targetGroupName: { type: 'string' },
        targetType,
        nodeSelector,
        ipAddressType: { type: 'string', enum: ['ipv4', 'ipv6'] },
        iamRoleArnToAssume: { type: 'string' },
        assumeRoleExternalId: { type: 'string' },
        multiClusterTargetGroup: { type: 'boolean' },
        targetGroupProtocol: { type: 'string' },
        vpcID: { type: 'string', pattern: '^vpc-' },
        networking: object({
          ingress: list(
            object({ from: list(object({ ipBlock: object({ cidr: nonEmpty }, ['cidr']), securityGroup })), ports }, [
              'from',
              'ports',
            ]),
          ),
        }),
      },
      ['serviceRef'],
    ),
  ),
];
