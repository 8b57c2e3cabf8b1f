import { ifKnown } from '../known';
import { refuse } from '../model/errors';

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
