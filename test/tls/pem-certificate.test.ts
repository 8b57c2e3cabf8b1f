import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { IServerCertificate } from '../../lib/tls/server-certificate';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { nagFindings } from '../support/nag';
import { expectNoKey, makePair } from '../support/pairs';
import { expectRefusal } from '../support/refusal';

const ALLOWED = { 'cdk-puma-eks:allowPrivateKeyInTemplate': true };

interface Pem {
  readonly cert: string;
  readonly key: string;
}

function fromPem({ cert, key }: Pem, context: Record<string, unknown>): { stack: Stack; text: IServerCertificate } {
  const stack = new Stack(new App({ context }), 'Test');
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return { stack, text: ServerCertificate.fromPem(stack, 'Cert', { certPem: cert, keyPem: key, encryptionKey }) };
}

describe('a certificate as text', () => {
  let pair: Pem;
  beforeAll(async () => (pair = await makePair({ hostnames: ['api.example.com', '*.example.com'] })));

  test.each([
    {},
    { 'cdk-puma-eks:allowPrivateKeyInTemplate': 'yes' },
    { 'cdk-puma-eks:allowPrivateKeyInTemplate': 'true' },
  ])('is refused in an app with the context %j, and its key not shown', (context) => {
    expectNoKey(expectRefusal(() => fromPem(pair, context), 'PrivateKeyInTemplate').message, pair);
  });

  test('is a secret of an app that allows it for its tests, with a warning', () => {
    const { stack, text } = fromPem(pair, ALLOWED);
    expect(text.hostnames).toEqual(['api.example.com', '*.example.com']);
    Template.fromStack(stack).hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Delete',
      Properties: { Name: '/Cert/api.example.com' },
    });
    Annotations.fromStack(stack).hasWarning('/Test/Cert', Match.stringLikeRegexp('cdk-puma-eks:privateKeyInTemplate'));
    expect(nagFindings(stack)).toEqual([]);
    text.grantRead(new iam.Role(stack, 'Pods', { assumedBy: new iam.AccountRootPrincipal() })).assertSuccess();
  });

  test.each<[string, string, () => Pem | Promise<Pem>]>([
    ['certPem', 'garbage for a certificate', () => ({ ...pair, cert: 'garbage' })],
    ['keyPem', 'garbage for a key', () => ({ ...pair, key: 'garbage' })],
    ['keyPem', 'the key of another', async () => ({ ...pair, key: (await makePair()).key })],
    ['certPem', 'a certificate without names', async () => makePair({ hostnames: [] })],
  ])('is refused at %s: %s, without a word of it', async (path, _title, make) => {
    const pem = await make();
    const refusal = expectRefusal(() => fromPem(pem, ALLOWED), 'PemInvalid');
    expect(refusal.path).toBe(path);
    expect(refusal.message).not.toContain('garbage');
    expectNoKey(refusal.message, pem);
  });
});
