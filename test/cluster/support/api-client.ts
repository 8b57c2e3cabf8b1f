import { Agent, request } from 'node:https';
import type { AnyObject } from '../../support/kubernetes-api';

/** What the API server says to a request. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  /** Its warnings, such as of fields that it drops or of pod security. */
  readonly warnings: readonly string[];
}

interface ResourceList {
  readonly resources: { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const MANAGER = 'fieldManager=test&fieldValidation=Strict';

/** The Kubernetes API by plain HTTPS, as strict about fields as kubectl is. */
export class ApiClient {
  private readonly agent: Agent;
  private readonly lists = new Map<string, Promise<ResourceList>>();

  constructor(
    public readonly url: string,
    ca: string,
    private readonly token: string,
  ) {
    this.agent = new Agent({ ca, keepAlive: true });
  }

  /** A request as it is; never throws for a status. */
  public async send(verb: Verb, path: string, body?: object, type = 'application/json'): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, accept: 'application/json', 'content-type': type };
      const options = { method: verb, agent: this.agent, headers, timeout: 30_000 };
      const call = request(`${this.url}${path}`, options, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', reject);
        response.on('end', () => {
          const warnings = response.rawHeaders.filter((_, i, all) => all[i - 1]?.toLowerCase() === 'warning');
          resolve({ status: response.statusCode ?? 0, body: text, warnings });
        });
      });
      call.on('timeout', () => call.destroy(new Error(`no answer to ${verb} ${path} within 30 s`)));
      call.on('error', reject);
      call.end(body && JSON.stringify(body));
    });
  }

  public async text(path: string): Promise<string> {
    return (await this.send('GET', path)).body;
  }

  /** An object or a list; undefined when there is none. */
  public async get<T = AnyObject>(path: string): Promise<T | undefined> {
    const answer = await this.send('GET', path);
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

  /** Tells of all that is and becomes of the objects of a list; answers with what ends it. */
  public watch(
    path: string,
    tell: (type: string, object: AnyObject) => void,
    fail: (error: unknown) => void,
  ): () => void {
    const headers = { authorization: `Bearer ${this.token}`, accept: 'application/json' };
    let ended = false;
    const failUnlessEnded = (error: unknown): void => (ended ? undefined : fail(error));
    const call = request(`${this.url}${path}?watch=true`, { agent: this.agent, headers }, (response) => {
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const { type, object } = JSON.parse(line) as { type: string; object: AnyObject };
          if (type === 'ERROR') failUnlessEnded(new Error(JSON.stringify(object)));
          else tell(type, object);
        }
      });
      response.on('close', () => failUnlessEnded(new Error(`the watch of ${path} has ended`)));
      response.on('error', failUnlessEnded);
    });
    call.on('error', failUnlessEnded);
    call.end();
    return () => {
      ended = true;
      call.destroy();
    };
  }

  /** Path of an object, or of the list that it belongs to. */
  public async pathOf(object: AnyObject, named = true): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const list = this.lists.get(root) ?? this.get<ResourceList>(root).then((found) => found ?? { resources: [] });
    this.lists.set(root, list);
    const resource = (await list).resources.find((one) => one.kind === kind && !one.name.includes('/'));
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
