import {
  adviseOnAsherahNames,
  ASHERAH_NAME_LIMIT,
  checkAsherahName,
  checkPreferredRegion,
  renderRegionMap,
} from '../../lib/model/asherah';
import { expectRefusal } from '../support/refusal';

test.each(['email', 'e', 'E-mail.v2', 'a_b', 'x'.repeat(ASHERAH_NAME_LIMIT)])('takes %s as a name', (name) => {
  expect(checkAsherahName('asherah.serviceName', name)).toBe(name);
});

test.each([undefined, '', ' ', 'e mail', '-email', 'email_', 'é', 'a/b', 'x'.repeat(ASHERAH_NAME_LIMIT + 1)])(
  'refuses %p as a name',
  (name) => {
    expectRefusal(() => checkAsherahName('asherah.serviceName', name!), 'AsherahNameInvalid');
  },
);

test('warns of names that the joining underscore makes ambiguous', () => {
  expect(adviseOnAsherahNames('email', 'mail-product')).toEqual([]);
  for (const [service, product] of [
    ['a_b', 'c'],
    ['a', 'b_c'],
  ]) {
    const [advice] = adviseOnAsherahNames(service, product);
    expect(advice.id).toBe('asherahNameWithUnderscore');
    expect(advice.message).toContain('_SK_a_b_c');
  }
});

test('a map needs a preferred Region that it holds', () => {
  expect(checkPreferredRegion('eu-west-1', ['eu-west-1', 'us-east-1'])).toBe('eu-west-1');
  expectRefusal(() => checkPreferredRegion(undefined, ['eu-west-1']), 'RegionMapWithoutPreferredRegion');
  expectRefusal(() => checkPreferredRegion('eu-west-2', ['eu-west-1']), 'PreferredRegionNotInMap');
});

test('renders the map as JSON', () => {
  const map = {
    'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/a',
    'us-east-1': 'arn:aws:kms:us-east-1:111122223333:key/b',
  };
  expect(JSON.parse(renderRegionMap(map))).toEqual(map);
});
