import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Timing } from '../../lib/model/timing';
import { PumaImage } from '../../lib/workload/puma-image';
import { PumaWorkload } from '../../lib/workload/puma-workload';
import type { PumaWorkloadProps } from '../../lib/workload/puma-workload-props';
import { renderedObjects } from '../support/kubernetes-api';
import { existingCluster, existingVpc } from '../support/platform';

export interface Made {
  readonly stack: Stack;
  readonly workload: PumaWorkload;
}

export function make(props: Partial<PumaWorkloadProps> = {}, stack = new Stack(new App(), 'Test')): Made {
  const cluster = props.cluster ?? existingCluster(stack);
  const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'Group', {
    vpc: cluster.vpc,
    port: 9292,
    protocol: elbv2.ApplicationProtocol.HTTPS,
    targetType: elbv2.TargetType.IP,
  });
  const workload = new PumaWorkload(stack, 'Workload', {
    cluster,
    serviceName: 'shop',
    image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
    components: [
      {
        name: 'web',
        hostname: 'www.example.com',
        port: 9292,
        certificateSecretName: '/Cert/www.example.com',
        targetGroup,
      },
    ],
    timing: Timing.derive(),
    ...props,
  });
  return { stack, workload };
}

/** The one object of a kind, loosely typed: a test names the fields that it is about. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test walks into it
export function object(stack: Stack, kind: string): any {
  return renderedObjects(Template.fromStack(stack)).find((one) => one.kind === kind);
}

/** An imported cluster of the older module. */
export function v1Cluster(
  stack: Stack,
  providerArn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/ABC',
): eks.ICluster {
  const provider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Oidc', providerArn);
  return eks.Cluster.fromClusterAttributes(stack, 'V1', {
    clusterName: 'older',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    kubectlRoleArn: 'arn:aws:iam::111122223333:role/Kubectl',
    kubectlLayer: lambda.LayerVersion.fromLayerVersionArn(
      stack,
      'Layer',
      'arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1',
    ),
    openIdConnectProvider: provider,
    vpc: existingVpc(stack),
  });
}
