import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EdgeTimeouts } from './edge/edge-timeouts';
import { edgeTimeouts } from './edge/edge-timeouts';
import { IngressEdge } from './edge/ingress-edge';
import { checkBeside, checkCertificatesBeside, placeOf, placeOfArn } from './edge/place';
import type { IPumaEdge, PumaEdge } from './edge/puma-edge';
import type { AnyCluster } from './kubernetes/cluster-generation';
import type { KeyHierarchy } from './keys/key-hierarchy';
import { makeEdge } from './make-edge';
import { ALB_LIMITS } from './model/alb-limits';
import { PREFIX, refuse, within } from './model/errors';
import type { ModelAdvice } from './model/explanation';
import { DEFAULT_POD_RANGE } from './model/scaling';
import type { TimingInputs } from './model/timing';
import type { PumaServiceProps } from './puma-service-props';

/** The edge of a service, whoever makes its load balancer. */
export type Door = IPumaEdge | IngressEdge;

/** The edge that a service makes for itself. */
export function ownEdge(scope: Construct, props: PumaServiceProps, { logsKey }: KeyHierarchy): PumaEdge {
  checkCertificatesBeside('listenerCertificates', placeOf(scope), props.listenerCertificates ?? []);
  return within('edgeOptions', () =>
    makeEdge(scope, 'Edge', {
      ...props.edgeOptions,
      vpc: props.cluster.vpc,
      certificates: props.listenerCertificates ?? [],
      idleTimeoutSeconds: props.timing?.idleTimeoutSeconds,
      clientKeepAliveSeconds: props.timing?.clientKeepAliveSeconds,
      logsKey,
    }),
  );
}

/** Refuses what only an edge of the service's own could use, and such an edge without what it needs. */
export function checkEdgeChoice(props: PumaServiceProps): void {
  const { listenerCertificates, edgeOptions } = props;
  if (props.edge ?? props.ingress) return checkGivenEdge(props);
  if (!listenerCertificates?.length) {
    refuse({
      code: 'ListenerCertificatesMissing',
      path: 'listenerCertificates',
      given: listenerCertificates,
      allowed: 'one or more ACM certificates, such as elbv2.ListenerCertificate.fromArn(arn), or an edge',
      why: 'the listener speaks HTTPS and must show clients a certificate that they trust',
    });
  }
  checkEdgeTimeouts(props.timing);
  if (edgeOptions?.webAcl && edgeOptions.existingWebAcl) {
    refuse({
      code: 'WebAclTwice',
      path: 'edgeOptions.webAcl',
      given: Object.keys(edgeOptions.webAcl),
      allowed: 'either webAcl or existingWebAcl',
      why: 'a load balancer has one web ACL, and one that exists is set up where it is made',
    });
  }
}

function checkGivenEdge({ listenerCertificates, edgeOptions }: PumaServiceProps): void {
  if (listenerCertificates) {
    refuse({
      code: 'ListenerCertificatesUnused',
      path: 'listenerCertificates',
      given: listenerCertificates.map(({ certificateArn }) => certificateArn),
      allowed: 'listenerCertificates only without edge; add them to the edge itself',
      why: 'the edge that was given has its listener already',
    });
  }
  if (edgeOptions) {
    refuse({
      code: 'EdgeOptionsUnused',
      path: 'edgeOptions',
      given: Object.keys(edgeOptions),
      allowed: 'edgeOptions only without edge or ingress; set the edge up where it is made',
      why: 'the edge that was given is made already, and none of it would be done',
    });
  }
}

/** An edge of our own takes two figures from the service's timing: they are refused under the names they have there. */
export function checkEdgeTimeouts({ idleTimeoutSeconds, clientKeepAliveSeconds }: TimingInputs = {}): void {
  within('timing', () => edgeTimeouts({ idleTimeoutSeconds, clientKeepAliveSeconds }));
}

