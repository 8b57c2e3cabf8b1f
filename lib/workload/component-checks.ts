import { ifKnown } from '../known';
import { checkBacklog } from '../model/backlog';
import { refuse } from '../model/errors';
import { checkHostname, checkKubernetesName, checkPort } from '../model/names';
import { PROBE_PORT_NAME } from './objects/port-names';
import type { WorkloadComponent } from './workload-component';

/** An ALB has at most 100 target groups; a process with more than ten faces is several services. */
const COMPONENT_LIMIT = 10;

/** What of a component is checked here, whether it comes from a service or from a workload by itself. */
type Face = Pick<WorkloadComponent, 'name' | 'hostname' | 'port' | 'backlog'>;

/** Refuses no components, also from languages that let them be missing, and too many. */
export function checkComponentCount(components: readonly Face[] | undefined): void {
  const count = components?.length ?? 0;
  if (count >= 1 && count <= COMPONENT_LIMIT) return;
  refuse({
    code: 'ComponentCountInvalid',
    path: 'components',
    given: count,
    allowed: `1 to ${COMPONENT_LIMIT} components`,
    why: 'each is a socket of one Puma process with a target group and a rule of its own; an application of more is better run as several services',
  });
}

/** Refuses components that cannot stand side by side in one Puma process. */
export function checkComponents(components: readonly Face[], probePort: number): void {
  checkComponentCount(components);
  ifKnown(probePort, (port) => checkPort('puma.probePort', port));
  const seen = {
    name: new Map<string, number>(),
    hostname: new Map<string, number>(),
    port: new Map<number, number>(),
  };
  components.forEach((component, i) => {
    // Not even a token: other names are cut from it, and child ids.
    checkKubernetesName(`components[${i}].name`, component.name);
    if (component.name === PROBE_PORT_NAME) refuseProbeName(`components[${i}].name`);
    ifKnown(component.hostname, (hostname) => checkHostname(`components[${i}].hostname`, hostname));
    ifKnown(component.port, (port) => checkPort(`components[${i}].port`, port));
    ifKnown(component.backlog, (backlog) => checkBacklog(`components[${i}].backlog`, backlog));
    if (component.port === probePort) {
      refuse({
        code: 'ProbePortTaken',
        path: `components[${i}].port`,
        given: component.port,
        allowed: `another port, or another puma.probePort than ${probePort}`,
        why: 'the runtime answers probes there, in the same pod',
      });
    }
    const port = seen.port.get(component.port);
    if (port !== undefined) {
      refuse({
        code: 'ComponentPortTwice',
        path: `components[${i}].port`,
        given: component.port,
        allowed: `a port that components[${port}] does not have`,
        why: 'one Puma process binds a port once',
      });
    }
    const hostname = seen.hostname.get(component.hostname);
    if (hostname !== undefined) {
      refuse({
        code: 'ComponentHostTwice',
        path: `components[${i}].hostname`,
        given: component.hostname,
        allowed: `a host that components[${hostname}] does not have`,
        why: 'the listener sends a host to one component',
      });
    }
    const name = seen.name.get(component.name);
    if (name !== undefined) {
      refuse({
        code: 'ComponentNameTwice',
        path: `components[${i}].name`,
        given: component.name,
        allowed: `a name that components[${name}] does not have`,
        why: 'ports, bindings and graphs are told apart by it',
      });
    }
    seen.name.set(component.name, i);
    seen.hostname.set(component.hostname, i);
    seen.port.set(component.port, i);
  });
}

function refuseProbeName(path: string): never {
  refuse({
    code: 'ComponentNameReserved',
    path,
    given: PROBE_PORT_NAME,
    allowed: 'another name',
    why: 'the port of the probe endpoints has this name, in the same pod',
  });
}
