import type { KeyPair } from './certificates';
import { issue } from './certificates';
import { Moto } from './moto';
import { mountedFiles, podSettings } from './pod-settings';
import type { PodSettings } from './pod-settings';
import { freePorts } from './ports';
import { PumaPod } from './puma-pod';
import type { PumaBuild } from './tools';

const COMPONENTS = [
  { name: 'api', hostname: 'api.example.com', backlog: 1024 },
  { name: 'web', hostname: 'www.example.com', backlog: 1024 },
  { name: 'tracking', hostname: 't.example.com', backlog: 4096 },
];

/** The e-mail example's world: three components, their certificates in Secrets Manager, and pods that serve them. */
export class EmailWorld {
  public static async start(): Promise<EmailWorld> {
    const world = new EmailWorld(await Moto.start());
    for (const { hostname } of COMPONENTS) {
      const pair = issue(hostname);
      world.certificates.set(hostname, pair);
      await world.moto.putSecret(`/Cert/${hostname}`, JSON.stringify(pair));
    }
    return world;
  }

  public readonly certificates = new Map<string, KeyPair>();
  private readonly pods: PumaPod[] = [];

  private constructor(public readonly moto: Moto) {}

  /** Starts a pod with settings, files and environment changed as wished. */
  public async pod(
    build: PumaBuild,
    changes: Partial<PodSettings> = {},
    files: Record<string, string> = {},
    environment: Record<string, string> = {},
    without: string[] = [],
  ): Promise<PumaPod> {
    const [probe, ...ports] = await freePorts(COMPONENTS.length + 1);
    const components = COMPONENTS.map((component, index) => ({
      ...component,
      port: ports[index],
      certificateSecretId: `/Cert/${component.hostname}`,
    }));
    const all = Object.entries({ ...this.moto.environment, ...environment }).filter(
      ([name]) => !without.includes(name),
    );
    const mounted = mountedFiles(podSettings(components, probe, changes));
    return this.run(new PumaPod(build, mounted, Object.fromEntries(all), files));
  }

  /** Minds a pod that was started otherwise. */
  public run(pod: PumaPod): PumaPod {
    this.pods.push(pod);
    return pod;
  }

  /** Puts another certificate, or what a test wants there, into a host's secret; answers with what a pod should serve. */
  public async renew(hostname: string, text?: string): Promise<KeyPair> {
    const pair = issue(hostname);
    await this.moto.renewSecret(`/Cert/${hostname}`, text ?? JSON.stringify(pair));
    if (text === undefined) this.certificates.set(hostname, pair);
    return pair;
  }

  /** Ends every pod started here. */
  public async stopPods(): Promise<void> {
    await Promise.all(this.pods.splice(0).map((pod) => pod.stop()));
  }

  public async stop(): Promise<void> {
    await this.stopPods();
    await this.moto.stop();
  }
}
