import { Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { trackingStep } from '../../lib/model/busyness';
import { renderedScaledObject, scalingStack } from './scaling-stack';

test('a fleet that nobody asks to be larger while blind stays as it is', () => {
  expect(renderedScaledObject({ minPods: 20 }).spec.fallback.replicas).toBe(20);
});

test('a number of pods for a blind fleet that comes with the deployment is taken as it is', () => {
  const fallbackPods = Token.asNumber({ Ref: 'Blind' });
  const { stack } = scalingStack({ fallbackPods });
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('\\"replicas\\":",{"Ref":"Blind"}');
});

test('a larger fleet while blind, when asked for, however little larger than it is', () => {
  // Source: KEDA 2.21, pkg/fallback: the value by which the HPA is to come to the replicas.
  const blind = (pods: number, replicas: number, tolerance?: number): number =>
    trackingStep({
      ...{ pods, targetBusyness: 60, minPods: 3, maxPods: 30, tolerance },
      busyness: (60 * Math.max(pods, replicas)) / pods,
    });
  for (const [fallbackPods, scaleUpPercent] of [[12], [12, 30], [30], [30, 50], [3]]) {
    const props = { fallbackPods, ...(scaleUpPercent && { tolerance: { scaleUpPercent } }) };
    const { replicas } = renderedScaledObject(props).spec.fallback;
    for (let pods = 3; pods <= 30; pods += 1) {
      const kept = blind(pods, replicas, scaleUpPercent && scaleUpPercent / 100);
      expect([pods, kept >= Math.max(pods, fallbackPods)]).toEqual([pods, true]);
    }
  }
});
