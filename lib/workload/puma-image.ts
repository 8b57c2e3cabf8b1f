import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as assets from 'aws-cdk-lib/aws-ecr-assets';
import { ifKnown } from '../known';
import { refuse } from '../model/errors';

/** The container image of the application. */
export class PumaImage {
  /**
   * An image in an ECR repository, by tag or by digest (`sha256:…`).
   * Throws `ImageInvalid`, and `ImageWithoutTag` for `latest`.
   */
  public static fromEcrRepository(repository: ecr.IRepository, tagOrDigest: string): PumaImage {
    ifKnown(tagOrDigest, checkTagOrDigest);
    return new PumaImage(repository.repositoryUriForTagOrDigest(tagOrDigest));
  }

  /**
   * An image by its full name: `registry.example.com/shop:v42`, or `…@sha256:…`.
   * Throws `ImageInvalid`, and `ImageWithoutTag` for `latest` or none.
   */
  public static fromRegistry(name: string): PumaImage {
    ifKnown(name, checkName);
    return new PumaImage(name);
  }

  /**
   * An image that `cdk deploy` builds from a Dockerfile and pushes to the bootstrap's repository, tagged by what is in it. Give the
   * asset the platform of the cluster's nodes: a laptop's may be another.
   */
  public static fromDockerImageAsset(asset: assets.DockerImageAsset): PumaImage {
    return new PumaImage(asset.imageUri);
  }

  private constructor(
    /** Name of the image, as the pod has it. */
    public readonly name: string,
  ) {}
}

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REPOSITORY = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;

function checkTagOrDigest(given: string): void {
  if (DIGEST.test(given) || (TAG.test(given) && given !== 'latest')) return;
  if (given === '' || given === 'latest') refuseUntagged(given);
  refuse({
    code: 'ImageInvalid',
    path: 'image',
    given,
    allowed: 'a tag such as v42, or a digest such as sha256: and 64 hexadecimal digits',
    why: 'the container runtime takes no other reference',
  });
}

function checkName(given: string): void {
  const [name = '', digest] = given.split('@');
  const colon = name.lastIndexOf(':');
  const tag = colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
  const repository = tag === undefined ? name : name.slice(0, colon);
  const valid =
    REPOSITORY.test(repository) &&
    (digest === undefined || DIGEST.test(digest)) &&
    (tag === undefined || TAG.test(tag));
  if (!valid) {
    refuse({
      code: 'ImageInvalid',
      path: 'image',
      given,
      allowed: 'registry/repository:tag or registry/repository@sha256:digest, the repository in lower case',
      why: 'the container runtime takes no other reference',
    });
  }
  if (digest === undefined && (tag === undefined || tag === 'latest')) refuseUntagged(given);
}

function refuseUntagged(given: string): never {
  refuse({
    code: 'ImageWithoutTag',
    path: 'image',
    given,
    allowed: 'an image with a tag that does not move, such as v42, or a digest',
    why: 'a moving tag gives pods of one Deployment different code, and a deploy of the next image changes nothing that Kubernetes could see',
  });
}
