/**
 * `IngressClassParams` of EKS Auto Mode, which no package carries. Source: Amazon EKS user guide, "Create an IngressClass to
 * configure an Application Load Balancer": the reference of its fields and no others, as users ask for more of the open-source
 * controller's (aws/containers-roadmap#2715, #2822), and its listeners are "not yet supported". Types and enums are those of
 * config/crd/bases/elbv2.k8s.aws_ingressclassparams.yaml.
 */
const text = { type: 'string' };
const texts = { type: 'array', items: text };
const object = (properties: Record<string, object>, required: string[] = []): object => ({
  type: 'object',
  properties,
  required,
});
const keyed = { type: 'array', items: object({ key: text, value: text }, ['key', 'value']) };

export const INGRESS_CLASS_PARAMS = {
  apiVersion: 'eks.amazonaws.com/v1',
  kind: 'IngressClassParams',
  schema: object({
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    spec: object({
      scheme: { type: 'string', enum: ['internal', 'internet-facing'] },
      namespaceSelector: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector' },
      group: object({ name: text }, ['name']),
      ipAddressType: { type: 'string', enum: ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'] },
      subnets: object({
        ids: { type: 'array', minItems: 1, items: { type: 'string', pattern: 'subnet-[0-9a-f]+|^<' } },
        matchTags: { type: 'array', items: object({ key: text, values: texts }, ['key', 'values']) },
      }),
      certificateARNs: texts,
      tags: keyed,
      loadBalancerAttributes: keyed,
    }),
  }),
};
