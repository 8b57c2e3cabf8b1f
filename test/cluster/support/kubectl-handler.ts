import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Child } from '../../support/child';
import { tool } from '../../support/tools';
import type { ControlPlane } from './control-plane';
import { PATIENCE_SECONDS } from './patience';
import { program } from './programs';

/** The code that CDK puts into its kubectl Lambda function, as aws-cdk-lib carries it. */
const HANDLER = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resource-handlers',
  'dist',
  'aws-eks-v2',
  'kubectl-handler',
);

export type RequestType = 'Create' | 'Update' | 'Delete';

/** CDK's own kubectl handler with a real kubectl, on a control plane on loopback: what Lambda would run. */
export class KubectlHandler {
  private readonly folder: string;
  private readonly bin: string;

  constructor(plane: ControlPlane) {
    this.folder = join(plane.folder, 'handler');
    this.bin = join(this.folder, 'bin');
    mkdirSync(this.bin, { recursive: true });
    symlinkSync(program('kubectl'), join(this.bin, 'kubectl'));
    // In place of `aws eks update-kubeconfig --name NAME --kubeconfig FILE`, the one thing that it asks AWS for.
    const aws = join(this.bin, 'aws');
    writeFileSync(
      aws,
      `#!/bin/sh\n[ "$1 $2" = "eks update-kubeconfig" ] && exec cp "${plane.kubeconfig}" "$6"\nexit 1\n`,
    );
    chmodSync(aws, 0o755);
  }

  /** Runs it for one resource; throws what it throws, by which CloudFormation would fail the deployment. */
  public async run(request: RequestType, properties: Record<string, string>): Promise<void> {
    const event = {
      ...{ RequestType: request, ResponseURL: 'https://example.com/' },
      ResourceType: 'Custom::AWSCDK-EKS-KubernetesResource',
      ResourceProperties: properties,
    };
    const file = join(this.folder, 'event.json');
    writeFileSync(file, JSON.stringify(event));
    const script = 'import json, sys; import index; index.handler(json.load(open(sys.argv[1])), None)';
    const child = new Child(tool('python'), ['-c', script, file], {
      cwd: this.folder,
      env: {
        PATH: `${this.bin}:${process.env.PATH}`,
        HOME: this.folder,
        PYTHONPATH: HANDLER,
        PYTHONDONTWRITEBYTECODE: '1',
        TEST_OUTDIR: this.folder,
      },
    });
    const code = await child.exits(PATIENCE_SECONDS);
    if (code !== 0) {
      const raised = child.output.split('\n').filter((line) => /^\S*(Exception|Error)\b/.test(line));
      throw new Error(`the kubectl handler failed: ${raised.at(-1) ?? child.output}`);
    }
  }
}
