import { Names, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { refuse } from '../model/errors';
import { checkAliasPrefix, KEY_ALIAS_LIMIT } from '../model/key-alias';
import { checkNoAlias } from '../model/kms-key-arn';
import { AsherahKeys } from './asherah-keys';
import type { AsherahProps } from './asherah-props';
import { allowLogGroups, createKey } from './customer-key';

/** Room for the path beside a stack's name of at most 128 characters [CloudFormation, quotas], `alias/` and `/secrets`. */
const PATH_IN_ALIAS = KEY_ALIAS_LIMIT - 'alias/'.length - 128 - '/'.length - '/secrets'.length;

/** Settings of a key hierarchy. */
export interface KeyHierarchyProps {
  /**
   * What the new keys' aliases begin with: `alias/<aliasPrefix>/secrets`, `/logs` and `/master`. Throws `AliasPrefixInvalid`.
   *
   * @default - the stack's name and the construct's path within the stack, which no other stack of the account and Region has
   */
  readonly aliasPrefix?: string;

  /**
   * An existing key for secrets, in place of a new one. Its key policy must let IAM policies of this account grant
   * `kms:Decrypt`, and `kms:GenerateDataKey` where certificates are issued. Throws `KeyIsAlias`.
   *
   * @default - a new key: rotated yearly and retained
   */
  readonly secretsKey?: kms.IKey;

  /**
   * An existing key for log groups, in place of a new one. Its key policy must let CloudWatch Logs use it. Throws `KeyIsAlias`.
   *
   * @default - a new key: rotated yearly and retained; CloudWatch Logs may use it for log groups of this account and Region
   */
  readonly logsKey?: kms.IKey;

  /**
   * Application-layer encryption with Asherah.
   *
   * @default - no master key, no metastore
   */
  readonly asherah?: AsherahProps;
}

/** The keys of a service: one for secrets, one for logs and, with Asherah, a master key above the keys of its data. */
export class KeyHierarchy extends Construct {
  /** Key of the secrets that hold certificates: to encrypt further secrets of the service. */
  public readonly secretsKey: kms.IKey;

  /** Key of log groups: to encrypt further log groups of the service. */
  public readonly logsKey: kms.IKey;

  /** Asherah's keys, metastore and settings. Undefined without `asherah`. */
  public readonly asherah?: AsherahKeys;

  constructor(scope: Construct, id: string, props: KeyHierarchyProps = {}) {
    super(scope, id);
    const prefix = props.aliasPrefix ?? this.defaultAliasPrefix();
    ifKnown(prefix, (known) => checkAliasPrefix('aliasPrefix', known));
    this.secretsKey = imported('secretsKey', props.secretsKey) ?? this.createSecretsKey(`${prefix}/secrets`);
    this.logsKey = imported('logsKey', props.logsKey) ?? this.createLogsKey(`${prefix}/logs`);
    if (props.asherah !== undefined) {
      const settings = { ...props.asherah, masterKeyAlias: `${prefix}/master`, logsKey: this.logsKey };
      this.asherah = new AsherahKeys(this, 'Asherah', settings);
    }
  }

  /** Asherah's master key. Undefined without `asherah`, and with a `regionMap`. */
  public get masterKey(): kms.IKey | undefined {
    return this.asherah?.masterKey;
  }

  /** Asherah's metastore. Undefined without `asherah`. */
  public get metastore(): dynamodb.ITable | undefined {
    return this.asherah?.metastore;
  }

  /**
   * Allows exactly what Asherah calls; see `AsherahKeys.grant`. Throws `AsherahNotConfigured` without `asherah`.
   *
   * @param grantee mostly the pods' role
   */
  public grantEncryption(grantee: iam.IGrantable): iam.Grant {
    if (this.asherah === undefined) {
      refuse({
        code: 'AsherahNotConfigured',
        path: 'asherah',
        given: undefined,
        allowed: 'a service name and a product id at least',
        why: 'without them the hierarchy has neither master key nor metastore, so there is nothing to grant',
      });
    }
    return this.asherah.grant(grantee);
  }

  private defaultAliasPrefix(): string {
    const stack = Stack.of(this);
    const path = this.node.path
      .slice(stack.node.path.length + 1)
      .replace(/[^A-Za-z0-9/]+/g, '-')
      .replace(/-+$/, '');
    const name = path.length <= PATH_IN_ALIAS ? path : Names.uniqueResourceName(this, { maxLength: PATH_IN_ALIAS });
    return `${stack.stackName}/${name}`;
  }

  private createSecretsKey(alias: string): kms.Key {
    return createKey(this, 'SecretsKey', {
      alias,
      description: 'Secrets of a Puma service: certificates and their private keys',
    });
  }

  private createLogsKey(alias: string): kms.Key {
    const key = createKey(this, 'LogsKey', { alias, description: 'Log groups of a Puma service' });
    allowLogGroups(key);
    return key;
  }
}

function imported(path: string, key: kms.IKey | undefined): kms.IKey | undefined {
  if (key !== undefined) checkNoAlias(path, key.keyArn);
  return key;
}
