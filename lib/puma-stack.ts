import type { StackProps } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PumaServiceOptions } from './puma-service-options';
import type { ClusterChoice } from './stack/cluster-choice';
import type { Network } from './stack/network';

/** The load balancer of the ready stack. */
export interface PumaStackEdgeOptions {
  /** ARNs of the ACM certificates that the HTTPS listener serves; the first is its default. */
  readonly certificateArns: string[];
  /**
   * Whether the internet can reach it.
   *
   * @default true
   */
  readonly internetFacing?: boolean;
  /**
   * Whether the load balancer is protected from deletion.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

export interface PumaStackProps extends StackProps {
  /**
   * The VPC.
   *
   * @default Network.create()
   */
  readonly network?: Network;

  /**
   * The EKS cluster.
   *
   * @default ClusterChoice.create()
   */
  readonly cluster?: ClusterChoice;

  /**
   * Whether KEDA, which scales the pods, is installed by Helm.
   *
   * @default - true for a new cluster, false for an existing one
   */
  readonly installKeda?: boolean;

  /** The load balancer. */
  readonly edge: PumaStackEdgeOptions;

  /** The service. */
  readonly service: PumaServiceOptions;
}

/** The ready stack: network, cluster, edge and one Puma service. */
export class PumaStack extends Stack {
  constructor(scope: Construct, id: string, props: PumaStackProps) {
    super(scope, id, props);
  }
}
