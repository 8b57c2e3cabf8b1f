import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { PACKAGE_ROOT } from '../../bin/package-root';

/** The package as npm installs it: built, with its peers beside it, and none of what it is developed with. */
export class Published {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-published-'));
  /** The package in its application's `node_modules`. */
  public readonly installed = join(this.folder, 'app', 'node_modules', 'cdk-puma-eks');

  constructor() {
    const source = join(this.folder, 'source');
    const { files } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const published = files.filter((file) => !/^[!.]/.test(file));
    const kept = published.filter((file) => file !== 'dist');
    for (const part of ['bin', 'lib', 'runtime', 'scripts', 'package.json', 'LICENSE', ...kept])
      cpSync(join(PACKAGE_ROOT, part), join(source, part), { recursive: true });
    symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(source, 'node_modules'));
    // In place of jsii, which would take half a minute.
    const library = readdirSync(join(source, 'lib'), { recursive: true, encoding: 'utf8' });
    const entryPoints = library.filter((file) => file.endsWith('.ts')).map((file) => join(source, 'lib', file));
    buildSync({ entryPoints, outdir: join(source, 'dist'), format: 'cjs', platform: 'node', target: 'node20' });
    for (const script of ['build-bin.mjs', 'build-issuer.mjs'])
      execFileSync(process.execPath, [join(source, 'scripts', script)], { stdio: 'pipe' });
    for (const part of [...published, 'package.json'])
      cpSync(join(source, part), join(this.installed, part), { recursive: true });
    for (const peer of ['aws-cdk-lib', 'constructs', '@aws-cdk']) this.link(peer);
  }

  /** What `npx cdk-puma-eks` runs. */
  public get program(): string {
    return programOf(this.installed);
  }

  /** The program of a copy without its peers. */
  public alone(): string {
    const alone = join(this.folder, 'alone', 'node_modules', 'cdk-puma-eks');
    mkdirSync(alone, { recursive: true });
    cpSync(this.installed, alone, { recursive: true });
    return programOf(alone);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private link(peer: string): void {
    symlinkSync(join(PACKAGE_ROOT, 'node_modules', peer), join(dirname(this.installed), peer));
  }
}

function programOf(installed: string): string {
  return join(installed, 'dist', 'bin', 'cdk-puma-eks.js');
}
