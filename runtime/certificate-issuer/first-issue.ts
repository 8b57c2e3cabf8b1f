import { createHash } from 'node:crypto';
import { IssuerError } from './issuer-error';
import { CURRENT } from './secret-store';
import type { Services } from './services';
import { verifyText, whyReissue } from './verify';

/** What CloudFormation sends for the custom resource that issues the first certificate. */
export interface DeploymentEvent {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: { readonly SecretArn?: unknown };
}

/** Create and Update issue where the secret's current value will not do; Delete leaves everything as it is. */
export async function deploy(event: DeploymentEvent, services: Services): Promise<string> {
  const id = secretOf(event);
  if (id === undefined) throw new IssuerError('the property SecretArn is missing');
  const certificate = services.configuration.certificate(id);
  const { store } = services;
  await store.describe(id);
  const current = await store.text(id, { stage: CURRENT });
  const why = await whyReissue(current, certificate, () => services.authority());
  if (why === undefined) return 'kept: the current version is good';
  const text = await services.newText(certificate);
  if (!(await store.put(id, versionOf(event.RequestId), CURRENT, text))) {
    // An earlier attempt at this very request has stored its own.
    await verifyText((await store.text(id, { stage: CURRENT })) ?? '', certificate);
    return 'issued already';
  }
  return `issued: ${why}`;
}

/** The secret's ARN is the resource's id too: no update and no rollback ever replaces it. */
export function secretOf({ ResourceProperties }: DeploymentEvent): string | undefined {
  return typeof ResourceProperties?.SecretArn === 'string' ? ResourceProperties.SecretArn : undefined;
}

/** A version's id has 32 to 64 characters, as CloudFormation's request ids have. */
function versionOf(requestId: string): string {
  return /^[A-Za-z0-9-]{32,64}$/.test(requestId) ? requestId : createHash('sha256').update(requestId).digest('hex');
}
