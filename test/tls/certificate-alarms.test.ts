import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CertificateAlarms } from '../../lib/tls/certificate-alarms';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';
import { issued } from './fixture';

test('an issuer of its own has alarms on failures and on days left, which tell of their end too', () => {
  const { stack, issuer, certificate } = issued();
  certificate('api.example.com');
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:on-call');
  const { failureAlarm, daysLeftAlarm } = new CertificateAlarms(stack, 'Alarms', {
    issuer,
    actions: [new SnsAction(topic)],
  });
  const template = Template.fromStack(stack);
  const name = stack.resolve(issuer.function.functionName) as unknown;
  const told = { AlarmActions: [topic.topicArn], OKActions: [topic.topicArn] };
  const properties = (alarm: typeof failureAlarm): unknown =>
    template.toJSON().Resources[stack.getLogicalId(alarm.node.defaultChild as never)].Properties;
  expect(properties(failureAlarm)).toMatchObject({
    ...told,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: name }],
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 24,
    DatapointsToAlarm: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
  expect(properties(daysLeftAlarm)).toMatchObject({
    ...told,
    Namespace: 'CdkPumaEks',
    MetricName: 'CertificateDaysLeft',
    Dimensions: [{ Name: 'Issuer', Value: name }],
    Statistic: 'Minimum',
    Period: 86_400,
    Threshold: 21,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'ignore',
  });
  expect(nagFindings(stack)).toEqual([]);
});

test('the function is asked twice a day, by this rule alone', () => {
  const { stack, issuer, certificate } = issued();
  certificate('api.example.com');
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:on-call');
  const { rule } = new CertificateAlarms(stack, 'Alarms', { issuer, actions: [new SnsAction(topic)] });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(12 hours)',
    Targets: [{ Arn: stack.resolve(issuer.function.functionArn) as unknown, Input: '{"Watch":"certificates"}' }],
  });
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'events.amazonaws.com',
    SourceArn: stack.resolve(rule.ruleArn) as unknown,
  });
});

test('alarms that tell nobody are refused', () => {
  const { stack, issuer } = issued();
  expectRefusal(() => new CertificateAlarms(stack, 'Alarms', { issuer, actions: [] }), 'CertificateAlarmsTellNobody');
});
