import { isIP } from 'node:net';
import type { AnyObject } from './types';

/**
 * Rules of the API server that stand in no schema: the ones that a manifest like ours could break. Each answer names
 * the field.
 */
export function ruleErrors(object: AnyObject): string[] {
  const spec = (object.spec ?? {}) as Fields;
  const errors = [...metadataErrors(object.metadata, object.kind)];
  switch (object.kind) {
    case 'Deployment':
      errors.push(...deploymentErrors(spec));
      break;
    case 'Service':
      errors.push(...servicePortErrors(array(spec.ports)));
      break;
    case 'ConfigMap':
      errors.push(...configMapErrors(object));
      break;
    case 'PodDisruptionBudget':
      if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
        errors.push('spec: minAvailable and maxUnavailable exclude each other');
      }
      break;
    case 'NetworkPolicy':
      errors.push(
        ...cidrs(spec)
          .filter((cidr) => !isCidr(cidr))
          .map((cidr) => `spec: ${cidr} is no CIDR`),
      );
      break;
    case 'Ingress':
      errors.push(...ingressErrors(spec));
      break;
    case 'TargetGroupBinding':
      // Its controller puts a readiness gate of this name into pods, whose API server takes 63 characters.
      if (object.metadata.name.length > 63)
        errors.push(`metadata.name: ${object.metadata.name} is too long for a gate`);
      break;
    case 'HorizontalPodAutoscaler':
      errors.push(...replicaErrors(spec));
      break;
    case 'ScaledObject':
      errors.push(...replicaErrors(spec), ...scaledObjectErrors(object.metadata.name, spec));
      break;
  }
  return errors;
}

type Fields = Record<string, unknown>;

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUANTITY = /^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/;

const fields = (value: unknown): Fields => (value ?? {}) as Fields;
const array = (value: unknown): Fields[] => (value ?? []) as Fields[];
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function metadataErrors(metadata: Fields, kind: string): string[] {
  const errors: string[] = [];
  const name = text(metadata.name);
  const strict = kind === 'Service' || kind === 'Namespace';
  if (name.length > 253 || !(strict ? LABEL_NAME : SUBDOMAIN).test(name)) errors.push(`metadata.name: ${name}`);
  for (const [key, value] of Object.entries(fields(metadata.labels))) {
    if (!QUALIFIED.test(key)) errors.push(`metadata.labels: key ${key}`);
    if (text(value).length > 63 || !LABEL_VALUE.test(text(value)))
      errors.push(`metadata.labels.${key}: ${text(value)}`);
  }
  for (const key of Object.keys(fields(metadata.annotations))) {
    if (!QUALIFIED.test(key)) errors.push(`metadata.annotations: key ${key}`);
  }
  return errors;
}

/** networking.k8s.io/v1: hosts without ports or addresses, absolute paths, and a backend that is a service with one port. */
function ingressErrors(spec: Fields): string[] {
  return array(spec.rules).flatMap((rule, i) => {
    const host = text(rule.host ?? 'any.example.com').replace(/^\*\./, '');
    const errors = host.includes('*') || !SUBDOMAIN.test(host) ? [`spec.rules[${i}].host: ${text(rule.host)}`] : [];
    for (const { path, pathType, backend } of array(fields(rule.http).paths)) {
      const { name, port } = fields(fields(backend).service);
      if (!text(path ?? '').startsWith('/')) errors.push(`spec.rules[${i}]: ${text(path)} is not absolute`);
      if (pathType === undefined) errors.push(`spec.rules[${i}]: no pathType`);
      if (!LABEL_NAME.test(text(name))) errors.push(`spec.rules[${i}]: service name ${text(name)}`);
      const { name: named, number: numbered } = fields(port);
      if ((named === undefined) === (numbered === undefined))
        errors.push(`spec.rules[${i}]: a port by name or by number`);
      if (named !== undefined && !PORT_NAME.test(text(named)))
        errors.push(`spec.rules[${i}]: port name ${text(named)}`);
    }
    return errors;
  });
}

function deploymentErrors(spec: Fields): string[] {
  const template = fields(spec.template);
  const pod = fields(template.spec);
  const labels = fields(fields(template.metadata).labels);
  const errors = metadataErrors({ name: 'pod', ...fields(template.metadata) }, 'Pod');
  for (const [key, value] of Object.entries(fields(fields(spec.selector).matchLabels))) {
    if (labels[key] !== value) errors.push(`spec.selector: the pods do not carry ${key}=${text(value)}`);
  }
  const rolling = fields(fields(spec.strategy).rollingUpdate);
  if (isZero(rolling.maxSurge) && isZero(rolling.maxUnavailable)) {
    errors.push('spec.strategy.rollingUpdate: maxSurge and maxUnavailable are both zero');
  }
  const volumes = new Set(array(pod.volumes).map((volume) => volume.name));
  const grace = (pod.terminationGracePeriodSeconds ?? 30) as number;
  for (const container of array(pod.containers)) errors.push(...containerErrors(container, volumes, grace));
  return errors;
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%';
}

