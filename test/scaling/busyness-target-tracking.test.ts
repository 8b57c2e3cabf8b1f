import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type { BusynessTargetTrackingProps } from '../../lib/scaling/busyness-target-tracking';
import { BusynessTargetTracking } from '../../lib/scaling/busyness-target-tracking';
import { expectRefusal } from '../support/refusal';

function synth(props: Partial<BusynessTargetTrackingProps> = {}): Template {
  const stack = new Stack(new App(), 'Test');
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
