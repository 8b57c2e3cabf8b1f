import { Lazy } from 'aws-cdk-lib';
import { checkCovers } from '../../lib/tls/coverage';
import { expectRefusal } from '../support/refusal';

const check = (hostnames: string[], hostname: string) => () =>
  checkCovers('components[0].certificate', { hostnames }, hostname);

test.each([
  [['api.example.com'], 'api.example.com'],
  [['www.example.com', 'api.example.com'], 'api.example.com'],
  [['*.example.com'], 'api.example.com'],
  [['*.example.com'], '*.example.com'],
])('a certificate for %p is good for %s', (hostnames, hostname) => {
  expect(check(hostnames, hostname)).not.toThrow();
});

test.each([
  [['www.example.com'], 'api.example.com'],
  [['*.example.com'], 'example.com'],
  [['*.example.com'], 'a.b.example.com'],
  [['api.example.com'], '*.example.com'],
  [['*.example.org'], 'api.example.com'],
])('a certificate for %p is not good for %s', (hostnames, hostname) => {
  expect(expectRefusal(check(hostnames, hostname), 'CertificateForAnotherHost').path).toBe('components[0].certificate');
});

test('says nothing where a name is not known yet', () => {
  const late = Lazy.string({ produce: () => 'late.example.com' });
  expect(check(['www.example.com'], late)).not.toThrow();
  expect(check([late], 'api.example.com')).not.toThrow();
});
