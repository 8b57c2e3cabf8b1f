import fc from 'fast-check';
import { catches, listenerPriority } from '../../lib/edge/listener-priority';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const exact = fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example.com`);
const wildcard = fc.array(label, { maxLength: 4 }).map((labels) => ['*', ...labels, 'example', 'com'].join('.'));

test('is a whole number in the band of its kind, the same in every order of hostnames', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(exact, wildcard), { minLength: 1, maxLength: 5 }), (hostnames) => {
      const priority = listenerPriority(hostnames);
      const anyWildcard = hostnames.some((hostname) => hostname.startsWith('*'));
      expect(Number.isInteger(priority)).toBe(true);
      expect(priority).toBeGreaterThanOrEqual(anyWildcard ? 40_000 : 1);
      expect(priority).toBeLessThanOrEqual(anyWildcard ? 49_999 : 39_999);
      expect(listenerPriority([...hostnames].reverse())).toBe(priority);
    }),
  );
});

test('a name goes before every wildcard that would take it', () => {
  fc.assert(
    fc.property(fc.oneof(exact, wildcard), wildcard, (name, hiding) => {
      fc.pre(catches(hiding, name));
      expect(listenerPriority([name])).toBeLessThan(listenerPriority([hiding]));
    }),
  );
});

test('is pinned: a change of the formula would renumber the rules of running listeners', () => {
  expect(listenerPriority(['api.example.com'])).toBe(36_619);
  expect(listenerPriority(['*.example.com'])).toBe(49_804);
  expect(listenerPriority(['*.eu.example.com'])).toBe(48_407);
});

test("the ALB's asterisk takes dots, and neither itself nor the bare domain", () => {
  expect(catches('*.example.com', 'api.example.com')).toBe(true);
  expect(catches('*.example.com', 'v1.api.example.com')).toBe(true);
  expect(catches('*.example.com', '*.eu.example.com')).toBe(true);
  expect(catches('*.example.com', '*.example.com')).toBe(false);
  expect(catches('*.example.com', 'example.com')).toBe(false);
  expect(catches('api.example.com', 'api.example.com')).toBe(false);
});