function containerErrors(container: Fields, volumes: Set<unknown>, grace: number): string[] {
  const errors: string[] = [];
  const where = `container ${text(container.name)}`;
  const names = array(container.ports).map((port) => port.name);
  if (new Set(names).size !== names.length) errors.push(`${where}: two ports of one name`);
  for (const name of names) if (!PORT_NAME.test(text(name))) errors.push(`${where}: port name ${text(name)}`);
  const sleep = fields(fields(fields(container.lifecycle).preStop).sleep).seconds as number | undefined;
  if (sleep !== undefined && sleep >= grace) errors.push(`${where}: preStop sleeps ${sleep} s of ${grace} s of grace`);
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    errors.push(...probeErrors(`${where} ${probe}`, fields(container[probe]), names, probe !== 'readinessProbe'));
  }
  for (const mount of array(container.volumeMounts)) {
    if (!volumes.has(mount.name)) errors.push(`${where}: no volume ${text(mount.name)}`);
  }
  const resources = fields(container.resources);
  for (const [kind, amounts] of Object.entries(resources)) {
    for (const [name, amount] of Object.entries(fields(amounts))) {
      if (!QUANTITY.test(String(amount))) errors.push(`${where}: ${kind}.${name} is ${text(amount)}`);
    }
  }
  return errors;
}

function probeErrors(where: string, probe: Fields, ports: unknown[], oneSuccess: boolean): string[] {
  const errors: string[] = [];
  for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold']) {
    const value = probe[field];
    if (value !== undefined && !(Number.isInteger(value) && (value as number) >= 1)) errors.push(`${where}: ${field}`);
  }
  if (oneSuccess && (probe.successThreshold ?? 1) !== 1) errors.push(`${where}: successThreshold must be 1`);
  const port = fields(probe.httpGet).port;
  if (typeof port === 'string' && !ports.includes(port)) errors.push(`${where}: no port named ${port}`);
  return errors;
}

function servicePortErrors(ports: Fields[]): string[] {
  const errors: string[] = [];
  const names = ports.map((port) => port.name);
  if (ports.length > 1 && names.some((name) => name === undefined))
    errors.push('spec.ports: several, one without a name');
  if (new Set(names).size !== names.length) errors.push('spec.ports: two of one name');
  for (const { name, port, targetPort } of ports) {
    if (name !== undefined && !LABEL_NAME.test(text(name))) errors.push(`spec.ports: name ${text(name)}`);
    if (!((port as number) >= 1 && (port as number) <= 65535)) errors.push(`spec.ports: port ${text(port)}`);
    if (typeof targetPort === 'string' && !PORT_NAME.test(targetPort))
      errors.push(`spec.ports: targetPort ${targetPort}`);
  }
  return errors;
}

function configMapErrors(object: AnyObject): string[] {
  const data = fields(object.data);
  const errors = Object.keys(data)
    .filter((key) => key.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(key))
    .map((key) => `data: key ${key}`);
  if (Buffer.byteLength(JSON.stringify(data)) > 1024 * 1024) errors.push('data: over 1 MiB');
  return errors;
}

function cidrs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'cidr' in value ? [text(value.cidr)] : [];
  return [...own, ...Object.values(value).flatMap(cidrs)];
}

function isCidr(cidr: string): boolean {
  const [address = '', bits = '', ...rest] = cidr.split('/');
  const family = isIP(address);
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** What KEDA's webhook refuses, besides what a cluster holds already: test/cluster/keda.test.ts asks the webhook itself. */
function scaledObjectErrors(name: string, spec: Fields): string[] {
  const advanced = fields(spec.advanced);
  const hpa = text(fields(advanced.horizontalPodAutoscalerConfig).name ?? `keda-hpa-${name}`);
  const errors = [name, hpa].filter(({ length }) => length > 63).map((long) => `metadata.name: ${long} is over 63`);
  const names = array(spec.triggers).flatMap((trigger) => (trigger.name === undefined ? [] : [trigger.name]));
  if (new Set(names).size !== names.length) errors.push('spec.triggers: two of one name');
  return errors;
}

function replicaErrors(spec: Fields): string[] {
  const min = (spec.minReplicas ?? spec.minReplicaCount ?? 0) as number;
  const max = (spec.maxReplicas ?? spec.maxReplicaCount ?? 100) as number;
  return min > max ? [`spec: at least ${min} and at most ${max} replicas`] : [];
}
