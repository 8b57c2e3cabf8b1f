import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import { BindingFlavor } from '../binding-flavor';

const API_VERSION: Record<BindingFlavor, string> = {
  [BindingFlavor.EKS_AUTO_MODE]: 'eks.amazonaws.com/v1',
  [BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER]: 'elbv2.k8s.aws/v1beta1',
};

export interface BindingInputs {
  readonly metadata: ObjectMeta;
  readonly flavor: BindingFlavor;
  readonly serviceName: string;
  readonly servicePort: number;
  /** ARN of the target group, or its name, which the AWS Load Balancer Controller takes too. */
  readonly targetGroup: { readonly targetGroupARN: string } | { readonly targetGroupName: string };
}

/** Has the controller register the service's pods. Without `networking`: CDK opens the security groups. */
export function targetGroupBindingObject(inputs: BindingInputs): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: API_VERSION[inputs.flavor],
    kind: 'TargetGroupBinding',
    metadata: inputs.metadata,
    spec: {
      serviceRef: { name: inputs.serviceName, port: inputs.servicePort },
      ...inputs.targetGroup,
      targetType: 'ip',
    },
  };
}
