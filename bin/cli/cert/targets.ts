import { resolve } from 'node:path';
import { PumaEksError } from '../../../lib/model/errors';
import { checkHostname } from '../../../lib/model/names';
import { certificateSecretName, checkSecretName, parseSecretArn } from '../../../lib/model/secret-name';
import { checkForm } from '../../config/check';
import { placed } from '../../config/refused';
import { ConfigurationSource } from '../../config/source';
import { UsageError } from '../io';

/** A secret with the hosts that its certificate must be for. */
export interface Target {
  /** Name or ARN. */
  readonly secret: string;
  /** None where only the secret is known. */
  readonly hostnames: readonly string[];
  /** Region and account of the configuration, if it says them. */
  readonly region?: string;
  readonly account?: string;
}

/** How a command line says which certificates are meant. */
export interface Selection {
  readonly config?: string;
  readonly host?: readonly string[];
  readonly secret?: string;
}

/** The certificates of a configuration; components that share a secret need one certificate for all their hosts. */
export function configuredTargets(cwd: string, file: string): Target[] {
  const source = ConfigurationSource.read(resolve(cwd, file));
  const { env, service } = checkForm(source);
  const hosts = new Map<string, string[]>();
  service.components.forEach(({ hostname, additionalHostnames = [], certificateSecretName: name }, index) =>
    placed(source, ['service', 'components', index], () => {
      const all = [hostname, ...additionalHostnames];
      all.forEach((host, i) => checkHostname(i === 0 ? 'hostname' : `additionalHostnames[${i - 1}]`, host));
      const secret = name === undefined ? certificateSecretName(hostname) : checkSecretName('secretName', name);
      hosts.set(secret, [...(hosts.get(secret) ?? []), ...all]);
    }),
  );
  return [...hosts].map(([secret, hostnames]) => {
    return { secret, hostnames: [...new Set(hostnames)], region: env?.region, account: env?.account };
  });
}

/** All certificates that a command line means. */
export function targets(cwd: string, { config, host = [], secret }: Selection): Target[] {
  if (config === undefined) return [namedTarget(host, secret)];
  const all = configuredTargets(cwd, config);
  const isSecret = ({ secret: name, region }: Target): boolean => secret === undefined || isNamed(secret, name, region);
  const unknown = host.filter((name) => !all.some(({ hostnames }) => hostnames.includes(name)));
  if (unknown.length > 0 || !all.some(isSecret)) {
    const known = all.flatMap(({ secret: name, hostnames }) => (secret === undefined ? hostnames : name));
    throw new UsageError(`${config} has no ${unknown[0] ?? secret}: it has ${known.join(', ')}.`);
  }
  return all
    .filter(isSecret)
    .filter(({ hostnames }) => host.length === 0 || hostnames.some((name) => host.includes(name)))
    .map((found) => ({ ...found, ...(secret === undefined ? {} : placeOf(secret)) }));
}

/** Whether a name or ARN means the secret of a configuration: by its name there, and in its Region. */
function isNamed(given: string, name: string, region: string | undefined): boolean {
  const arn = parseSecretArn(given);
  if (arn === undefined) return given === name;
  return arn.name === name && (region === undefined || region === arn.region);
}

/** An ARN names account and Region too: the secret is asked for by it. */
function placeOf(secret: string): Partial<Target> {
  const region = parseSecretArn(secret)?.region;
  return region === undefined ? {} : { secret, region };
}

/** The one certificate that a command line means. */
export function target(cwd: string, selection: Selection): Target {
  const found = targets(cwd, selection);
  if (found.length === 1) return found[0];
  const hosts = found.map(({ hostnames }) => hostnames[0]).join(', ');
  throw new UsageError(`${selection.config} has several certificates (${hosts}): say which with --host.`);
}

function namedTarget(host: readonly string[], secret: string | undefined): Target {
  if (host.length === 0 && secret === undefined) {
    throw new UsageError('Which certificate? Give --host, --secret or --config.');
  }
  try {
    host.forEach((name) => checkHostname('--host', name));
    if (secret === undefined) return { secret: certificateSecretName(host[0]), hostnames: host };
    const arn = secret.startsWith('arn:') ? parseSecretArn(secret) : undefined;
    if (arn === undefined) checkSecretName('--secret', secret);
    const named = hostOf(arn?.name ?? secret);
    return { secret, hostnames: host.length > 0 || named === undefined ? host : [named], region: arn?.region };
  } catch (error) {
    if (error instanceof PumaEksError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** The host of a secret that has a name by default: `/Cert/_.example.com` is for `*.example.com`. */
function hostOf(secret: string): string | undefined {
  const name = /^\/Cert\/(.+)$/.exec(secret)?.[1].replace(/^_\./, '*.');
  try {
    return name === undefined ? undefined : checkHostname('--secret', name);
  } catch {
    return undefined;
  }
}
