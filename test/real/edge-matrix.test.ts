import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Json } from '../support/aws-calls';
import { EDGES, edgeStacks, FACTORS } from '../support/edge-matrix';
import { allPairs, pairsOf } from '../support/pairwise';
import { tool } from '../support/tools';

const CHUNK = 16;

/** Errors of cfn-lint in files, for a Region where everything that we use exists. */
function lint(files: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = ['--ignore-checks', 'W', '--regions', 'us-west-2', '--', ...files];
    execFile(tool('cfn-lint'), options, { encoding: 'utf8', maxBuffer: 1 << 24 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** All configurations, sixteen to a pair of stacks: of the edges, and of services in a stack of their own. */
const TEMPLATES = Array.from({ length: Math.ceil(EDGES.length / CHUNK) }, (_, i) => {
  const { edges, services } = edgeStacks(EDGES.slice(i * CHUNK, (i + 1) * CHUNK));
  return [edges, services].map((stack) => Template.fromStack(stack).toJSON());
}).flat();

test('every two options meet, but for those that the library refuses together', () => {
  const met = new Set(EDGES.flatMap(pairsOf));
  expect([...allPairs(FACTORS)].filter((pair) => !met.has(pair)).sort()).toEqual([
    'addresses=dualstack-without-public-ipv4 & rules=authenticate',
    'addresses=dualstack-without-public-ipv4 & rules=both',
    'addresses=dualstack-without-public-ipv4 & signIn=cognito',
    'addresses=dualstack-without-public-ipv4 & signIn=oidc',
    'algorithm=least_outstanding_requests & ramp=slow-start',
    'algorithm=weighted_random & ramp=slow-start',
    'algorithm=weighted_random & ramp=sticky',
    'hosts=three & rules=both',
    'ramp=sticky & spread=in-zone',
    'scheme=internal & addresses=dualstack-without-public-ipv4',
    'zones=none & issued=acm',
  ]);
});

test('cfn-lint has no error on edges in which every two options meet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-'));
  const files = TEMPLATES.map((template, i) => {
    const file = join(folder, `${i}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const half = Math.ceil(files.length / 2);
  // A process a core: its start costs more than a small template.
  const found = await Promise.all([lint(files.slice(0, half)), lint(files.slice(half))]);
  rmSync(folder, { recursive: true });
  console.log(`${EDGES.length} edges in ${files.length} templates linted by two processes`);
  expect(found.join('')).toBe('');
  expect(EDGES.length).toBeGreaterThanOrEqual(60);
});

/** Resources of the templates as their APIs take them: properties that one call takes, by the call. */
const CALLS: Record<string, (given: Json) => Json> = {
  'LoadBalancer CreateLoadBalancer': (given) => ({
    Name: 'given',
    ...without(given, 'LoadBalancerAttributes', 'MinimumLoadBalancerCapacity'),
  }),
  'LoadBalancer ModifyLoadBalancerAttributes': ({ LoadBalancerAttributes }) => ({
    LoadBalancerArn: 'given',
    Attributes: LoadBalancerAttributes as unknown,
  }),
  'TargetGroup CreateTargetGroup': (given) => ({ Name: 'given', ...without(given, 'TargetGroupAttributes') }),
  'Listener CreateListener': (given) => without(given, 'ListenerAttributes'),
  'ListenerRule CreateRule': (given) => given,
};

function without(given: Json, ...names: string[]): Json {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

test.each(Object.entries(CALLS))("AWS's API takes every %s", (name, asInput) => {
  const [type, operation] = name.split(' ');
  const resources = TEMPLATES.flatMap(({ Resources }: Json) => Object.values(Resources as Json) as Json[]);
  const inputs = resources
    .filter(({ Type }) => Type === `AWS::ElasticLoadBalancingV2::${type}`)
    .map(({ Properties }) => asInput(withoutReferences(Properties) as Json));
  const script = join(__dirname, '..', 'support', 'aws_api_input.py');
  const found = execFileSync(tool('python'), [script, 'elbv2', operation], {
    encoding: 'utf8',
    input: JSON.stringify(inputs),
    maxBuffer: 1 << 24,
  });
  expect(inputs.length).toBeGreaterThan(EDGES.length / 2);
  expect((JSON.parse(found) as string[][]).flat()).toEqual([]);
});

function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== 'object' || value === null) return value;
  const [key] = Object.keys(value);
  if (key === 'Ref' || key?.startsWith('Fn::')) return 'reference';
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutReferences(member)]));
}
