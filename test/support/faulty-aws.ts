import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one call. */
export type Fault =
  | 'killed before'
  | 'killed after'
  | 'throttled'
  | 'throttled for good'
  | 'denied'
  | 'answer lost'
  | 'never answered'
  | 'fault at AWS';

/** The call that a fault is for, counted by action from when the fault was set. */
export interface FaultyCall {
  /** `PutSecretValue`. */
  readonly action: string;
  /** Which of the calls of this action: 1 for the first. */
  readonly nth: number;
  readonly fault: Fault;
}

interface AwsRequest {
  SecretId?: string;
  VersionId?: string;
  VersionStage?: string;
  SecretString?: string;
}

/** Stands before an AWS API on loopback, and does to chosen calls what a network, a quota or a policy would. */
export class FaultyAws {
  public static async before(api: string): Promise<FaultyAws> {
    const faulty = new FaultyAws(api);
    await new Promise<void>((resolve) => faulty.server.listen(0, '127.0.0.1', resolve));
    return faulty;
  }

  /** Every secret text that was stored through it. */
  public readonly stored: string[] = [];
  /** Ends the caller. */
  public kill: () => void = () => undefined;
  /** Actions called since the last fault was set. */
  public calls: string[] = [];
  private fault?: FaultyCall;
  private readonly server: Server;

  private constructor(private readonly api: string) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const target = String(request.headers['x-amz-target']);
        const headers = Object.fromEntries(
          Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
        ) as Record<string, string>;
        void this.answer(target.split('.')[1], target, body, headers, response);
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sets the next fault, or none. */
  public set(fault?: FaultyCall): void {
    this.fault = fault;
    this.calls = [];
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    action: string,
    target: string,
    body: string,
    headers: Record<string, string>,
    response: ServerResponse,
  ): Promise<void> {
    this.calls.push(action);
    const nth = this.calls.filter((call) => call === action).length;
    const fault = this.fault?.action === action ? this.fault : undefined;
    const hit = fault?.nth === nth;
    // A policy denies each call from then on.
    if (fault?.fault === 'denied' && nth >= fault.nth) return refuse(response, 400, 'AccessDeniedException');
    const throttled = (hit && fault.fault === 'throttled') || fault?.fault === 'throttled for good';
    if (throttled) return refuse(response, 400, 'ThrottlingException');
    if (fault?.fault === 'never answered') return;
    if (hit && fault.fault === 'fault at AWS') return refuse(response, 500, 'InternalServiceError');
    if (hit && fault.fault === 'killed before') return this.end(response);
    const { status, text } = await this.forward(target, body, headers);
    if (hit && fault.fault === 'killed after') return this.end(response);
    if (hit && fault.fault === 'answer lost') return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(text);
  }

  private end(response: ServerResponse): void {
    this.kill();
    response.destroy();
  }

  private async forward(
    target: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    const input = JSON.parse(body) as AwsRequest;
    if (input.SecretString !== undefined) this.stored.push(input.SecretString);
    // AWS answers with the version that is AWSCURRENT; moto 5.2 with the last that a rotation began.
    if (target.endsWith('.GetSecretValue') && !input.VersionId) input.VersionStage ??= 'AWSCURRENT';
    const answer = await fetch(this.api, { method: 'POST', body: JSON.stringify(input), headers });
    return { status: answer.status, text: await answer.text() };
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const body = JSON.stringify({ __type: code, message: `${code} by the test` });
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
}
