import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from '../../support/certificates';
import { Child } from '../../support/child';
import { makePair } from '../../support/pairs';
import { until } from '../../support/until';
import type { ControlPlane } from './control-plane';
import { onFreePorts, PATIENCE_SECONDS } from './patience';
import { program } from './programs';

/** The paths that KEDA's program serves, by the kinds that they judge. */
const KINDS = { scaledobjects: 'scaledobject', triggerauthentications: 'triggerauthentication' };

/** KEDA's own admission webhooks as the chart registers them, but never passed over when they do not answer. */
export class KedaWebhooks {
  public static async start(plane: ControlPlane): Promise<KedaWebhooks> {
    const { cert, key } = await makePair({ hostnames: ['localhost'] });
    return onFreePorts(2, async (ports) => KedaWebhooks.startOn(ports, plane, { cert, key }));
  }

  private static async startOn(
    [port, health]: readonly number[],
    plane: ControlPlane,
    { cert, key }: KeyPair,
  ): Promise<KedaWebhooks> {
    const folder = join(plane.folder, 'keda-webhooks');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tls.crt'), cert);
    writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 });
    const flags = {
      port: String(port),
      'cert-dir': folder,
      'metrics-bind-address': '0',
      'health-probe-bind-address': `127.0.0.1:${health}`,
    };
    const child = new Child(
      program('keda-admission-webhooks'),
      Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      { env: { ...process.env, KUBECONFIG: plane.kubeconfig } },
    );
    const webhooks = new KedaWebhooks(child);
    try {
      await child.prints(/Serving webhook server/, PATIENCE_SECONDS);
      await webhooks.register(plane, `https://localhost:${port}`, Buffer.from(cert).toString('base64'));
    } catch (error) {
      await webhooks.stop();
      throw error;
    }
    return webhooks;
  }

  private constructor(private readonly child: Child) {}

  public async stop(): Promise<void> {
    await this.child.stop(10);
  }

  /** What it has said, for the message of a test that fails. */
  public get output(): string {
    return this.child.output.slice(-1000);
  }

  private async register({ api }: ControlPlane, url: string, caBundle: string): Promise<void> {
    const webhooks = Object.entries(KINDS).map(([plural, kind]) => ({
      name: `v${kind}.kb.io`,
      clientConfig: { url: `${url}/validate-keda-sh-v1alpha1-${kind}`, caBundle },
      rules: [{ apiGroups: ['keda.sh'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [plural] }],
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      // The most that there can be: the first question about a kind waits until the program has read all of it.
      timeoutSeconds: 30,
    }));
    await api.create({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'keda-admission' },
      webhooks,
    });
    // The API server takes a moment to follow: until then it asks nobody.
    const metadata = { name: 'trial', namespace: 'default' };
    const trigger = { type: 'cron', name: 'twice', metadata: {} };
    const spec = { scaleTargetRef: { name: 'none' }, triggers: [trigger, trigger] };
    let last = '';
    await until(
      "a refusal of KEDA's webhook",
      async () => {
        last = (await api.dryRun({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata, spec })).body;
        return last.includes('defined multiple times') ? true : undefined;
      },
      PATIENCE_SECONDS,
      () => `${last}\n${this.output}`,
    );
  }
}
