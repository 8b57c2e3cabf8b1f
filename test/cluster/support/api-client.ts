import { Agent, request } from 'node:https';
import type { AnyObject } from '../../support/kubernetes-api';

/** What the API server says to a request. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  /** Its warnings, such as of fields that it drops or of pod security. */
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface ResourceList {
  readonly resources: readonly Resource[];
}

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const ANSWER_SECONDS = 120;
const JSON_TYPE = 'application/json';
const MANAGER = 'fieldManager=test&fieldValidation=Strict';

/** The Kubernetes API by plain HTTPS, as strict about fields as kubectl is. */
export class ApiClient {
  private readonly agent: Agent;
  private readonly lists = new Map<string, ResourceList>();

  constructor(
    public readonly url: string,
    ca: string,
    private readonly token: string,
  ) {
    // Ends idle connections before the API server does (after 90 s), perhaps just as one is used again.
    this.agent = new Agent({ ca, keepAlive: true, timeout: 30_000 });
  }

  /** Ends the connections that it keeps. */
  public close(): void {
    this.agent.destroy();
  }

  /** A request as it is; never throws for a status. */
  public async send(verb: Verb, path: string, body?: object, type = JSON_TYPE, accept = JSON_TYPE): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, accept, 'content-type': type };
      const options = { method: verb, agent: this.agent, headers, timeout: ANSWER_SECONDS * 1000 };
      const call = request(`${this.url}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const warnings = response.rawHeaders.filter((_, i, all) => all[i - 1]?.toLowerCase() === 'warning');
          resolve({ status: response.statusCode ?? 0, body: text, warnings });
        });
      });
      call.on('timeout', () => call.destroy(new Error(`no answer to ${verb} ${path} within ${ANSWER_SECONDS} s`)));
      call.on('error', reject);
      call.end(body && JSON.stringify(body));
    });
  }

  public async text(path: string): Promise<string> {
    return (await this.send('GET', path)).body;
  }

  /** An object or a list; undefined when there is none. */
  public async get<T = AnyObject>(path: string, accept = JSON_TYPE): Promise<T | undefined> {
    const answer = await this.send('GET', path, undefined, JSON_TYPE, accept);
    return answer.status === 404 ? undefined : (JSON.parse(good(answer).body) as T);
  }

  public async create<T extends object>(object: T, query = ''): Promise<T> {
    const path = await this.pathOf(object as unknown as AnyObject, false);
    return JSON.parse(good(await this.send('POST', `${path}?${MANAGER}${query}`, object)).body) as T;
  }

  /** Merges fields into what stands at a path. */
  public async merge(path: string, patch: object): Promise<void> {
    good(await this.send('PATCH', path, patch, 'application/merge-patch+json'));
  }

  public async delete(path: string): Promise<void> {
    good(await this.send('DELETE', path));
  }

  /** What `kubectl create --dry-run=server` would say: all of admission and validation, and nothing is stored. */
  public async dryRun(object: AnyObject): Promise<ApiAnswer> {
    return this.send('POST', `${await this.pathOf(object, false)}?${MANAGER}&dryRun=All`, object);
  }

  /** The same for `kubectl apply --server-side`, which merges lists by their keys. */
  public async dryApply(object: AnyObject): Promise<ApiAnswer> {
    const path = `${await this.pathOf(object, true)}?${MANAGER}&dryRun=All`;
    return this.send('PATCH', path, object, 'application/apply-patch+yaml');
  }

  /** Path of an object, or of the list that it belongs to. */
  public async pathOf(object: AnyObject, named = true): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = (list?: ResourceList): Resource | undefined =>
      list?.resources.find((one) => one.kind === kind && !one.name.includes('/'));
    // A list from before a kind was installed does not have it.
    if (!known(this.lists.get(root))) this.lists.set(root, (await this.get<ResourceList>(root)) ?? { resources: [] });
    const resource = known(this.lists.get(root));
    if (!resource) throw new Error(`the API server knows no ${apiVersion} ${kind}`);
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${root}${scope}/${resource.name}${named ? `/${metadata.name}` : ''}`;
  }
}

/** The answer, or an error with what the API server says is wrong. */
function good(answer: ApiAnswer): ApiAnswer {
  if (answer.status >= 300) throw new Error(`the API server says ${answer.status}: ${messageOf(answer)}`);
  return answer;
}

/** What the API server says of a refusal. */
export function messageOf({ body }: ApiAnswer): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body;
  }
}