/** The service's timing, on the idle timeout and client keep-alive that its edge has. */
export function timingInputs(given: TimingInputs = {}, edge: Pick<IPumaEdge, keyof EdgeTimeouts>): TimingInputs {
  for (const name of ['idleTimeoutSeconds', 'clientKeepAliveSeconds'] as const) {
    if (given[name] === undefined || given[name] === edge[name]) continue;
    refuse({
      code: 'TimingDiffersFromEdge',
      path: `timing.${name}`,
      given: given[name],
      allowed: `${edge[name]}, as the edge has it, or nothing; change it at the edge`,
      why: 'the load balancer has one such timeout for all services behind it, and Puma must be set to outlast that one',
    });
  }
  return { ...given, idleTimeoutSeconds: edge.idleTimeoutSeconds, clientKeepAliveSeconds: edge.clientKeepAliveSeconds };
}

/** Refuses an edge that the service's stack cannot refer to, and warns of one that its pods may not be reached from. */
export function checkEdgeReach(service: Construct, door: Door, cluster: AnyCluster): void {
  const isIngress = door instanceof IngressEdge;
  const path = isIngress ? 'ingress' : 'edge';
  checkBeside(path, isIngress ? placeOf(door) : placeOfArn(door.listener.listenerArn, door), placeOf(service));
  if (!standsElsewhere(door, cluster)) return;
  if (isIngress) {
    refuse({
      code: 'IngressInAnotherVpc',
      path,
      given: door.vpc.vpcId,
      allowed: `${cluster.vpc.vpcId}, the VPC of the cluster, as \`vpc\` of the IngressEdge`,
      why: 'the controller makes load balancers in the VPC of its own cluster',
    });
  }
  Annotations.of(service).addWarningV2(
    `${PREFIX}edgeInAnotherVpc`,
    `The load balancer stands in ${door.vpc.vpcId}, the pods in ${cluster.vpc.vpcId}. Requests arrive where the two VPCs are peered and routed ` +
      "to each other: the rules between their security groups hold over peering in one Region alone. The pods' network " +
      "policy admits the load balancer's VPC.",
  );
}

const targets = new WeakMap<Door, number>();

/** Warns where the pods of all services behind an edge may come to more targets than AWS registers. */
export function targetAdvice(door: Door, { components, replicas, scaling }: PumaServiceProps): ModelAdvice[] {
  const { minPods, maxPods } = DEFAULT_POD_RANGE;
  const most = replicas ?? scaling?.maxPods ?? Math.max(maxPods, scaling?.minPods ?? minPods);
  if (Token.isUnresolved(most)) return [];
  const before = targets.get(door) ?? 0;
  const all = before + most * components.length;
  targets.set(door, all);
  if (all <= ALB_LIMITS.targets) return [];
  return [
    {
      id: 'targetsBeyondQuota',
      message:
        `${most} pods × ${components.length} components${before > 0 ? ` + ${before} of other services behind the same load balancer` : ''} = ${all} ` +
        `targets, and AWS registers ${ALB_LIMITS.targets} on a load balancer until it is asked for more: pods beyond that get no requests. ` +
        'Acknowledge this once the quota "Targets per Application Load Balancer" is raised.',
    },
  ];
}

/** Ranges that the load balancer connects from, where it does not stand in the cluster's VPC. */
export function rangesOf(door: Door, cluster: AnyCluster): string[] | undefined {
  if (door.vpc.vpcId === cluster.vpc.vpcId) return undefined;
  try {
    return [door.vpc.vpcCidrBlock];
  } catch {
    if (!standsElsewhere(door, cluster)) return undefined;
    return refuse({
      code: 'VpcRangeUnknown',
      path: 'pod.allowFromCidrs',
      given: undefined,
      allowed:
        "the ranges of the load balancer's subnets, or an edge whose `vpc` was imported with `vpcCidrBlock` (Vpc.fromVpcAttributes)",
      why: 'the network policy of the pods admits these ranges alone',
    });
  }
}

/** Whether two VPCs are known to be two: one may be imported twice, or its id be a token. */
function standsElsewhere({ vpc }: Door, cluster: AnyCluster): boolean {
  const ids = [vpc.vpcId, cluster.vpc.vpcId];
  return ids[0] !== ids[1] && !ids.some((id) => Token.isUnresolved(id));
}
