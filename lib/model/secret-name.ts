import type { ModelAdvice } from './explanation';
import { refuse } from './errors';

/** Longest name of a secret [Secrets Manager, CreateSecret]. */
export const SECRET_NAME_LIMIT = 512;
/** Longest description of a secret [Secrets Manager, CreateSecret]. */
export const SECRET_DESCRIPTION_LIMIT = 2048;
/** Letters, digits and these signs alone [Secrets Manager, CreateSecret]. */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]+$/;

/**
 * Where a host's certificate lies: `/Cert/<hostname>` [field data]. `*` is no letter of a secret's name, and `_` none of
 * a hostname, so `*.example.com` becomes `/Cert/_.example.com` and meets no other host's name.
 */
export function certificateSecretName(hostname: string): string {
  return `/Cert/${hostname.replace(/^\*\./, '_.')}`;
}

/** Refuses what Secrets Manager would not take as a name. */
export function checkSecretName(path: string, given: string): string {
  if (typeof given !== 'string' || given.length > SECRET_NAME_LIMIT || !SECRET_NAME.test(given)) {
    refuse({
      code: 'SecretNameInvalid',
      path,
      given,
      allowed: `1 to ${SECRET_NAME_LIMIT} characters: letters, digits and any of /_+=.@-`,
      why: 'Secrets Manager takes no other name',
    });
  }
  return given;
}

/** A name that ends like the tail which Secrets Manager appends to ARNs is legal, and its docs advise against it. */
export function adviseOnSecretName(given: string): ModelAdvice[] {
  if (!/-[A-Za-z0-9]{6}$/.test(given)) return [];
  return [
    {
      id: 'secretNameLooksLikeArnTail',
      message:
        `The secret's name ${given} ends with a hyphen and six characters, as the random tail of a secret's ARN does: ` +
        'whoever looks it up by a partial ARN may get another secret. Give a `secretName` that ends otherwise.',
    },
  ];
}

/** The parts of a secret's complete ARN, or undefined where it is not complete. */
export function parseSecretArn(arn: string): { readonly region: string; readonly name: string } | undefined {
  const parts = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:(.+)-[A-Za-z0-9]{6}$/.exec(arn);
  return parts === null ? undefined : { region: parts[1], name: parts[2] };
}
