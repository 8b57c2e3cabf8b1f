import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../support/child';
import { until } from '../../support/until';
import { ApiClient } from './api-client';
import { onFreePorts, PATIENCE_SECONDS } from './patience';
import { program } from './programs';

/** The controllers that a service's objects need; there are neither nodes nor a scheduler, so the rest would idle. */
const CONTROLLERS = [
  'deployment-controller',
  'replicaset-controller',
  'horizontal-pod-autoscaler-controller',
  'disruption-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
];

export interface ControlPlaneOptions {
  /** Whether controllers run too; an API server alone is up sooner. */
  readonly controllers?: boolean;
  /** From the end of a look of the HPA's controller to the next, as Go writes it. */
  readonly hpaSync?: string;
}

/** A real Kubernetes control plane on loopback: etcd, kube-apiserver and, when asked for, kube-controller-manager. */
export class ControlPlane {
  public static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    return onFreePorts(3, async (ports) => {
      const plane = new ControlPlane();
      try {
        await plane.startServer(ports);
        if (options.controllers) await plane.startControllers(options.hpaSync ?? '15s');
      } catch (error) {
        await plane.stop();
        throw error;
      }
      return plane;
    });
  }

  /** Holds a kubeconfig, keys and etcd's data. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-cluster-'));
  public readonly kubeconfig = join(this.folder, 'kubeconfig');
  public api!: ApiClient;
  private readonly token = randomBytes(16).toString('hex');
  private readonly children: { readonly name: string; readonly child: Child }[] = [];

  public async stop(): Promise<void> {
    this.api?.close();
    for (const { child } of this.children.splice(0).reverse()) await child.stop(10);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a program has said, for the message of a test that fails. */
  public outputOf(name: string): string {
    return this.children.find((started) => started.name === name)?.child.output.slice(-4000) ?? '';
  }

  private async startServer([client, peer, secure]: readonly number[]): Promise<void> {
    const etcd = `http://127.0.0.1:${client}`;
    this.run('etcd', {
      'data-dir': join(this.folder, 'etcd'),
      'listen-client-urls': etcd,
      'advertise-client-urls': etcd,
      'listen-peer-urls': `http://127.0.0.1:${peer}`,
      'unsafe-no-fsync': 'true',
      'log-level': 'error',
    });
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = this.write('service-account.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const pub = this.write('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
    const url = `https://127.0.0.1:${secure}`;
    this.run('kube-apiserver', {
      'etcd-servers': etcd,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'endpoint-reconciler-type': 'none',
      'secure-port': String(secure),
      'cert-dir': join(this.folder, 'certificates'),
      'token-auth-file': this.write('tokens.csv', `${this.token},admin,admin,"system:masters"\n`),
      'authorization-mode': 'RBAC',
      'service-account-issuer': url,
      'service-account-key-file': pub,
      'service-account-signing-key-file': key,
      'service-cluster-ip-range': '10.96.0.0/16',
      // A look of the HPA's controller, which asks through the API server, has its answer when the fleet is ready for it.
      'request-timeout': `${2 * PATIENCE_SECONDS}s`,
    });
    // It makes its own certificate and writes it in pieces: read anew until it is whole.
    const ca = await this.alive('readiness', 'kube-apiserver', async () => {
      const read = readFileSync(join(this.folder, 'certificates', 'apiserver.crt'), 'utf8');
      this.api = new ApiClient(url, read, this.token);
      return (await this.api.text('/readyz')) === 'ok' ? read : undefined;
    });
    this.write('kubeconfig', JSON.stringify(this.kubeconfigOf(url, ca)));
  }

  private async startControllers(hpaSync: string): Promise<void> {
    this.run('kube-controller-manager', {
      kubeconfig: this.kubeconfig,
      controllers: CONTROLLERS.join(','),
      'leader-elect': 'false',
      'secure-port': '0',
      'kube-api-qps': '200',
      'kube-api-burst': '400',
      'horizontal-pod-autoscaler-sync-period': hpaSync,
      // A metric that is slow to come holds up its own HPA alone.
      'concurrent-horizontal-pod-autoscaler-syncs': '50',
      'service-account-private-key-file': join(this.folder, 'service-account.key'),
    });
    // Pods are refused until the namespace has its default service account, which a controller makes.
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    const made = async (): Promise<true | undefined> => ((await this.api.get(path)) ? true : undefined);
    await this.alive('the default service account', 'kube-controller-manager', made);
  }

  private run(name: string, flags: Record<string, string>): void {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.children.push({ name, child: new Child(program(name), args, { cwd: this.folder }) });
  }

  /** Asks until there is an answer; fails at once, with its last words, when a program has ended. */
  private async alive<T>(what: string, name: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
    let last = '';
    return until(
      `${what} of ${name}`,
      async () => {
        const ended = this.children.find(({ child }) => !child.running);
        if (ended) throw new Error(`${ended.name} ended with ${ended.child.exitCode}:\n${this.outputOf(ended.name)}`);
        try {
          return await ask();
        } catch (error) {
          last = String(error);
          return undefined;
        }
      },
      PATIENCE_SECONDS,
      () => `${last}\n${this.outputOf(name)}`,
    );
  }

  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  private kubeconfigOf(server: string, ca: string): object {
    return {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'it', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
      users: [{ name: 'admin', user: { token: this.token } }],
      contexts: [{ name: 'it', context: { cluster: 'it', user: 'admin' } }],
      'current-context': 'it',
    };
  }
}
