import { checkKeyArnInRegion, checkNoAlias } from '../../lib/model/kms-key-arn';
import { expectRefusal } from '../support/refusal';

const KEY = '111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

test.each(['aws', 'aws-cn', 'aws-us-gov'])('takes the ARN of a key in partition %s', (partition) => {
  expect(() => checkKeyArnInRegion('regionMap', 'eu-west-1', `arn:${partition}:kms:eu-west-1:${KEY}`)).not.toThrow();
});

test.each([
  '',
  'mrk-1',
  'arn:aws:s3:::bucket',
  'arn:aws:kms:eu-west-1:111122223333:alias/master',
  'arn:aws:kms:eu-west-1:1:key/a',
])('refuses %p as the ARN of a key', (arn) => {
  expectRefusal(() => checkKeyArnInRegion('regionMap', 'eu-west-1', arn), 'KeyArnInvalid');
});

test('refuses a key of another Region', () => {
  expectRefusal(
    () => checkKeyArnInRegion('regionMap', 'eu-west-1', `arn:aws:kms:eu-west-2:${KEY}`),
    'KeyArnInAnotherRegion',
  );
});

test('refuses an alias, also in an ARN that holds tokens', () => {
  expect(() => checkNoAlias('secretsKey', `arn:aws:kms:eu-west-1:${KEY}`)).not.toThrow();
  expectRefusal(
    () =>
      checkNoAlias('secretsKey', 'arn:${Token[AWS.Partition.3]}:kms:eu-west-1:111122223333:alias/aws/secretsmanager'),
    'KeyIsAlias',
  );
});
