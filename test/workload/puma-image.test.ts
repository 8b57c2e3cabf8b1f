import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as assets from 'aws-cdk-lib/aws-ecr-assets';
import { PumaImage } from '../../lib/workload/puma-image';
import { expectRefusal } from '../support/refusal';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  'registry.example.com/shop:v42',
  'registry.example.com:5000/team/shop:v42',
  `registry.example.com/shop@${digest}`,
  `registry.example.com/shop:v42@${digest}`,
  '111122223333.dkr.ecr.us-west-2.amazonaws.com/email-delivery:v42',
])('takes %s', (name) => {
  expect(PumaImage.fromRegistry(name).name).toBe(name);
});

test.each([
  ['ImageWithoutTag', 'registry.example.com/shop'],
  ['ImageWithoutTag', 'registry.example.com:5000/shop'],
  ['ImageWithoutTag', 'registry.example.com/shop:latest'],
  ['ImageInvalid', 'registry.example.com/Shop:v1'],
  ['ImageInvalid', 'registry.example.com/shop:'],
  ['ImageInvalid', 'registry.example.com/shop:-v1'],
  ['ImageInvalid', 'registry.example.com/shop@sha256:abc'],
  ['ImageInvalid', 'https://registry.example.com/shop:v1'],
  ['ImageInvalid', ''],
])('refuses with %s: %s', (code, name) => {
  expectRefusal(() => PumaImage.fromRegistry(name), code);
});

test('takes an ECR repository with a tag or a digest, and no moving tag', () => {
  const repository = ecr.Repository.fromRepositoryName(new Stack(new App(), 'Test'), 'Repository', 'shop');
  expect(PumaImage.fromEcrRepository(repository, 'v42').name).toMatch(/\/shop:v42$/);
  expect(PumaImage.fromEcrRepository(repository, digest).name).toMatch(new RegExp(`/shop@${digest}$`));
  expectRefusal(() => PumaImage.fromEcrRepository(repository, 'latest'), 'ImageWithoutTag');
  expectRefusal(() => PumaImage.fromEcrRepository(repository, 'v 42'), 'ImageInvalid');
});

test('an image that CDK builds from a Dockerfile', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(directory, 'Dockerfile'), 'FROM registry.example.com/ruby:3.4\n');
  const stack = new Stack(new App(), 'Test');
  const asset = new assets.DockerImageAsset(stack, 'Image', { directory, platform: assets.Platform.LINUX_AMD64 });
  const { name } = PumaImage.fromDockerImageAsset(asset);
  expect(stack.resolve(name)).toEqual({ 'Fn::Sub': expect.stringContaining(`:${asset.imageTag}`) });
});
