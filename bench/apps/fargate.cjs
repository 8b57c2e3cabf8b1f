// The peer: one Fargate service behind an ALB, in a VPC that exists.
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const patterns = require('aws-cdk-lib/aws-ecs-patterns');

const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Peer');
const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  vpcCidrBlock: '10.0.0.0/16',
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
  publicSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
});
new patterns.ApplicationLoadBalancedFargateService(stack, 'Service', {
  vpc,
  taskImageOptions: { image: ecs.ContainerImage.fromRegistry('registry.example.com/app:v1') },
});
app.synth();
console.log(process.resourceUsage().maxRSS);
