import { setTimeout as pause } from 'node:timers/promises';
import type { IssuedCertificate } from '../../lib/model/certificates';
import { IssuerError } from './issuer-error';
import { CURRENT, PENDING } from './secret-store';
import type { SecretState, SecretStore } from './secret-store';
import type { Services } from './services';
import { verifyServable, verifyText } from './verify';

/** How often to look for what was stored, and the milliseconds between. */
const LOOKS = 3;
const LOOK_EVERY = 500;

/** What Secrets Manager sends for each of the four steps of a rotation. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  /** Version that the rotation is to make. */
  readonly ClientRequestToken: string;
  readonly RotationToken?: string;
}

/** A step's view of one rotation. */
interface Rotation {
  readonly id: string;
  readonly token: string;
  readonly rotationToken?: string;
  readonly certificate: IssuedCertificate;
  readonly secret: SecretState;
  readonly store: SecretStore;
  readonly services: Services;
}

/**
 * One step of a rotation, as often as Secrets Manager likes. Every step looks at what there is before it acts, nothing is
 * stored or made current that was not proved first, and AWSCURRENT moves in one call: wherever a step is cut off, it is
 * on a good pair. Answers with the outcome for the log.
 */
export async function rotate(event: RotationEvent, services: Services): Promise<string> {
  const { Step, SecretId: id, ClientRequestToken: token, RotationToken: rotationToken } = event;
  const certificate = services.configuration.certificate(id);
  const { store } = services;
  const secret = await store.describe(id);
  // A step may come late: what was put by hand since the rotation was cancelled must stay.
  if (!secret.rotationEnabled) throw new IssuerError('the rotation of the secret is switched off');
  const rotation: Rotation = { id, token, rotationToken, certificate, secret, store, services };
  if (!isCurrent(rotation) && !stages(rotation).includes(PENDING))
    throw new IssuerError('the token is stale: no version of the secret is pending under it');
  switch (Step) {
    case 'createSecret':
      return createSecret(rotation);
    case 'setSecret':
      return 'nothing to set: pods look for new versions by themselves';
    case 'testSecret':
      return testSecret(rotation);
    case 'finishSecret':
      return finishSecret(rotation);
    default:
      throw new IssuerError('the step is none of createSecret, setSecret, testSecret and finishSecret');
  }
}

async function createSecret(rotation: Rotation): Promise<string> {
  const { id, token, certificate, store, services } = rotation;
  if (isCurrent(rotation)) return 'current already';
  const pending = await store.text(id, { id: token });
  if (pending === undefined) {
    const text = await services.newText(certificate);
    if (await store.put(id, token, PENDING, text, rotation.rotationToken)) return 'issued';
    // Another call with this token was quicker, and a version never changes: what counts is what it stored.
  }
  const stored = pending ?? (await settled(rotation));
  await orAbandon(rotation, () => verifyText(stored, certificate));
  return 'issued already';
}

async function testSecret({ id, token, certificate, store }: Rotation): Promise<string> {
  // However little is left of it: a schedule that does not rotate at once is tried with this step alone, on a version that was
  // never created or on a copy of the current one, and what it sets up is the renewal. The last step looks at the days.
  const pending = await store.text(id, { id: token });
  if (pending !== undefined) {
    await verifyServable(pending, certificate);
    return 'a pod can serve it';
  }
  const current = await store.text(id, { stage: CURRENT });
  if (current === undefined) throw new IssuerError('neither the pending nor the current version has a value');
  await verifyServable(current, certificate);
  return 'a pod can serve the current version; the pending one is empty';
}

async function finishSecret(rotation: Rotation): Promise<string> {
  const { id, token, certificate, store, secret } = rotation;
  if (!isCurrent(rotation)) {
    const pending = await settled(rotation);
    await orAbandon(rotation, () => verifyText(pending, certificate));
    const from = Object.keys(secret.versions).find((version) => secret.versions[version].includes(CURRENT));
    try {
      await store.makeCurrent(id, from, token);
    } catch (error) {
      // Perhaps done by a call at the same time, or by the one whose answer was lost.
      const { versions } = await store.describe(id);
      if (!versions[token]?.includes(CURRENT)) throw error;
    }
  }
  await settle(rotation);
  return isCurrent(rotation) ? 'current already' : 'current now';
}

/** Text of the pending version; Secrets Manager may take a moment to show what was stored [its troubleshooting guide]. */
async function settled({ id, token, store }: Rotation): Promise<string> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const text = await store.text(id, { id: token });
    if (text !== undefined) return text;
    if (look < LOOKS) await pause(LOOK_EVERY);
  }
  throw new IssuerError('the pending version has no value: it cannot become current');
}

/** Takes AWSPENDING off the version that is current: Secrets Manager allows both, yet a later rotation may stumble. */
async function settle({ id, token, store }: Rotation): Promise<void> {
  const state = await store.describe(id).catch(() => undefined);
  if (!state?.versions[token]?.includes(PENDING)) return;
  await store.noLongerPending(id, token).catch(() => undefined);
}

/** A pending pair of no use cannot be mended, for versions never change: without its label the next rotation starts anew. */
async function orAbandon({ id, token, store }: Rotation, verify: () => Promise<void>): Promise<void> {
  try {
    await verify();
  } catch (error) {
    await store.noLongerPending(id, token).catch(() => undefined);
    const why = error instanceof IssuerError ? error.message : 'it could not be verified';
    throw new IssuerError(`the pending version was given up, rotate anew: ${why}`);
  }
}

function stages({ secret, token }: Rotation): readonly string[] {
  return secret.versions[token] ?? [];
}

function isCurrent(rotation: Rotation): boolean {
  return stages(rotation).includes(CURRENT);
}
