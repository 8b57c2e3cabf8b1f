import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeploymentEvent } from './first-issue';
import { secretOf } from './first-issue';
import { IssuerError } from './issuer-error';

const ATTEMPTS = 3;
/** Milliseconds that CloudFormation's bucket may take to answer. */
const PATIENCE = 3000;

/** Tells CloudFormation how a request ended: nothing but the outcome and one line, by PUT to the address it gave. */
export async function respond(event: DeploymentEvent, status: 'SUCCESS' | 'FAILED', reason: string): Promise<void> {
  const body = JSON.stringify({
    Status: status,
    Reason: reason.slice(0, 1000),
    PhysicalResourceId: secretOf(event) ?? event.PhysicalResourceId ?? event.LogicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(new URL(event.ResponseURL), body);
    } catch {
      // The address is a signed one: it does not belong in a log.
      if (attempt === ATTEMPTS) throw new IssuerError('CloudFormation could not be told the outcome');
      await pause(200 * attempt);
    }
  }
}

async function put(url: URL, body: string): Promise<void> {
  const plain = url.protocol === 'http:' && url.hostname === '127.0.0.1';
  const send = plain ? http : https;
  await new Promise<void>((resolve, reject) => {
    // The signature covers an empty content type.
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const call = send(url, { method: 'PUT', headers, timeout: PATIENCE }, (response) => {
      response.resume();
      if ((response.statusCode ?? 500) < 300) resolve();
      else reject(new Error(`HTTP ${response.statusCode}`));
    });
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', reject);
    call.end(body);
  });
}
