import { refuse } from './errors';

/** Longest alias, `alias/` included [AWS KMS, CreateAlias]. */
export const KEY_ALIAS_LIMIT = 256;
/** What follows the prefix: `/secrets`, `/logs`, `/master`. */
const LONGEST_SUFFIX = '/secrets'.length;
const ALIAS = /^[A-Za-z0-9][A-Za-z0-9/_-]*[A-Za-z0-9]$/;

/** Refuses a prefix that makes no alias of a key. */
export function checkAliasPrefix(path: string, given: string): string {
  const limit = KEY_ALIAS_LIMIT - 'alias/'.length - LONGEST_SUFFIX;
  if (typeof given !== 'string' || given.length > limit || !ALIAS.test(given) || given.startsWith('aws/')) {
    refuse({
      code: 'AliasPrefixInvalid',
      path,
      given,
      allowed: `2 to ${limit} characters: letters, digits, '/', '_' and '-', with a letter or a digit at both ends, not beginning with aws/`,
      why: 'the keys get the aliases alias/<prefix>/secrets, /logs and /master; KMS takes no other characters and keeps aws/ for itself',
    });
  }
  return given;
}
