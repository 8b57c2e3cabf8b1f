// The peer: one Fargate service behind an ALB, in a VPC that exists.
const { App, Stack } = require('aws-cdk-lib');
const ecs = require('aws-cdk-lib/aws-ecs');
const patterns = require('aws-cdk-lib/aws-ecs-patterns');
const { existingVpc } = require('./existing-vpc.cjs');

const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Peer');
const vpc = existingVpc(stack);
new patterns.ApplicationLoadBalancedFargateService(stack, 'Service', {
  vpc,
  taskImageOptions: { image: ecs.ContainerImage.fromRegistry('registry.example.com/app:v1') },
});
app.synth();
console.log(process.resourceUsage().maxRSS);
