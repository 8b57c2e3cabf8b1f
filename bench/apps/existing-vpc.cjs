const ec2 = require('aws-cdk-lib/aws-ec2');

/** A VPC that exists: the same for us and for the peer. */
exports.existingVpc = (stack) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    publicSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
  });
