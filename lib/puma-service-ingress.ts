import type { Construct } from 'constructs';
import type { IngressEdge } from './edge/ingress-edge';
import { IngressController } from './edge/ingress-edge-props';
import type { IngressRoute } from './edge/ingress-route';
import { ifKnown } from './known';
import type { ManifestSink } from './kubernetes/manifest-sink';
import { ALB_CONTROLLER_LIMITS } from './model/alb-controller';
import { refuse, wholeNumber, within } from './model/errors';
import { KUBERNETES_NAME_LIMIT, shortened } from './model/names';
import type { Timing } from './model/timing';
import type { PumaComponent } from './puma-component';
import type { PumaServiceProps } from './puma-service-props';
import { BindingFlavor } from './workload/binding-flavor';
import { READINESS_PATH } from './workload/objects/probe-endpoints';
import type { PumaWorkload } from './workload/puma-workload';

const FLAVORS: Record<IngressController, BindingFlavor> = {
  [IngressController.EKS_AUTO_MODE]: BindingFlavor.EKS_AUTO_MODE,
  [IngressController.AWS_LOAD_BALANCER_CONTROLLER]: BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER,
};

/** Whose label has the namespace hold new pods back: that of the controller that makes the load balancer. */
export function flavorOf(ingress: IngressEdge): BindingFlavor {
  return FLAVORS[ingress.controller];
}

/** Refuses what a service cannot have whose load balancer is made by the cluster's controller. */
export function checkIngress(props: PumaServiceProps): void {
  const { ingress, edge, alarms, loadBalancerAlarms, bindingFlavor } = props;
  if (ingress === undefined) return;
  if (edge !== undefined) {
    refuse({
      code: 'IngressAndEdge',
      path: 'ingress',
      given: ingress.node.path,
      allowed: 'either edge or ingress',
      why: 'the service has one load balancer, and either CDK makes it or the controller of the cluster does',
    });
  }
  if (bindingFlavor !== undefined) {
    refuse({
      code: 'BindingFlavorUnused',
      path: 'bindingFlavor',
      given: bindingFlavor,
      allowed: 'no bindingFlavor together with ingress',
      why: 'the controller that makes the load balancer registers the pods too',
    });
  }
  if (alarms._reason === undefined && loadBalancerAlarms !== false) {
    refuse({
      code: 'IngressHasNoAlarms',
      path: 'loadBalancerAlarms',
      given: loadBalancerAlarms,
      allowed:
        'false, and alarms on the load balancer and its targets of your own, once the controller has made them: PumaMonitoring with both imported',
      why: "CloudWatch names a load balancer's metrics by an id that exists only after the deployment, and a gap among the alarms should be one that somebody chose",
    });
  }
  const { min, max } = ALB_CONTROLLER_LIMITS.groupOrder;
  props.components.forEach(({ rulePriority }, i) =>
    ifKnown(rulePriority, (given) =>
      wholeNumber(
        'GroupOrderInvalid',
        `components[${i}].rulePriority`,
        given,
        min,
        max,
        'it becomes the group.order of an Ingress, and the controller takes no other',
      ),
    ),
  );
}

/** What of a service its Ingresses name. */
interface Routed extends Construct {
  readonly serviceName: string;
  readonly timing: Timing;
  readonly workload: PumaWorkload;
}

/** An Ingress for each component: behind the Service, which it names, and before the pods, which get a readiness gate for it. */
export function ingressRoutesOf(
  service: Routed,
  ingress: IngressEdge | undefined,
  components: readonly PumaComponent[],
  sink: ManifestSink,
): IngressRoute[] {
  if (ingress === undefined) return [];
  return components.map((component, i) =>
    within(`components[${i}]`, () => ingressRouteOf(service, ingress, component, sink)),
  );
}

function ingressRouteOf(
  service: Routed,
  ingress: IngressEdge,
  component: PumaComponent,
  sink: ManifestSink,
): IngressRoute {
  const { serviceName, timing, workload } = service;
  const route = ingress.addRoute(service, `Ingress-${component.name}`, {
    ...component.routing,
    hostname: component.hostname,
    additionalHostnames: component.additionalHostnames,
    port: component.port,
    groupOrder: component.rulePriority,
    timing,
    sink,
    serviceName: workload.serviceName,
    namespaceName: workload.namespaceName,
    ingressName: shortened(`${serviceName}-${component.name}`, KUBERNETES_NAME_LIMIT),
    ...(component.healthCheckPath !== undefined
      ? { healthCheckPath: component.healthCheckPath }
      : { healthCheckPort: workload.probePort, healthCheckPath: READINESS_PATH }),
  });
  route.manifest.node.addDependency(workload.base);
  workload.deployment.node.addDependency(route.manifest);
  return route;
}

/** Refuses to give the load balancer of a service that has an Ingress. */
export function refuseEdge(path: string): never {
  return refuse({
    code: 'EdgeIsIngress',
    path,
    given: 'ingress',
    allowed: '`ingress` of the service, which has the security group and the web ACL',
    why: 'the controller of the cluster makes the load balancer, and CloudFormation knows neither it nor its listener',
  });
}
