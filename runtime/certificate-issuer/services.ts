import type { X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from '../../lib/model/certificates';
import type { Credentials } from './aws-json';
import type { Configuration } from './configuration';
import { issuePair, selfSign } from './issue';
import type { Sign } from './issue';
import { IssuerError } from './issuer-error';
import { pairText } from './pair';
import { privateCa, privateCaCertificate } from './private-ca';
import { secretAuthority, secretAuthorityCertificate } from './secret-authority';
import { CURRENT } from './secret-store';
import type { SecretStore } from './secret-store';
import { verifyPair } from './verify';

/** What the steps work with. */
export class Services {
  constructor(
    public readonly configuration: Configuration,
    public readonly store: SecretStore,
    private readonly credentials: () => Promise<Credentials>,
  ) {}

  /** A new pair as a secret's text, proved before anyone stores it. */
  public async newText(certificate: IssuedCertificate): Promise<string> {
    const pair = await issuePair(certificate, await this.signer());
    try {
      await verifyPair(pair, certificate);
    } catch (error) {
      throw new IssuerError(
        `the new certificate is of no use: ${error instanceof IssuerError ? error.message : 'unknown'}`,
      );
    }
    return pairText(pair);
  }

  /** The certificate of who signs now; undefined where certificates sign themselves. */
  public async authority(): Promise<X509Certificate | undefined> {
    const { authority } = this.configuration;
    switch (authority?.type) {
      case undefined:
        return undefined;
      case 'acm-pca':
        return privateCaCertificate(authority, this.credentials);
      case 'secret':
        return secretAuthorityCertificate(await this.store.text(authority.secretId, { stage: CURRENT }));
    }
  }

  private async signer(): Promise<Sign> {
    const { authority } = this.configuration;
    switch (authority?.type) {
      case undefined:
        return selfSign;
      case 'acm-pca':
        return privateCa(authority, this.credentials);
      case 'secret':
        return secretAuthority(await this.store.text(authority.secretId, { stage: CURRENT }));
    }
  }
}
