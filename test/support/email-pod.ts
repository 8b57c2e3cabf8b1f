import type { KeyPair } from './certificates';
import { issue } from './certificates';
import { Moto } from './moto';
import { mountedFiles, podSettings } from './pod-settings';
import type { PodSettings } from './pod-settings';
import { freePorts } from './ports';
import { PumaPod } from './puma-pod';
import { StandIn } from './stand-in';
import type { PumaBuild } from './tools';

const COMPONENTS = [
  { name: 'api', hostname: 'api.example.com', backlog: 1024 },
  { name: 'web', hostname: 'www.example.com', backlog: 1024 },
  { name: 'tracking', hostname: 't.example.com', backlog: 4096 },
];

/** The e-mail example's world: three components, their certificates in Secrets Manager, and pods that serve them. */
export class EmailWorld {
  public static async start(): Promise<EmailWorld> {
    const world = new EmailWorld();
    await world.begin();
    return world;
  }

  public readonly certificates = new Map<string, KeyPair>();
  private readonly pods: PumaPod[] = [];
  private aws?: Moto;

  public get moto(): Moto {
    if (this.aws === undefined) throw new Error('the world has not begun');
    return this.aws;
  }

  /** Starts AWS with a new certificate for each component; what was stopped may begin again. */
  public async begin(): Promise<void> {
    this.aws = await Moto.start();
    for (const { hostname } of COMPONENTS) {
      const pair = issue(hostname);
      this.certificates.set(hostname, pair);
      await this.aws.putSecret(`/Cert/${hostname}`, JSON.stringify(pair));
    }
  }

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
    await this.aws?.stop();
    this.aws = undefined;
  }
}

/**
 * Registers hooks for a world of each test's own, or of the file's. In a file's world pods and stand-ins may end with the
 * test that started them, unless tests run at the same time or share a pod.
 */
export function emailWorld({ per, podsPer = per }: { per: 'test' | 'file'; podsPer?: 'test' | 'file' }): EmailWorld {
  const world = new EmailWorld();
  if (per === 'test') {
    beforeEach(() => world.begin());
    afterEach(() => world.stop());
    return world;
  }
  beforeAll(() => world.begin());
  if (podsPer === 'test')
    afterEach(async () => {
      await world.stopPods();
      await StandIn.stopAll();
    });
  afterAll(() => world.stop());
  return world;
}
