import { refuse } from './errors';

/** Refuses what is no IPv4 address range in CIDR notation, or not of the sizes that are meant. */
export function checkCidr(path: string, given: string, largest = 0, smallest = 32): void {
  const [address = '', prefix = '', ...rest] = typeof given === 'string' ? given.split('/') : [];
  const parts = address.split('.');
  const valid =
    rest.length === 0 &&
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255) &&
    /^\d{1,2}$/.test(prefix) &&
    Number(prefix) >= largest &&
    Number(prefix) <= smallest;
  if (valid) return;
  refuse({
    code: 'CidrInvalid',
    path,
    given,
    allowed: `an IPv4 range from /${largest} to /${smallest}, such as 10.0.0.0/16`,
    why: 'subnets, security groups and network policies are cut by such ranges',
  });
}
