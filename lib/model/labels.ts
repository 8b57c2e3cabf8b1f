import { refuse } from './errors';
import { KUBERNETES_NAME_LIMIT } from './names';

const NAME = /^[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Longest name of an object, and longest prefix of a label's key. */
const SUBDOMAIN_LIMIT = 253;

/** Whether Kubernetes takes it as the name of an object: an RFC 1123 subdomain. */
export function isObjectName(given: string): boolean {
  return typeof given === 'string' && given.length <= SUBDOMAIN_LIMIT && SUBDOMAIN.test(given);
}

/** Refuses what Kubernetes takes as the name of no object, whoever has made it: RFC 1123 subdomains. */
export function checkObjectName(path: string, given: string): string {
  if (!isObjectName(given)) {
    refuse({
      code: 'NameInvalid',
      path,
      given,
      allowed: `1 to ${SUBDOMAIN_LIMIT} characters: lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit`,
      why: 'it is the name of an object that exists, and Kubernetes has no others (RFC 1123 subdomains)',
    });
  }
  return given;
}

/**
 * Refuses the key of a label, or a value that is known, which Kubernetes would not take. The API server lets them pass in an HPA's
 * selector; its controller then finds no metric, for ever.
 */
export function checkLabel(path: string, key: string, value: string | undefined): void {
  const parts = key.split('/');
  const name = parts[parts.length - 1];
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const prefixed = prefix === undefined || isObjectName(prefix);
  const named = parts.length <= 2 && name.length <= KUBERNETES_NAME_LIMIT && NAME.test(name);
  const valued = value === undefined || value === '' || (value.length <= KUBERNETES_NAME_LIMIT && NAME.test(value));
  if (prefixed && named && valued) return;
  refuse({
    code: 'LabelInvalid',
    path,
    given: value === undefined ? key : `${key}=${value}`,
    allowed: `a key and a value of up to ${KUBERNETES_NAME_LIMIT} letters, digits, '-', '_' and '.', such as app.kubernetes.io/name=email`,
    why: 'no object can have another label, and a selector that cannot be read finds nothing: the fleet would keep its size for ever',
  });
}
