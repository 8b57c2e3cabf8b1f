import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';

/** Where the `kubectl` that applies the manifests comes from: a Lambda layer, which this library does not ship. */
export abstract class KubectlLayer {
  /** The npm package `@aws-cdk/lambda-layer-kubectl-vNN` of the cluster's Kubernetes version, as installed by you. Throws `KubectlLayerMissing`. */
  public static installed(): KubectlLayer {
    return new InstalledLayer();
  }

  /** A layer version that exists in the stack's account and Region. */
  public static fromArn(layerVersionArn: string): KubectlLayer {
    return new ExistingLayer(layerVersionArn);
  }

  /** @internal */
  public abstract _bind(scope: Construct, kubernetesVersion: string): lambda.ILayerVersion;
}

class InstalledLayer extends KubectlLayer {
  /** @internal */
  public _bind(scope: Construct, kubernetesVersion: string): lambda.ILayerVersion {
    const minor = kubernetesVersion.split('.')[1];
    const name = `@aws-cdk/lambda-layer-kubectl-v${minor}`;
    let file: string;
    try {
      file = require.resolve(name, { paths: [__dirname, process.cwd()] });
    } catch {
      return refuse({
        code: 'KubectlLayerMissing',
        path: 'cluster.kubectlLayer',
        given: name,
        allowed: `\`npm install ${name}\`, or KubectlLayer.fromArn with a layer of yours`,
        why: 'CDK applies Kubernetes manifests with the kubectl in this layer, of the same minor version as the cluster',
      });
    }
    // The package exists or not by the user's choice: it cannot be imported statically.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const layers = require(file) as Record<string, new (scope: Construct, id: string) => lambda.LayerVersion>;
    return new layers[`KubectlV${minor}Layer`](scope, 'KubectlLayer');
  }
}

class ExistingLayer extends KubectlLayer {
  constructor(private readonly arn: string) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct): lambda.ILayerVersion {
    return lambda.LayerVersion.fromLayerVersionArn(scope, 'KubectlLayer', this.arn);
  }
}
