import { checkAliasPrefix } from '../../lib/model/key-alias';
import { expectRefusal } from '../support/refusal';

test.each(['email', 'Email/Keys', 'a1', 'x'.repeat(242)])('takes %s as the prefix of an alias', (prefix) => {
  expect(checkAliasPrefix('aliasPrefix', prefix)).toBe(prefix);
  expect(`alias/${prefix}/secrets`.length).toBeLessThanOrEqual(256);
});

test.each(['', 'a', 'aws/email', '/email', 'email/', 'e mail', 'é1', 'x'.repeat(243)])(
  'refuses %p as the prefix of an alias',
  (prefix) => {
    expectRefusal(() => checkAliasPrefix('aliasPrefix', prefix), 'AliasPrefixInvalid');
  },
);
