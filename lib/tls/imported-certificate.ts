import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReadableSecret } from './read-grant';
import { grantSecretRead } from './read-grant';
import type { IServerCertificate } from './server-certificate';

/** A certificate whose secret is made elsewhere. */
export class ImportedCertificate extends Construct implements IServerCertificate {
  constructor(
    scope: Construct,
    id: string,
    public readonly secretName: string,
    public readonly secretArn: string,
    public readonly hostnames: string[],
    private readonly readable: ReadableSecret,
  ) {
    super(scope, id);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantSecretRead(this, this.readable, grantee);
  }
}
