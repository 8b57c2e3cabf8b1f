import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { checkCidr } from '../model/cidr';
import { refuse, wholeNumber } from '../model/errors';
import { logRejectedTraffic } from './flow-logs';
import { checkResourceId } from './resource-id';

const TWO_ZONES = 'an ALB needs subnets in two zones at least, and one zone may fail';

/** A new VPC for the stack. */
export interface NewNetworkOptions {
  /**
   * IPv4 range of the VPC, /16 to /22. Throws `CidrInvalid`.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Availability Zones to use, 2 to 6. Throws `ZonesInvalid`. A stack without a known account and Region has two at most.
   *
   * @default 3
   */
  readonly maxAzs?: number;

  /**
   * Names of the Availability Zones, at least 2, in place of `maxAzs`. Needed when the stack's account and Region are known,
   * since finding the zones then takes credentials at synth. Throws `ZonesInvalid` for fewer than two, `ZonesUnknown` where
   * they are needed.
   *
   * @default - chosen by CloudFormation
   */
  readonly availabilityZones?: string[];

  /**
   * NAT gateways, 1 to the number of zones. One a zone survives the loss of a zone, and one alone is warned of; each costs
   * about the price of a small instance, and its traffic. Throws `NatGatewaysInvalid`.
   *
   * @default - one in each zone
   */
  readonly natGateways?: number;
}

/** A VPC that exists, by its attributes: no look-up, so no credentials at synth. */
export interface ExistingNetworkOptions {
  /** Id of the VPC: `vpc-…`. Throws `VpcIdInvalid`. */
  readonly vpcId: string;
  /** IPv4 range of the VPC, /16 to /28. Throws `CidrInvalid`. */
  readonly cidr: string;
  /** Its Availability Zones, at least 2, in the order of the subnets. Throws `ZonesInvalid`. */
  readonly availabilityZones: string[];
  /**
   * Subnets for pods, nodes and kubectl, one a zone or more, each time in the order of the zones, with a route out. Throws
   * `SubnetsInvalid` and `SubnetIdInvalid`.
   */
  readonly privateSubnetIds: string[];
  /**
   * Subnets for an internet-facing load balancer, one a zone. Throws `SubnetsInvalid` and `SubnetIdInvalid`.
   *
   * @default - none: the load balancer must be internal
   */
  readonly publicSubnetIds?: string[];
}

/** Where the ready stack lives: a VPC of its own, or one that exists. */
export abstract class Network {
  /** A new VPC with public and private subnets, and flow logs. */
  public static create(options: NewNetworkOptions = {}): Network {
    return new NewNetwork(options);
  }

  /** A VPC that exists. */
  public static existing(options: ExistingNetworkOptions): Network {
    return new ExistingNetwork(options);
  }

  /** @internal */
  public abstract _bind(scope: Construct, logsKey: kms.IKey): ec2.IVpc;
}

class NewNetwork extends Network {
  constructor(private readonly options: NewNetworkOptions) {
    super();
    if (options.maxAzs !== undefined) {
      wholeNumber('ZonesInvalid', 'network.maxAzs', options.maxAzs, 2, 6, TWO_ZONES);
    }
    if (options.availabilityZones) checkZones(options.availabilityZones);
    // Below /22 three zones of public and private subnets would leave each too few addresses for pods.
    ifKnown(options.cidr, (cidr) => checkCidr('network.cidr', cidr, 16, 22));
  }

  /** @internal */
  public _bind(scope: Construct, logsKey: kms.IKey): ec2.IVpc {
    const { options } = this;
    const stack = Stack.of(scope);
    const environmentKnown = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
    if (environmentKnown && options.availabilityZones === undefined) {
      refuse({
        code: 'ZonesUnknown',
        path: 'network.availabilityZones',
        given: options.availabilityZones,
        allowed: `the names of 2 to 6 zones of ${stack.region}, or a stack without account and Region`,
        why: 'with a known account and Region CDK would look the zones up, which takes AWS credentials at synth',
      });
    }
    const zones = options.availabilityZones?.length ?? options.maxAzs ?? 3;
    if (options.natGateways !== undefined) {
      wholeNumber(
        'NatGatewaysInvalid',
        'network.natGateways',
        options.natGateways,
        1,
        zones,
        'pods reach AWS through them, and more than one a zone does nothing',
      );
      if (options.natGateways < 2) {
        Annotations.of(scope).addWarningV2(
          'cdk-puma-eks:singleNatGateway',
          'network.natGateways is 1: the loss of that zone cuts the pods of all zones off from AWS APIs. Two or more survive it.',
        );
      }
    }
    const vpc = new ec2.Vpc(scope, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(options.cidr ?? '10.0.0.0/16'),
      ...(options.availabilityZones ? { availabilityZones: options.availabilityZones } : { maxAzs: zones }),
      natGateways: options.natGateways,
    });
    logRejectedTraffic(scope, vpc, logsKey);
    return vpc;
  }
}

class ExistingNetwork extends Network {
  constructor(private readonly options: ExistingNetworkOptions) {
    super();
    ifKnown(options.vpcId, checkVpcId);
    // What AWS makes a VPC of.
    ifKnown(options.cidr, (cidr) => checkCidr('network.cidr', cidr, 16, 28));
    checkZones(options.availabilityZones);
    checkSubnets('privateSubnetIds', options.privateSubnetIds, options.availabilityZones.length);
    if (options.publicSubnetIds) {
      checkSubnets('publicSubnetIds', options.publicSubnetIds, options.availabilityZones.length);
    }
  }

  /** @internal */
  public _bind(scope: Construct): ec2.IVpc {
    const { options } = this;
    const vpc = ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: options.vpcId,
      vpcCidrBlock: options.cidr,
      availabilityZones: options.availabilityZones,
      privateSubnetIds: options.privateSubnetIds,
      publicSubnetIds: options.publicSubnetIds,
    });
    // No configuration could name the route tables, and nothing here asks for them.
    Annotations.of(vpc).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'No construct of this stack uses the route tables of a VPC that exists.',
    );
    return vpc;
  }
}

function checkVpcId(given: string): void {
  checkResourceId({
    code: 'VpcIdInvalid',
    path: 'network.vpcId',
    given,
    prefix: 'vpc',
    why: 'nothing is looked up at synth: the VPC is found by this id when the stack is deployed',
  });
}

function checkZones(given: string[]): void {
  if (given.length >= 2) return;
  refuse({
    code: 'ZonesInvalid',
    path: 'network.availabilityZones',
    given,
    allowed: 'the names of two zones or more',
    why: TWO_ZONES,
  });
}

function checkSubnetId(path: string, given: string): void {
  const why = 'nothing is looked up at synth: the subnet is found by this id when the stack is deployed';
  checkResourceId({ code: 'SubnetIdInvalid', path, given, prefix: 'subnet', why });
}

function checkSubnets(name: string, given: string[], zones: number): void {
  if (given.length === 0 || given.length % zones !== 0) {
    refuse({
      code: 'SubnetsInvalid',
      path: `network.${name}`,
      given,
      allowed: `a multiple of ${zones} ids, in the order of availabilityZones`,
      why: 'each subnet is matched with the zone at its place',
    });
  }
  given.forEach((id, i) => ifKnown(id, (known) => checkSubnetId(`network.${name}[${i}]`, known)));
}
