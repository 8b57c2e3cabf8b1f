import * as path from 'node:path';
import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { applyManifest, checkKubectl } from './cluster-manifest';
import type { KnownCluster } from './cluster-generation';
import { knownCluster } from './cluster-generation';
import type { KubernetesObject } from './kubernetes-object';
import { ManifestFile } from './manifest-file';
import { checkManifestSize } from './manifest-size';

/** How manifests reach a cluster. */
export interface ClusterSinkOptions {
  /**
   * Whether objects that already stand in the cluster under our names are taken over.
   *
   * When false, the first deployment of a manifest fails if one of its objects exists: nobody else's object is
   * replaced, and renaming a construct cannot apply an object under its new id and then delete it under the old one.
   * Set it to true for the one deployment that adopts objects made by Helm or by hand.
   *
   * @default false
   */
  readonly overwrite?: boolean;
}

/**
 * Where Kubernetes objects go: into a cluster when CloudFormation deploys, or into YAML files when the app synthesizes.
 */
export abstract class ManifestSink {
  /**
   * Objects are applied to the cluster by CDK's kubectl provider, as resources of the stack that holds the service.
   *
   * Throws `KubectlProviderMissing` when the cluster has no kubectl provider. A manifest that would not reach it is refused
   * (`ManifestTooLarge`).
   *
   * @param cluster a cluster of `aws-eks-v2` or of `aws-eks`, new or imported
   */
  public static cluster(cluster: eks.ICluster | eksv2.ICluster, options: ClusterSinkOptions = {}): ManifestSink {
    return new ClusterSink(cluster, options);
  }

  /**
   * Objects are written as YAML files when the app synthesizes, for Argo CD, Flux or review: one file an object,
   * `<directory>/<namespace>/<kind>-<name>.yaml`. Files of an earlier synth that are no longer made are removed; others
   * are left alone.
   *
   * Throws `ManifestFileTwice` for two objects of one file, and synth `TokenInYaml` where a value is only known when
   * CloudFormation deploys.
   *
   * @param directory path of the folder, made when missing; a relative one counts from the working directory
   */
  public static directory(directory: string): ManifestSink {
    return new DirectorySink(path.resolve(directory));
  }

  /** Whether objects go to files, so that no value may be a token. @internal */
  public abstract readonly _writesFiles: boolean;

  /** The cluster, or what stands for one: to find out what goes to the same place. @internal */
  public abstract readonly _place: object;

  /**
   * Adds objects as one manifest. What is returned stands for them in dependencies:
   * `deployment.node.addDependency(service)`.
   *
   * An object that is dropped from its manifest, or called otherwise there, is left in the cluster, so an optional object
   * has a manifest of its own.
   *
   * @param scope in whose stack the manifest belongs
   * @param id child id, a contract: another id is another resource, made before the old one is deleted
   * @internal
   */
  public abstract _add(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct;
}

class ClusterSink extends ManifestSink {
  /** @internal */
  public readonly _writesFiles = false;
  /** @internal */
  public readonly _place: object;
  private readonly known: KnownCluster;
  private readonly overwrite: boolean;

  constructor(cluster: eks.ICluster | eksv2.ICluster, options: ClusterSinkOptions) {
    super();
    this.known = knownCluster(cluster);
    this._place = cluster;
    this.overwrite = options.overwrite ?? false;
    checkKubectl(this.known);
  }

  /** @internal */
  public _add(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct {
    checkManifestSize(`${scope.node.path}/${id}`, objects);
    return applyManifest(scope, id, this.known, objects, this.overwrite);
  }
}

class DirectorySink extends ManifestSink {
  /** @internal */
  public readonly _writesFiles = true;
  /** Of two folders nobody knows whether they go to one cluster; a file of one folder is written once anyway. @internal */
  public readonly _place: object = this;

  constructor(private readonly directory: string) {
    super();
  }

  /** @internal */
  public _add(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct {
    return new ManifestFile(scope, id, { directory: this.directory, objects });
  }
}
