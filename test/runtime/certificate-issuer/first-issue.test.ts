import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Configuration } from '../../../runtime/certificate-issuer/configuration';
import { deploy } from '../../../runtime/certificate-issuer/first-issue';
import { issuePair } from '../../../runtime/certificate-issuer/issue';
import { pairText } from '../../../runtime/certificate-issuer/pair';
import { secretAuthority } from '../../../runtime/certificate-issuer/secret-authority';
import { SecretStore } from '../../../runtime/certificate-issuer/secret-store';
import { Services } from '../../../runtime/certificate-issuer/services';
import { opensslAuthority } from '../../support/openssl';

const NAME = '/Cert/shop.example.com';
const CERTIFICATE = { secret: NAME, hostnames: ['shop.example.com'] };
const OURS = { type: 'secret', secretId: '/Ca/ours' } as const;
const OTHER = { type: 'secret', secretId: '/Ca/other' } as const;

/** The function's services, before a Secrets Manager that holds this one text. */
function services(text: string): { services: Services; stored: string[] } {
  const stored: string[] = [];
  const send = (command: { constructor: { name: string }; input: Record<string, string> }): Promise<object> => {
    const { SecretId, SecretString } = command.input;
    if (command.constructor.name === 'PutSecretValueCommand') stored.push(SecretString);
    if (SecretId === NAME) return Promise.resolve({ Name: NAME, SecretString: text });
    return Promise.reject(Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' }));
  };
  const configuration = Configuration.fromEnvironment({
    CERTIFICATES: JSON.stringify([CERTIFICATE]),
    CERTIFICATE_AUTHORITY: JSON.stringify(OURS),
  });
  const store = new SecretStore({ send } as unknown as SecretsManagerClient);
  return { services: new Services(configuration, store, () => Promise.reject(new Error('nobody'))), stored };
}

/** An event of CloudFormation's: what the certificate is to be like, and what it was. */
function event(now: object, before?: object): Parameters<typeof deploy>[0] {
  const properties = (certificate: object): object => ({ SecretArn: NAME, Certificate: JSON.stringify(certificate) });
  return {
    RequestType: before === undefined ? 'Create' : 'Update',
    RequestId: 'b7f2a1de-6f55-4c1c-9d0e-0123456789ab',
    ResponseURL: 'https://example.com/',
    StackId: 'stack',
    LogicalResourceId: 'FirstIssue',
    ResourceProperties: properties(now),
    ...(before && { OldResourceProperties: properties(before) }),
  };
}

describe('an authority that is gone', () => {
  let good: string;
  beforeAll(async () => {
    const ca = opensslAuthority('/CN=Ours', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    good = pairText(await issuePair(CERTIFICATE, await secretAuthority(pairText(ca))));
  });
  const gone = "the certificate authority's secret has no value, or is not there";

  it('does not keep an update from being rolled back: what is good and of its making stays', async () => {
    const { services: all, stored } = services(good);
    const now = { ...CERTIFICATE, authority: OURS };
    const more = { ...now, hostnames: ['shop.example.com', 'new.example.com'] };
    await expect(deploy(event(now, more), all)).resolves.toBe(
      `kept: the current version is good, though who signs could not be asked: ${gone}`,
    );
    expect(stored).toEqual([]);
  });

  it('fails what needs it: a first issue, another one in its place, another certificate', async () => {
    const now = { ...CERTIFICATE, authority: OURS };
    await expect(deploy(event(now), services(good).services)).rejects.toThrow(gone);
    const other = { ...CERTIFICATE, authority: OTHER };
    await expect(deploy(event(now, other), services(good).services)).rejects.toThrow(gone);
    await expect(deploy(event(now, CERTIFICATE), services(good).services)).rejects.toThrow(gone);
    const foreign = pairText(await issuePair({ ...CERTIFICATE, hostnames: ['other.example.com'] }));
    await expect(deploy(event(now, now), services(foreign).services)).rejects.toThrow(gone);
  });
});
