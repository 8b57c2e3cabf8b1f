import type { Construct } from 'constructs';
import type { EdgeRoute } from './edge/edge-route';
import type { IPumaEdge } from './edge/puma-edge';
import type { ManifestSink } from './kubernetes/manifest-sink';
import { PumaEksError, within } from './model/errors';
import { ELB_NAME_LIMIT, shortened } from './model/names';
import type { Timing } from './model/timing';
import type { PumaComponent } from './puma-component';
import type { PumaServiceProps } from './puma-service-props';
import { PROBE_PORT, READINESS_PATH } from './workload/objects/probe-endpoints';

/** What of a service its routes name. */
interface Routed extends Construct {
  readonly serviceName: string;
  readonly timing: Timing;
}

/** Target group and listener rule of each component. */
export function edgeRoutesOf(
  service: Routed,
  edge: IPumaEdge,
  props: PumaServiceProps,
  sink: ManifestSink,
): EdgeRoute[] {
  return props.components.map((component, i) =>
    within(`components[${i}]`, () => underRouting(component, () => edgeRouteOf(service, edge, component, props, sink))),
  );
}

function edgeRouteOf(
  service: Routed,
  edge: IPumaEdge,
  component: PumaComponent,
  { cluster, puma }: PumaServiceProps,
  sink: ManifestSink,
): EdgeRoute {
  // In YAML files a binding can only name a group; there is no ARN at synth.
  const targetGroupName = shortened(`${service.serviceName}-${component.name}`, ELB_NAME_LIMIT);
  return edge.addRoute(service, `Route-${component.name}`, {
    ...component.routing,
    hostname: component.hostname,
    additionalHostnames: component.additionalHostnames,
    port: component.port,
    priority: component.rulePriority,
    timing: service.timing,
    clusterName: cluster.clusterName,
    ...(sink._writesFiles && { targetGroupName }),
    ...(component.healthCheckPath !== undefined
      ? { healthCheckPath: component.healthCheckPath }
      : { healthCheckPort: puma?.probePort ?? PROBE_PORT, healthCheckPath: READINESS_PATH }),
  });
}

/** A route has its options side by side, a component has those of `routing` one deeper: a refusal names them there. */
function underRouting<T>({ routing = {} }: PumaComponent, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof PumaEksError) || !(error.path.split(/[.[]/)[0] in routing)) throw error;
    throw new PumaEksError({ ...error.refusal, path: `routing.${error.path}` });
  }
}
