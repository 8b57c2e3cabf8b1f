import { ifKnown } from '../known';
import { checkCidr } from '../model/cidr';
import { refuse, wholeNumber } from '../model/errors';
import { checkHostname, checkKubernetesName, checkPort } from '../model/names';
import { MOUNT_PATH } from './objects/pod';
import { PROBE_PORT_NAME } from './objects/port-names';
import type { PodOptions } from './pod-options';
import type { PumaSettings } from './puma-settings';
import type { WorkloadComponent } from './workload-component';

/** What of a component must be its own. */
type Face = Pick<WorkloadComponent, 'name' | 'hostname' | 'port'>;

/** Refuses components that cannot stand side by side in one Puma process. */
export function checkComponents(components: readonly Face[], probePort: number): void {
  checkPort('puma.probePort', probePort);
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
    why: 'the port of the probe endpoints is called so, in the same pod',
  });
}

/** Refuses what Puma would not take. */
export function checkPumaSettings(puma: PumaSettings): void {
  const { workers, minThreads, maxThreads } = puma;
  ifKnown(workers, (n) =>
    wholeNumber('WorkersInvalid', 'puma.workers', n, 0, 100, 'each is a process; 0 is single mode'),
  );
  ifKnown(maxThreads, (n) =>
    wholeNumber('ThreadsInvalid', 'puma.maxThreads', n, 1, 1000, 'each serves one request at a time'),
  );
  ifKnown(minThreads, (n) =>
    wholeNumber('ThreadsInvalid', 'puma.minThreads', n, 1, maxThreads ?? 5, 'Puma keeps at least these of its threads'),
  );
  for (const [path, file] of [
    ['puma.extraConfigFile', puma.extraConfigFile],
    ['puma.rackup', puma.rackup],
    ...(puma.warmUpFiles ?? []).map((name, i) => [`puma.warmUpFiles[${i}]`, name] as const),
  ] as const) {
    if (file?.trim() !== '') continue;
    refuse({
      code: 'FileNameEmpty',
      path,
      given: file,
      allowed: 'the path of a file in the image',
      why: 'Puma would load nothing from it',
    });
  }
}

/** Refuses no pods, and half ones. */
export function checkReplicas(given: number | undefined): void {
  ifKnown(given, (replicas) =>
    wholeNumber('ReplicasInvalid', 'replicas', replicas, 1, 10_000, 'a service of no pods answers nothing'),
  );
}

/** Refuses traits that Kubernetes would not take. */
export function checkPodOptions(pod: PodOptions): void {
  ifKnown(pod.runAsUser, (user) =>
    wholeNumber(
      'UserInvalid',
      'pod.runAsUser',
      user,
      1,
      2_147_483_647,
      'pod security "restricted" lets no container run as root',
    ),
  );
  ifKnown(pod.cpu, (cpu) => checkQuantity('pod.cpu', cpu, /^(\d+m|\d+(\.\d{1,3})?)$/, '500m or 2'));
  ifKnown(pod.memory, (memory) => checkQuantity('pod.memory', memory, /^\d+(Mi|Gi|M|G)$/, '512Mi or 2Gi'));
  pod.allowFromCidrs?.forEach((cidr, i) => ifKnown(cidr, (known) => checkCidr(`pod.allowFromCidrs[${i}]`, known)));
  pod.writablePaths?.forEach((path, i) => {
    const once = pod.writablePaths?.indexOf(path) === i;
    const own = path === MOUNT_PATH || path.startsWith(`${MOUNT_PATH}/`);
    if (path.startsWith('/') && path !== '/' && !path.includes('..') && !own && once) return;
    refuse({
      code: 'WritablePathInvalid',
      path: `pod.writablePaths[${i}]`,
      given: path,
      allowed: `an absolute path below / and outside ${MOUNT_PATH}, such as /app/tmp; each once`,
      why: 'a volume is mounted there, and the rest of the file system stays read-only',
    });
  });
  if (pod.command?.length === 0) {
    refuse({
      code: 'CommandEmpty',
      path: 'pod.command',
      given: pod.command,
      allowed: "a command, such as ['bundle', 'exec', 'puma']",
      why: '-C with our configuration is appended to it',
    });
  }
}

/** Variables by which the AWS SDKs take static credentials. */
const CREDENTIALS: ReadonlySet<string> = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);

/** Refuses names that no shell knows, AWS credentials, and what looks like a private key. */
export function checkEnvironment(environment: Readonly<Record<string, string>>, reserved: readonly string[]): void {
  for (const [name, value] of Object.entries(environment)) {
    const path = `environment.${name}`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      refuse({
        code: 'EnvironmentNameInvalid',
        path,
        given: name,
        allowed: 'letters, digits and underscores, not beginning with a digit',
        why: 'a process gets its environment by such names',
      });
    }
    if (reserved.includes(name)) {
      refuse({
        code: 'EnvironmentNameReserved',
        path,
        given: name,
        allowed: `another name than ${reserved.join(', ')}`,
        why: 'this library sets it from what it knows',
      });
    }
    if (CREDENTIALS.has(name)) {
      refuse({
        code: 'SecretInEnvironment',
        path,
        given: 'a credential',
        allowed: "no AWS credentials: grant what the application needs to the workload's role",
        why: 'it would stand in the template, in the Deployment and in the environment of every process',
      });
    }
    ifKnown(value, (known) => {
      if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(known)) return;
      refuse({
        code: 'SecretInEnvironment',
        path,
        given: 'a private key',
        allowed: 'a value that everyone who sees the template may know',
        why: 'it would stand in the template, in the Deployment and in the environment of every process',
      });
    });
  }
}

function checkQuantity(path: string, given: string, form: RegExp, example: string): void {
  if (form.test(given) && Number.parseFloat(given) > 0) return;
  refuse({
    code: 'QuantityInvalid',
    path,
    given,
    allowed: `more than nothing, as Kubernetes writes it: ${example}`,
    why: 'the scheduler finds room for the pod by it',
  });
}
