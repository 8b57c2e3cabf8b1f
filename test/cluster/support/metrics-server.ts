import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issue } from '../../support/certificates';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';

const GROUP = 'external.metrics.k8s.io';
const ROOT = `/apis/${GROUP}/v1beta1`;
const NAMESPACE = 'metrics';

/** The values of a metric's series at this moment; undefined where the source cannot be read. */
export type Series = (metric: string) => readonly number[] | undefined;

/**
 * A server of external metrics on loopback, where a cluster has KEDA's or prometheus-adapter's: the HPA's controller asks the
 * API server, which hands the question on to it.
 */
export class MetricsServer {
  public static async start(api: ApiClient): Promise<MetricsServer> {
    // The API server asks for the name that a Service has, and trusts this one certificate.
    const pair = issue(`busyness.${NAMESPACE}.svc`);
    const server = new MetricsServer(pair.cert, pair.key);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    await server.register(api, pair.cert);
    return server;
  }

  private readonly server: Server;
  private readonly sources = new Map<string, Series>();

  private constructor(cert: string, key: string) {
    this.server = createServer({ cert, key }, (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'https://localhost');
      const { status, body } = this.answer(pathname);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** Answers for the metrics of a namespace. */
  public serve(namespace: string, source: Series): void {
    this.sources.set(namespace, source);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string): { status: number; body: object } {
    if (path === ROOT) {
      return {
        status: 200,
        body: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${GROUP}/v1beta1`, resources: [] },
      };
    }
    const [, namespace, metric] = new RegExp(`^${ROOT}/namespaces/([^/]+)/([^/]+)$`).exec(path) ?? [];
    const source = this.sources.get(namespace ?? '');
    if (source === undefined) return refusal(404, 'NotFound');
    const values = source(metric);
    return values === undefined ? refusal(503, 'ServiceUnavailable') : { status: 200, body: listOf(metric, values) };
  }

  private async register(api: ApiClient, cert: string): Promise<void> {
    const { port } = this.server.address() as AddressInfo;
    const name = 'busyness';
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    // A name outside the cluster: here, this machine's own.
    const spec = { type: 'ExternalName', externalName: 'localhost' };
    await api.create({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE }, spec });
    await api.create({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `v1beta1.${GROUP}` },
      spec: {
        ...{ group: GROUP, version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
        service: { name, namespace: NAMESPACE, port },
        caBundle: Buffer.from(cert).toString('base64'),
      },
    });
    await until('the metrics API', async () => (await api.send('GET', ROOT)).status === 200 || undefined, 60);
  }
}

function refusal(code: number, reason: string): { status: number; body: object } {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code } };
}

function listOf(metricName: string, values: readonly number[]): object {
  const timestamp = new Date().toISOString().replace(/\.\d+/, '');
  const items = values.map((value, i) => ({
    ...{ metricName, metricLabels: { pod: String(i) }, timestamp },
    value: `${Math.round(value * 1000)}m`,
  }));
  return { kind: 'ExternalMetricValueList', apiVersion: `${GROUP}/v1beta1`, metadata: {}, items };
}
