import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import type { PumaServiceProps } from '../../lib/puma-service-props';
import { PumaService } from '../../lib/puma-service';
import { PumaImage } from '../../lib/workload/puma-image';

/** A VPC that exists. */
export function existingVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    publicSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
  });
}

/** A cluster that exists, with a kubectl provider. */
export function existingCluster(stack: Stack, vpc = existingVpc(stack)): eks.ICluster {
  return eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'platform',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    vpc,
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
      serviceToken: 'arn:aws:lambda:us-west-2:111122223333:function:kubectl',
    }),
  });
}

export const LISTENER_CERTIFICATE = elbv2.ListenerCertificate.fromArn(
  'arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000',
);

/** The props of a service of one component, on a cluster that exists, with an edge of its own. */
export function smallProps(stack: Stack, props: Partial<PumaServiceProps> = {}): PumaServiceProps {
  return {
    cluster: props.cluster ?? existingCluster(stack),
    image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
    components: [{ name: 'web', hostname: 'www.example.com', port: 9292 }],
    alarms: PumaAlarms.none('A test has nobody on call'),
    ...(props.edge ? {} : { listenerCertificates: [LISTENER_CERTIFICATE] }),
    ...props,
  };
}

/** A service of one component in a stack of its own. */
export function smallService(props: Partial<PumaServiceProps> = {}, stack = new Stack(new App(), 'Test')): PumaService {
  return new PumaService(stack, 'Web', smallProps(stack, props));
}
