// One PumaService with the defaults, on a cluster, in a VPC and behind an edge that exist.
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const eks = require('aws-cdk-lib/aws-eks-v2');
const { PumaAlarms, PumaEdge, PumaImage, PumaService } = require('../../dist');
const { existingVpc } = require('./existing-vpc.cjs');

const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Service');
const vpc = existingVpc(stack);
const alb = 'arn:aws:elasticloadbalancing:us-west-2:111122223333';
new PumaService(stack, 'Web', {
  cluster: eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'platform',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    vpc,
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
      serviceToken: 'arn:aws:lambda:us-west-2:111122223333:function:kubectl',
    }),
  }),
  edge: PumaEdge.fromPumaEdgeAttributes(stack, 'Edge', {
    loadBalancerArn: `${alb}:loadbalancer/app/edge/0123456789abcdef`,
    listenerArn: `${alb}:listener/app/edge/0123456789abcdef/0123456789abcdef`,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'EdgeSecurityGroup', 'sg-0123456789abcdef1'),
    vpc,
    idleTimeoutSeconds: 60,
  }),
  image: PumaImage.fromRegistry('registry.example.com/app:v1'),
  components: [{ name: 'web', hostname: 'www.example.com', port: 9292 }],
  alarms: PumaAlarms.none('A benchmark has nobody on call'),
});
app.synth();
console.log(process.resourceUsage().maxRSS);
