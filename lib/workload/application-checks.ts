import { ifKnown } from '../known';
import { checkKnown } from '../model/checks';
import { refuse } from '../model/errors';
import { isObjectName } from '../model/labels';
import type { PodOptions } from './pod-options';

const POLICY_ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/.+$/;

/** Refuses what neither Kubernetes nor IAM would find for the application. */
export function checkApplicationAccess({ environmentFromSecrets = [], managedPolicyArns = [] }: PodOptions): void {
  environmentFromSecrets.forEach((name, i) => {
    const path = `pod.environmentFromSecrets[${i}]`;
    checkKnown(path, name);
    if (isObjectName(name) && environmentFromSecrets.indexOf(name) === i) return;
    refuse({
      code: 'EnvironmentSecretInvalid',
      path,
      given: name,
      allowed: "the name of a Kubernetes Secret: lower-case letters, digits, '-' and '.', each once",
      why: "pods take their environment from Secrets of their own namespace; Secrets Manager's are brought there by the External Secrets Operator",
    });
  });
  managedPolicyArns.forEach((arn, i) =>
    ifKnown(arn, () => {
      if (POLICY_ARN.test(arn) && managedPolicyArns.indexOf(arn) === i) return;
      refuse({
        code: 'ManagedPolicyArnInvalid',
        path: `pod.managedPolicyArns[${i}]`,
        given: arn,
        allowed: 'the ARN of an IAM managed policy, such as arn:aws:iam::111122223333:policy/shop-uploads, each once',
        why: "it is attached to the pods' role, which takes no other kind of policy by its ARN",
      });
    }),
  );
}
