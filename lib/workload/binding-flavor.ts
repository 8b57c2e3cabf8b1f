/** Which controller of the cluster registers pods with target groups. */
export enum BindingFlavor {
  /** The controller that EKS Auto Mode brings: `eks.amazonaws.com/v1`. */
  EKS_AUTO_MODE = 'EKS_AUTO_MODE',
  /** The AWS Load Balancer Controller: `elbv2.k8s.aws/v1beta1`. */
  AWS_LOAD_BALANCER_CONTROLLER = 'AWS_LOAD_BALANCER_CONTROLLER',
}
