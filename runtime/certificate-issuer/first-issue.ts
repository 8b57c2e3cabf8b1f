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
  readonly ResourceProperties?: IssueProperties;
  /** What they were, in an update. */
  readonly OldResourceProperties?: IssueProperties;
}

interface IssueProperties {
  readonly SecretArn?: unknown;
  /** JSON of the certificate as it is to be, with its authority. */
  readonly Certificate?: unknown;
}

/** Create and Update issue where the secret's current value will not do; Delete leaves everything as it is. */
export async function deploy(event: DeploymentEvent, services: Services): Promise<string> {
  const id = secretOf(event);
  if (id === undefined) throw new IssuerError('the property SecretArn is missing');
  const certificate = services.configuration.certificate(id);
  const { store } = services;
  await store.describe(id);
  const current = await store.text(id, { stage: CURRENT });
  const kept = 'kept: the current version is good';
  let why: string | undefined;
  try {
    why = await whyReissue(current, certificate, () => services.authority());
  } catch (error) {
    // All else was found good by then. Without this not even a rollback would come through while the authority is gone.
    if (!(error instanceof IssuerError) || !authorityStays(event)) throw error;
    return `${kept}, though who signs could not be asked: ${error.message}`;
  }
  if (why === undefined) return kept;
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

/** Whether an update leaves it to the same authority to sign. */
function authorityStays({ ResourceProperties, OldResourceProperties }: DeploymentEvent): boolean {
  const [now, before] = [ResourceProperties, OldResourceProperties].map(authorityIn);
  return now !== undefined && now === before;
}

function authorityIn(properties: IssueProperties | undefined): string | undefined {
  try {
    const { authority } = JSON.parse(String(properties?.Certificate)) as { authority?: unknown };
    return JSON.stringify(authority);
  } catch {
    return undefined;
  }
}

/** A version's id has 32 to 64 characters, as CloudFormation's request ids have. */
function versionOf(requestId: string): string {
  return /^[A-Za-z0-9-]{32,64}$/.test(requestId) ? requestId : createHash('sha256').update(requestId).digest('hex');
}
