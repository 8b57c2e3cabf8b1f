import { ifKnown } from '../known';
import { refuse } from '../model/errors';
import { checkObjectName } from '../model/labels';

/** Which credentials KEDA reads CloudWatch with. */
export class KedaIdentity {
  /**
   * The credentials of KEDA's operator: its role needs `cloudwatch:GetMetricData` and nothing else is to be made.
   *
   * Rendered as `identityOwner: operator`, which KEDA deprecates since 2.13 and drops in version 3.
   */
  public static kedaOperator(): KedaIdentity {
    return new KedaIdentity('operator');
  }

  /**
   * A TriggerAuthentication of the service's own, with KEDA's `aws` provider, which stays in KEDA 3: the operator's
   * credentials, or those of a role that the operator may assume.
   *
   * @param roleArn ARN of the role to assume, which must trust the operator's role or KEDA's service account; without
   * it the operator's own credentials are used. Throws `RoleArnInvalid`.
   */
  public static podIdentity(roleArn?: string): KedaIdentity {
    ifKnown(roleArn, checkRoleArn);
    return new KedaIdentity('podIdentity', roleArn);
  }

  /**
   * A TriggerAuthentication that exists in the service's namespace.
   *
   * @param name its name. Throws `NameInvalid`.
   */
  public static triggerAuthentication(name: string): KedaIdentity {
    ifKnown(name, (known) => checkObjectName('triggerAuthentication', known));
    return new KedaIdentity('existing', undefined, name);
  }

  /**
   * A ClusterTriggerAuthentication that exists.
   *
   * @param name its name. Throws `NameInvalid`.
   */
  public static clusterTriggerAuthentication(name: string): KedaIdentity {
    ifKnown(name, (known) => checkObjectName('clusterTriggerAuthentication', known));
    return new KedaIdentity('existingOfCluster', undefined, name);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'operator' | 'podIdentity' | 'existing' | 'existingOfCluster',
    /** @internal */
    public readonly _roleArn?: string,
    /** @internal */
    public readonly _name?: string,
  ) {}
}

function checkRoleArn(given: string): void {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(given)) {
    refuse({
      code: 'RoleArnInvalid',
      path: 'KedaIdentity.podIdentity.roleArn',
      given,
      allowed: 'the ARN of an IAM role, such as arn:aws:iam::111122223333:role/ReadsMetrics',
      why: "KEDA's operator assumes this role before it reads the metrics",
    });
  }
}
