import { createHash } from 'node:crypto';
import { checkKnown } from './checks';
import { refuse, wholeNumber } from './errors';

/** RFC 1123 label: what Kubernetes takes as the name of a Service, a namespace or a port's owner. */
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Longest name of an object or a label's value in Kubernetes. */
export const KUBERNETES_NAME_LIMIT = 63;
/** Longest name of a port in a Service or a container (IANA service name). */
export const KUBERNETES_PORT_NAME_LIMIT = 15;
/** Longest name of an ALB or a target group. */
export const ELB_NAME_LIMIT = 32;
/** Longest DNS name, in characters. */
const HOSTNAME_LIMIT = 253;

/** Refuses what Kubernetes would not take as a name. */
export function checkKubernetesName(path: string, given: string, limit = KUBERNETES_NAME_LIMIT): string {
  checkKnown(path, given);
  if (typeof given !== 'string' || given.length > limit || !LABEL.test(given)) {
    refuse({
      code: 'NameInvalid',
      path,
      given,
      allowed: `1 to ${limit} characters: lower-case letters, digits and '-', beginning with a letter, not ending with '-'`,
      why: 'it names Kubernetes objects, and the API server takes only such names (RFC 1123 labels)',
    });
  }
  return given;
}

/** Refuses what is no DNS name an ALB host rule and a certificate can carry; a leading `*.` is a wildcard. */
export function checkHostname(path: string, given: string): string {
  const labels = typeof given === 'string' ? given.replace(/^\*\./, '').split('.') : [];
  if (labels.length < 2 || given.length > HOSTNAME_LIMIT || !labels.every((label) => DNS_LABEL.test(label))) {
    refuse({
      code: 'HostnameInvalid',
      path,
      given,
      allowed: `a lower-case DNS name of at least two labels and at most ${HOSTNAME_LIMIT} characters, such as api.example.com or *.example.com`,
      why: 'the listener routes by this name and the pod serves a certificate for it',
    });
  }
  return given;
}

/** Refuses a port that a pod without privileges cannot bind. */
export function checkPort(path: string, given: number): number {
  return wholeNumber(
    'PortInvalid',
    path,
    given,
    1024,
    65535,
    'pods run unprivileged (pod security "restricted"), and ports below 1024 are for privileged processes',
  );
}

/** Refuses what does not look like an AWS Region's name. */
export function checkRegion(path: string, given: string): string {
  if (typeof given !== 'string' || !REGION.test(given)) {
    refuse({
      code: 'RegionInvalid',
      path,
      given,
      allowed: "an AWS Region's name, such as eu-west-1",
      why: 'keys and endpoints are found by it',
    });
  }
  return given;
}

/** Whether a certificate's name (perhaps a wildcard) is good for a hostname: RFC 6125, one label for the `*`. */
export function covers(certificateName: string, hostname: string): boolean {
  if (certificateName === hostname) return true;
  if (!certificateName.startsWith('*.')) return false;
  const dot = hostname.indexOf('.');
  return dot > 0 && !hostname.startsWith('*') && hostname.slice(dot + 1) === certificateName.slice(2);
}

/** A name that is too long, by its beginning and a hash of all of it; two names that differ stay different. */
export function shortened(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 5);
  return `${name.slice(0, limit - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
