import { App, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { expectRefusal } from '../support/refusal';
import { alarms, monitoredStack, topic } from './monitoring-stack';

test.each(['', '   ', 'because', 'dev only      '])('refuses %j as a reason for silence', (reason) => {
  expectRefusal(() => PumaAlarms.none(reason), 'AlarmReasonMissing');
});

test('refuses alarms that tell nobody', () => {
  expectRefusal(() => PumaAlarms.notify([]), 'AlarmActionMissing');
  expectRefusal(() => PumaAlarms.actions([]), 'AlarmActionMissing');
});

test('several topics', () => {
  expect(
    PumaAlarms.notify([topic(new Stack(new App(), 'Test')), topic(new Stack(new App(), 'Test'))])._actions,
  ).toHaveLength(2);
});

test('actions of any kind', () => {
  const action: cloudwatch.IAlarmAction = {
    bind: () => ({ alarmActionArn: 'arn:aws:ssm-incidents::111122223333:response-plan/puma' }),
  };
  const { stack } = monitoredStack({ alarms: PumaAlarms.actions([action]) });
  for (const alarm of alarms(stack)) {
    expect(alarm.AlarmActions).toEqual(['arn:aws:ssm-incidents::111122223333:response-plan/puma']);
  }
});
