import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readyStack } from '../../bin/config/ready-stack';
import type { Problem } from '../../bin/config/problem';
import { ConfigurationError } from '../../bin/config/problem';
import type { PumaStack } from '../../lib/puma-stack';

/** The smallest configuration: on a network and a cluster that exist, as these are made fastest. Line numbers count. */
export const SMALL = `stackName: Small
network:
  existing:
    vpcId: vpc-0123456789abcdef0
    cidr: 10.0.0.0/16
    availabilityZones: [us-west-2a, us-west-2b]
    privateSubnetIds: [subnet-0123456789abcdef1, subnet-0123456789abcdef2]
    publicSubnetIds: [subnet-0123456789abcdef3, subnet-0123456789abcdef4]
cluster:
  existing:
    clusterName: platform
    clusterSecurityGroupId: sg-0123456789abcdef0
    kubectlServiceToken: arn:aws:lambda:us-west-2:111122223333:function:kubectl
edge:
  certificateArns:
    - arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000
service:
  name: shop
  image: registry.example.com/shop:v1
  components:
    - name: web
      hostname: shop.example.com
      port: 9292
  alarms:
    none: 'Nobody is on call for a test'
`;

/** `SMALL` with one piece of its text replaced. */
export function small(from = '', to = ''): string {
  if (!SMALL.includes(from)) throw new Error(`the small configuration has no ${from}`);
  return SMALL.replace(from, to);
}

const folders: string[] = [];

/** Writes a configuration file in a folder that is removed after the tests of this file. */
export function configurationFile(text: string, name = 'service.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk puma '));
  folders.push(folder);
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** The stack that a configuration makes. */
export function stackOf(text: string, name?: string): PumaStack {
  return readyStack(new App(), configurationFile(text, name)).stack;
}

/** What is wrong with a configuration. */
export function problemsOf(text: string, name?: string): readonly Problem[] {
  try {
    stackOf(text, name);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** A problem as `12:5 service.components[0].port ConfigurationTypeWrong`. */
export function brief({ line, column, path, code }: Problem): string {
  return `${line}:${column} ${path} ${code}`;
}
