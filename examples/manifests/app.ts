/** A service whose Kubernetes objects become YAML files, for Argo CD or Flux; CloudFormation makes the rest. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BindingFlavor, ManifestSink, PumaAlarms, PumaImage, PumaService } from 'cdk-puma-eks';

const app = new App();
// The Region stands in the files, so it is known here.
const stack = new Stack(app, 'Shop', { env: { region: 'us-west-2' } });

// No kubectl: nothing but the cluster's name, network and security group is asked of it.
const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'platform',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    publicSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
  }),
});

new PumaService(stack, 'Web', {
  cluster,
  sink: ManifestSink.directory('manifests'),
  // Its binding finds a target group by its name, which a file can hold; EKS Auto Mode's needs an ARN that is not yet there.
  bindingFlavor: BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER,
  image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
  components: [{ name: 'web', hostname: 'www.example.com', port: 9292 }],
  listenerCertificates: [
    elbv2.ListenerCertificate.fromArn(
      'arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000',
    ),
  ],
  alarms: PumaAlarms.none('A first look; alarms come with the on-call rota.'),
});

app.synth();
