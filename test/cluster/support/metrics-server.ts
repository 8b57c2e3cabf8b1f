import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issue } from '../../support/certificates';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';
import { PATIENCE_SECONDS } from './patience';

const EXTERNAL = 'external.metrics.k8s.io';
const RESOURCE = 'metrics.k8s.io';
const NAMESPACE = 'metrics';

/** What is known of a namespace at this moment; undefined where it cannot be read. */
export interface Source {
  /** The values of the metric's series. */
  readonly series: () => Promise<readonly number[] | undefined>;
  /** CPUs that each pod uses. */
  readonly cpu: () => Readonly<Record<string, number>> | undefined;
}

/**
 * A server of metrics on loopback, where a cluster has KEDA's or prometheus-adapter's, and metrics-server: the HPA's
 * controller asks the API server, which hands the question on to it.
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
  private readonly sources = new Map<string, Source>();

  private constructor(cert: string, key: string) {
    this.server = createServer({ cert, key }, (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'https://localhost');
      void this.answer(pathname).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    // Else a connection may be closed just as the API server asks on it again.
    this.server.keepAliveTimeout = 0;
  }

  /** Answers for the metrics of a namespace. */
  public serve(namespace: string, source: Source): void {
    this.sources.set(namespace, source);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(path: string): Promise<Answer> {
    const [, group, namespace, name] = /^\/apis\/([^/]+)\/v1beta1(?:\/namespaces\/([^/]+)\/([^/]+))?$/.exec(path) ?? [];
    if (group === undefined) return refusal(404, 'NotFound');
    if (namespace === undefined) {
      const groupVersion = `${group}/v1beta1`;
      return { status: 200, body: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: [] } };
    }
    const source = this.sources.get(namespace);
    if (source === undefined) return refusal(404, 'NotFound');
    if (group === EXTERNAL) return listOr503(await source.series(), (values) => seriesOf(name, values));
    return listOr503(source.cpu(), (pods) => usageOf(namespace, pods));
  }

  private async register(api: ApiClient, cert: string): Promise<void> {
    const { port } = this.server.address() as AddressInfo;
    const name = 'busyness';
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    // A name outside the cluster: here, this machine's own.
    const spec = { type: 'ExternalName', externalName: 'localhost' };
    await api.create({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE }, spec });
    for (const group of [EXTERNAL, RESOURCE]) {
      await api.create({
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: `v1beta1.${group}` },
        spec: {
          ...{ group, version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
          service: { name, namespace: NAMESPACE, port },
          caBundle: Buffer.from(cert).toString('base64'),
        },
      });
      const served = async (): Promise<boolean> => (await api.send('GET', `/apis/${group}/v1beta1`)).status === 200;
      await until(group, async () => (await served()) || undefined, PATIENCE_SECONDS);
    }
  }
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

function listOr503<T>(known: T | undefined, list: (known: T) => object): Answer {
  return known === undefined ? refusal(503, 'ServiceUnavailable') : { status: 200, body: list(known) };
}

function refusal(code: number, reason: string): Answer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code } };
}

const now = (): string => new Date().toISOString().replace(/\.\d+/, '');

function seriesOf(metricName: string, values: readonly number[]): object {
  const items = values.map((value, i) => ({
    ...{ metricName, metricLabels: { pod: String(i) }, timestamp: now() },
    value: `${Math.round(value * 1000)}m`,
  }));
  return { kind: 'ExternalMetricValueList', apiVersion: `${EXTERNAL}/v1beta1`, metadata: {}, items };
}

function usageOf(namespace: string, pods: Readonly<Record<string, number>>): object {
  const items = Object.entries(pods).map(([name, cpus]) => ({
    ...{ metadata: { name, namespace }, timestamp: now(), window: '1s' },
    containers: [{ name: 'puma', usage: { cpu: `${Math.round(cpus * 1000)}m`, memory: '1Mi' } }],
  }));
  return { kind: 'PodMetricsList', apiVersion: `${RESOURCE}/v1beta1`, metadata: {}, items };
}
