import { Token } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { checkCidr } from '../model/cidr';
import { refuse, wholeNumber } from '../model/errors';
import { CERTIFICATE_POLL_SECONDS } from '../model/certificate-poll';
import { DEFAULT_THREADS } from '../model/puma';
import { MOUNT_PATH } from './objects/pod';
import type { PodOptions } from './pod-options';
import type { PumaSettings } from './puma-settings';

/** Threads of a worker beyond which something else is wrong. */
const MOST_THREADS = 1000;

/** Refuses what Puma would not take. */
export function checkPumaSettings(puma: PumaSettings): void {
  const { workers, minThreads, maxThreads } = puma;
  ifKnown(workers, (n) =>
    wholeNumber('WorkersInvalid', 'puma.workers', n, 0, 100, 'each is a process; 0 is single mode'),
  );
  ifKnown(maxThreads, (n) =>
    wholeNumber('ThreadsInvalid', 'puma.maxThreads', n, 1, MOST_THREADS, 'each serves one request at a time'),
  );
  ifKnown(minThreads, (n) =>
    wholeNumber(
      'ThreadsInvalid',
      'puma.minThreads',
      n,
      1,
      // A token, far below zero, is no bound.
      Token.isUnresolved(maxThreads) ? MOST_THREADS : (maxThreads ?? DEFAULT_THREADS),
      'Puma keeps at least these of its threads',
    ),
  );
  ifKnown(puma.certificatePollSeconds, (n) =>
    wholeNumber(
      'CertificatePollInvalid',
      'puma.certificatePollSeconds',
      n,
      CERTIFICATE_POLL_SECONDS.min,
      CERTIFICATE_POLL_SECONDS.max,
      'more often, and a large fleet would be throttled; less often, and a new certificate waits longer than whoever rotates it',
    ),
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

/** A path in its shortest form: Kubernetes takes no colon in the place of a volume, and one place has one name. */
const WRITABLE_PATH = /^(\/(?!\.{1,2}(\/|$))[^/:]+)+$/;

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
    // Over, under or at the place of our configuration.
    const own = `${MOUNT_PATH}/`.startsWith(`${path}/`) || path.startsWith(`${MOUNT_PATH}/`);
    if (WRITABLE_PATH.test(path) && !own && once) return;
    refuse({
      code: 'WritablePathInvalid',
      path: `pod.writablePaths[${i}]`,
      given: path,
      allowed: `an absolute path below / and apart from ${MOUNT_PATH}, such as /app/tmp, without '.', '..', ':' or a slash at its end; each once`,
      why: 'a volume is mounted there, and the rest of the file system stays read-only',
    });
  });
  if (pod.command?.length === 0 || pod.command?.[0].trim() === '') {
    refuse({
      code: 'CommandEmpty',
      path: 'pod.command',
      given: pod.command,
      allowed: "a command, such as ['bundle', 'exec', 'puma']",
      why: '-C with our configuration is appended to it',
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
