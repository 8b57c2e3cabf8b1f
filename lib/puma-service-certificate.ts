import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PumaComponent } from './puma-component';
import { checkCovers } from './tls/coverage';
import type { IServerCertificate } from './tls/server-certificate';
import { ServerCertificate } from './tls/server-certificate';

/** The certificate that pods serve for a component: one that is given, one in a secret that exists, or an empty secret. */
export function certificateOf(scope: Construct, component: PumaComponent, secretsKey: kms.IKey): IServerCertificate {
  const { hostname, additionalHostnames, certificate, certificateSecretName, certificateKeyArn } = component;
  const hostnames = [hostname, ...(additionalHostnames ?? [])];
  if (certificate) {
    hostnames.forEach((name) => checkCovers('certificate', certificate, name));
    return certificate;
  }
  // By host, as the secret's name is: a component that is renamed keeps its secret. A token cannot stand in an id.
  const id = `Certificate-${Token.isUnresolved(hostname) ? component.name : hostname}`;
  if (certificateSecretName !== undefined) {
    return ServerCertificate.fromSecretName(scope, id, {
      secretName: certificateSecretName,
      hostnames,
      encryptionKey:
        certificateKeyArn === undefined ? secretsKey : kms.Key.fromKeyArn(scope, `${id}-Key`, certificateKeyArn),
    });
  }
  return new ServerCertificate(scope, id, { hostname, additionalHostnames, encryptionKey: secretsKey });
}
