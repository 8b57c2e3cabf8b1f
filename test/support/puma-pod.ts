import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child';
import type { PodSettings } from './pod-settings';
import type { PumaBuild } from './tools';
import { PATIENCE, until } from './until';

/** An app of four paths: quick, slow, fixed work, and busy until told otherwise. */
const APP = `# frozen_string_literal: true
run lambda { |env|
  seconds = env['QUERY_STRING'][/s=([\\d.]+)/, 1].to_f
  sleep(seconds) if seconds.positive?
  [200, { 'content-type' => 'text/plain' }, ["#{env['SERVER_PORT']} #{Process.pid}\\n"]]
}
`;

/** An HTTPS answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A container: real Puma started by the shipped puma.rb from a folder laid out as the kubelet mounts it. */
export class PumaPod {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-pod-'));
  public readonly mount = join(this.folder, 'etc');
  public child: Child;
  public readonly settings: PodSettings;
  private readonly start: () => Child;

  constructor(
    build: PumaBuild,
    mounted: Readonly<Record<string, string>>,
    environment: Record<string, string>,
    files: Record<string, string> = {},
  ) {
    const app = join(this.folder, 'app');
    mkdirSync(app);
    for (const [name, text] of Object.entries({ 'config.ru': APP, ...files })) writeFileSync(join(app, name), text);
    this.settings = JSON.parse(mounted['settings.json']) as PodSettings;
    this.mountFiles(mounted);
    this.start = () =>
      new Child(build.command, ['-C', join(this.mount, 'puma.rb')], {
        cwd: app,
        env: {
          PATH: process.env.PATH,
          PWD: app,
          CDK_PUMA_EKS_SETTINGS: join(this.mount, 'settings.json'),
          AWS_EC2_METADATA_DISABLED: 'true',
          ...environment,
        },
      });
    this.child = this.start();
  }

  /** Starts the container again, once it has ended. */
  public again(): this {
    this.child = this.start();
    return this;
  }

  public async ready(seconds = PATIENCE): Promise<this> {
    await until(
      'readiness',
      async () => {
        if (!this.child.running) throw new Error(`Puma ended with ${this.child.exitCode}:\n${this.child.output}`);
        const answer = await this.probe('/readyz').catch(() => undefined);
        return answer?.status === 200 || undefined;
      },
      seconds,
      () => this.child.output,
    );
    return this;
  }

  public async probe(path: string): Promise<Answer> {
    return get(this.settings.probe.port, path);
  }

  /** Asks a component by its name. */
  public async ask(component: string, path = '/', agent?: Agent): Promise<Answer> {
    const port = this.settings.components.find(({ name }) => name === component)?.port ?? 0;
    return get(port, path, agent);
  }

  /** The master and all its workers. */
  public processes(): number[] {
    const master = this.child.pid;
    const children = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return [master, ...children];
  }

  /** Waits for a boot that fails; answers with the one line that it leaves. */
  public async failure(): Promise<string> {
    const code = await this.child.exits();
    const lines = this.child.output.split('\n').filter(Boolean);
    if (code !== 1 || lines.length !== 1) throw new Error(`no clear failure: status ${code}\n${this.child.output}`);
    return lines[0];
  }

  public async stop(): Promise<void> {
    await this.child.stop();
    // Workers whose master had to be killed may still write a last file.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  /** As the kubelet does: files in a dated folder, `..data` pointing to it, each name a link through `..data`. */
  private mountFiles(files: Readonly<Record<string, string>>): void {
    const dated = '..2025_01_01_00_00_00.1';
    mkdirSync(join(this.mount, dated), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.mount, dated, name), text);
    symlinkSync(dated, join(this.mount, '..data'));
    for (const name of readdirSync(join(this.mount, dated))) symlinkSync(join('..data', name), join(this.mount, name));
    if (!existsSync(join(this.mount, 'puma.rb'))) throw new Error('the mount has no puma.rb');
  }
}

/** GET over HTTPS on loopback; nobody verifies the pod's certificate, as neither ALB nor the kubelet does. */
export async function get(port: number, path: string, agent = new Agent({ keepAlive: false })): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, agent, rejectUnauthorized: false, timeout: PATIENCE * 1000 },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE} s`)));
    call.on('error', reject);
    call.end();
  });
}
