import { ifKnown } from '../known';
import { refuse } from '../model/errors';
import { checkHostname } from '../model/names';

/** Refuses an empty list, names that are no hostnames and names that stand twice. */
export function checkHostnames(hostnames: readonly string[], path: (i: number) => string): string[] {
  if (hostnames.length === 0) {
    refuse({
      code: 'CertificateWithoutHostnames',
      path: 'hostnames',
      given: hostnames,
      allowed: 'at least one hostname, such as api.example.com or *.example.com',
      why: 'the secret cannot be read while the app synthesizes, so only you can say which hosts its certificate is for',
    });
  }
  hostnames.forEach((hostname, i) => {
    ifKnown(hostname, (known) => checkHostname(path(i), known));
    if (hostnames.indexOf(hostname) === i) return;
    refuse({
      code: 'CertificateHostnameTwice',
      path: path(i),
      given: hostname,
      allowed: 'each hostname once',
      why: "a certificate's subject alternative names are a set, and a second mention is mostly a slip for another name",
    });
  });
  return [...hostnames];
}
