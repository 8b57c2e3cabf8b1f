import {
  adviseOnSecretName,
  certificateSecretName,
  checkSecretName,
  parseSecretArn,
  SECRET_NAME_LIMIT,
} from '../../lib/model/secret-name';
import { expectRefusal } from '../support/refusal';

test('a host has one place, and a wildcard one that no host can have', () => {
  expect(certificateSecretName('api.example.com')).toBe('/Cert/api.example.com');
  expect(certificateSecretName('*.example.com')).toBe('/Cert/_.example.com');
  expect(checkSecretName('secretName', certificateSecretName('*.example.com'))).toBe('/Cert/_.example.com');
});

test.each(['/Cert/api.example.com', 'a', 'A/_+=.@-', 'x'.repeat(SECRET_NAME_LIMIT)])('takes %s as a name', (name) => {
  expect(checkSecretName('secretName', name)).toBe(name);
});

test.each(['', 'a b', '/Cert/*.example.com', 'a:b', 'é', 'x'.repeat(SECRET_NAME_LIMIT + 1)])(
  'refuses %p as a name',
  (name) => {
    expectRefusal(() => checkSecretName('secretName', name), 'SecretNameInvalid');
  },
);

test('warns of a name that ends as an ARN does', () => {
  expect(adviseOnSecretName('/Cert/api.example.com')).toEqual([]);
  expect(adviseOnSecretName('/Cert/api.xn--fiqs8s')).toEqual([
    expect.objectContaining({ id: 'secretNameLooksLikeArnTail' }),
  ]);
});

test('parses a complete ARN alone', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Cert/api.example.com';
  expect(parseSecretArn(`${arn}-a1B2c3`)).toEqual({ region: 'eu-west-1', name: '/Cert/api.example.com' });
  expect(parseSecretArn(arn)).toBeUndefined();
  expect(parseSecretArn('arn:aws:s3:::bucket-a1B2c3')).toBeUndefined();
});
