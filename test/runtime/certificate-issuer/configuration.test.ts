import { Configuration } from '../../../runtime/certificate-issuer/configuration';
import { IssuerError, oneLine, refusal } from '../../../runtime/certificate-issuer/issuer-error';
import { privateCaEndpoint } from '../../../runtime/certificate-issuer/private-ca';

const CERTIFICATES = JSON.stringify([{ secret: '/Cert/a.example.com', hostnames: ['a.example.com'] }]);

describe('the configuration', () => {
  const known = Configuration.fromEnvironment({ CERTIFICATES });
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Cert/a.example.com';

  it('finds a certificate by the name or the ARN of its secret, and no other', () => {
    for (const id of ['/Cert/a.example.com', `${arn}-a1B2c3`])
      expect(known.certificate(id).hostnames).toEqual(['a.example.com']);
    for (const id of ['/Cert/b.example.com', arn, `${arn}-a1B2c3d`, `${arn}-other-a1B2c3`, ''])
      expect(() => known.certificate(id)).toThrow('not one that this function issues certificates for');
  });

  it.each([
    undefined,
    '',
    '{}',
    'nonsense',
    '[{"secret": "x"}]',
    '[{"secret": "x", "hostnames": []}]',
    '[{"secret": "x", "hostnames": [""]}]',
    '[{"secret": "x", "hostnames": ["a"], "key": "RSA_1024"}]',
    '[{"secret": "x", "hostnames": ["a"], "validityDays": 1.5}]',
    '[null]',
  ])('is refused when CERTIFICATES is %p', (text) => {
    expect(() => Configuration.fromEnvironment({ CERTIFICATES: text })).toThrow(/^CERTIFICATES is not /);
  });

  it.each([
    '{}',
    'nonsense',
    '{"type": "acm-pca"}',
    '{"type": "secret"}',
    '{"type": "other", "arn": "x"}',
    'null',
    '1',
  ])('is refused when CERTIFICATE_AUTHORITY is %p', (text) => {
    const environment = { CERTIFICATES, CERTIFICATE_AUTHORITY: text };
    expect(() => Configuration.fromEnvironment(environment)).toThrow(/^CERTIFICATE_AUTHORITY is /);
  });

  it('knows who signs', () => {
    const authority = { type: 'acm-pca', arn: 'arn', templateArn: 'template' };
    const environment = { CERTIFICATES, CERTIFICATE_AUTHORITY: JSON.stringify(authority) };
    expect(Configuration.fromEnvironment(environment).authority).toEqual(authority);
    expect(Configuration.fromEnvironment({ CERTIFICATES, CERTIFICATE_AUTHORITY: '' }).authority).toBeUndefined();
  });
});

describe('errors', () => {
  const named = (name: string): Error =>
    Object.assign(new Error('Value "-----BEGIN PRIVATE KEY-----" is bad'), { name });

  it("keep AWS's name, and its text only where it speaks of permissions, keys and names", () => {
    expect(refusal('PutSecretValue', named('ValidationException')).message).toBe(
      'PutSecretValue failed with ValidationException',
    );
    const denied = Object.assign(new Error('not authorized to perform:\n  kms:Decrypt'), {
      name: 'AccessDeniedException',
    });
    expect(refusal('GetSecretValue', denied).message).toBe(
      'GetSecretValue failed with AccessDeniedException: not authorized to perform: kms:Decrypt',
    );
  });

  it('of unknown origin are told by name alone', () => {
    expect(oneLine(named('TypeError'))).toBe('an unforeseen TypeError');
    expect(oneLine('-----BEGIN PRIVATE KEY-----')).toBe('an unforeseen error');
    expect(oneLine(new IssuerError('clear'))).toBe('clear');
    expect(refusal('GetSecretValue', 'text').message).toBe('GetSecretValue failed with an unknown error');
  });
});

it("finds a private CA's API by its Region and partition", () => {
  const of = (partition: string, region: string): string =>
    privateCaEndpoint(`arn:${partition}:acm-pca:${region}:111122223333:certificate-authority/1`);
  expect(of('aws', 'eu-west-1')).toBe('https://acm-pca.eu-west-1.amazonaws.com');
  expect(of('aws-us-gov', 'us-gov-west-1')).toBe('https://acm-pca.us-gov-west-1.amazonaws.com');
  expect(of('aws-cn', 'cn-north-1')).toBe('https://acm-pca.cn-north-1.amazonaws.com.cn');
});
