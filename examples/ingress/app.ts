import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {
  IngressController,
  IngressEdge,
  ManifestSink,
  PumaAlarms,
  PumaImage,
  PumaService,
  PumaWebAcl,
  RateRule,
} from 'cdk-puma-eks';

const app = new App();
const stack = new Stack(app, 'Shop');

const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  vpcCidrBlock: '10.0.0.0/16',
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
  publicSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
});
const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'platform',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  vpc,
  kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
    serviceToken: 'arn:aws:lambda:us-west-2:111122223333:function:platform-kubectl',
  }),
});

// The cluster's AWS Load Balancer Controller makes the load balancer; CDK makes web ACL, security group and log bucket.
const ingress = new IngressEdge(stack, 'Edge', {
  vpc,
  sink: ManifestSink.cluster(cluster),
  controller: IngressController.AWS_LOAD_BALANCER_CONTROLLER,
  groupName: 'shops',
  certificates: [
    elbv2.ListenerCertificate.fromArn(
      'arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000',
    ),
  ],
  webAcl: new PumaWebAcl(stack, 'WebAcl', { rateRules: [RateRule.perIp({ name: 'address', limit: 1000 })] }),
});

new PumaService(stack, 'Web', {
  cluster,
  ingress,
  image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
  components: [
    { name: 'web', hostname: 'www.example.com', port: 9292 },
    { name: 'tenants', hostname: '*.shops.example.com', port: 9293 },
  ],
  alarms: PumaAlarms.none('A first look; alarms come with the on-call rota.'),
});

app.synth();
