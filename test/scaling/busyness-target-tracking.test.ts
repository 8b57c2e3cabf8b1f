import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { BusynessTargetTrackingProps } from '../../lib/scaling/busyness-target-tracking';
import { BusynessTargetTracking } from '../../lib/scaling/busyness-target-tracking';
import { expectRefusal } from '../support/refusal';

function synth(props: Partial<BusynessTargetTrackingProps> = {}, region?: string): Template {
  const stack = new Stack(new App(), 'Test', { env: { region } });
  const autoScalingGroup = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Group', 'nodes');
  new BusynessTargetTracking(stack, 'Tracking', { autoScalingGroup, serviceName: 'email', ...props });
  return Template.fromStack(stack);
}

const sum = (id: string, metricName: string): object => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: 'CdkPumaEks',
      MetricName: metricName,
      Dimensions: [{ Name: 'Service', Value: 'email' }],
    },
    Stat: 'Sum',
  },
  ReturnData: false,
});

test('a policy on metric math over the two sums, which waits where there are no threads', () => {
  synth().hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
    AutoScalingGroupName: 'nodes',
    PolicyType: 'TargetTrackingScaling',
    EstimatedInstanceWarmup: Match.absent(),
    TargetTrackingConfiguration: {
      TargetValue: 60,
      DisableScaleIn: false,
      CustomizedMetricSpecification: {
        Metrics: [
          sum('capacity', 'PoolCapacity'),
          sum('threads', 'MaxThreads'),
          {
            Id: 'busyness',
            Label: 'Busyness of email, in percent',
            Expression: 'IF(threads > 0, (1 - capacity / threads) * 100)',
            ReturnData: true,
          },
        ],
      },
    },
  });
});

test('a period below a minute stands on each metric and on the expression', () => {
  const policies = synth({ periodSeconds: 30 }).findResources('AWS::AutoScaling::ScalingPolicy');
  expect(JSON.stringify(policies).match(/"Period":30/g)).toHaveLength(3);
});

test('warm-up, target and scaling out alone', () => {
  synth({ instanceWarmUpSeconds: 180, targetBusyness: 50, disableScaleIn: true }).hasResourceProperties(
    'AWS::AutoScaling::ScalingPolicy',
    { EstimatedInstanceWarmup: 180, TargetTrackingConfiguration: { TargetValue: 50, DisableScaleIn: true } },
  );
});

test('a group of the app’s own, and a service whose name comes with the deployment', () => {
  const stack = new Stack(new App(), 'Foreign');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const instanceType = new ec2.InstanceType('m7g.large');
  const machineImage = ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Pumas', { vpc, instanceType, machineImage });
  const serviceName = new CfnParameter(stack, 'Name').valueAsString;
  new BusynessTargetTracking(stack, 'Tracking', { autoScalingGroup, serviceName });
  Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
    AutoScalingGroupName: { Ref: Match.stringLikeRegexp('^PumasASG') },
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: {
        Metrics: Match.arrayWith([
          Match.objectLike({
            MetricStat: { Metric: { Dimensions: [{ Name: 'Service', Value: { Ref: 'Name' } }] }, Stat: 'Sum' },
          }),
        ]),
      },
    },
  });
});

test('GovCloud (US) tracks by the minute alone', () => {
  expectRefusal(() => synth({ periodSeconds: 10 }, 'us-gov-west-1'), 'HighResolutionUnavailable');
  synth({}, 'us-gov-west-1').resourceCountIs('AWS::AutoScaling::ScalingPolicy', 1);
  synth({ periodSeconds: 10 }, 'eu-west-1').resourceCountIs('AWS::AutoScaling::ScalingPolicy', 1);
});

test.each<[string, Partial<BusynessTargetTrackingProps>, string]>([
  ['target 0', { targetBusyness: 0 }, 'TargetBusynessInvalid'],
  ['target 96', { targetBusyness: 96 }, 'TargetBusynessInvalid'],
  ['five-minute points', { periodSeconds: 300 }, 'MetricPeriodInvalid'],
  ['a warm-up of more than an hour', { instanceWarmUpSeconds: 3601 }, 'InstanceWarmUpInvalid'],
  ['a warm-up below nothing', { instanceWarmUpSeconds: -1 }, 'InstanceWarmUpInvalid'],
  ['an empty service name', { serviceName: '' }, 'DimensionValueInvalid'],
  ['a reserved namespace', { metricNamespace: 'AWS/EC2' }, 'MetricNamespaceInvalid'],
])('refuses %s', (_, props, code) => {
  expectRefusal(() => synth(props), code);
});
