import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubectlV36Layer } from '@aws-cdk/lambda-layer-kubectl-v36';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parse } from 'yaml';
import { readyStack } from '../../../bin/config/ready-stack';
import { ManifestSink } from '../../../lib/kubernetes/manifest-sink';
import type { PumaServiceProps } from '../../../lib/puma-service-props';
import { PumaService } from '../../../lib/puma-service';
import { KedaIdentity } from '../../../lib/scaling/keda-identity';
import { MetricSource } from '../../../lib/scaling/metric-source';
import { BindingFlavor } from '../../../lib/workload/binding-flavor';
import { PodIdentity } from '../../../lib/workload/pod-identity';
import { exampleStack } from '../../support/example';
import type { AnyObject } from '../../support/kubernetes-api';
import { renderedObjects } from '../../support/kubernetes-api';
import { existingVpc, smallProps, smallService } from '../../support/platform';

const EMAIL = join(__dirname, '..', '..', '..', 'examples', 'email', 'config.yaml');
const PROMETHEUS = { serverAddress: 'http://prometheus.monitoring:9090' };
const TOLERANCE = { scaleUpPercent: 5, scaleDownPercent: 15 };
const WINDOW = { start: '30 8 * * mon-fri', end: '0 18 * * mon-fri', timeZone: 'Europe/Berlin', minPods: 8 };

/** A service of one component with an option changed. */
const option = (props: Partial<PumaServiceProps>) => (): AnyObject[] =>
  renderedObjects(Template.fromStack(Stack.of(smallService(props))));

/** What a mode of this title renders. */
export function modeOf(title: string): () => AnyObject[] {
  return MODES.find(([name]) => name === title)![1];
}

const RENDERED: readonly [string, () => AnyObject[]][] = [
  ['the e-mail example', () => renderedObjects(Template.fromStack(exampleStack('email')))],
  ['its configuration file', () => renderedObjects(Template.fromStack(readyStack(new App(), EMAIL).stack))],
  ['the minimal example', () => renderedObjects(Template.fromStack(exampleStack('minimal')))],
  ['the AWS Load Balancer Controller', option({ bindingFlavor: BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER })],
  ['a cluster of the older module', ofOlderModule],
  ['YAML files', asFiles],
  ['a fixed number of pods', option({ replicas: 3 })],
  ['single mode', option({ puma: { workers: 0 } })],
  ['a namespace of others', option({ namespace: 'apps' })],
  ['roles by annotation', withRolesByAnnotation],
  ['resources, user and writable paths', option({ pod: PODS() })],
  ['pods that answer Prometheus', option({ metrics: { prometheus: true, prometheusNamespaces: ['monitoring'] } })],
  ['KEDA with a role of its own', option({ scaling: { metric: MetricSource.cloudWatch({ identity: OWN_ROLE() }) } })],
  ['points of 10 s', option({ scaling: { metric: MetricSource.cloudWatch({ periodSeconds: 10 }) } })],
  ['a count of the backlog', option({ scaling: { metric: MetricSource.cloudWatch({ countBacklog: true }) } })],
  ['a guard on CPU', option({ scaling: { cpuPercent: 80 } })],
  ['campaign windows', option({ scaling: { scheduled: [WINDOW, { ...WINDOW, start: '0 9 1 * *', minPods: 12 }] } })],
  ['tolerances', option({ scaling: { tolerance: TOLERANCE } })],
  ['KEDA on Prometheus', option({ scaling: { metric: MetricSource.prometheus(PROMETHEUS), scheduled: [WINDOW] } })],
  [
    'a plain HPA',
    option({
      scaling: {
        metric: MetricSource.external({ metricName: 'puma_busyness', labels: { a: 'b' } }),
        cpuPercent: 80,
        tolerance: TOLERANCE,
      },
    }),
  ],
];

function PODS(): PumaServiceProps['pod'] {
  return { runAsUser: 10_001, writablePaths: ['/tmp', '/app/tmp'], cpu: '500m', memory: '1Gi' };
}

function OWN_ROLE(): KedaIdentity {
  return KedaIdentity.podIdentity('arn:aws:iam::111122223333:role/keda-reads-metrics');
}

function ofOlderModule(): AnyObject[] {
  const stack = new Stack(new App(), 'Older');
  const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
    ...{ clusterName: 'older', clusterSecurityGroupId: 'sg-0123456789abcdef0', vpc: existingVpc(stack) },
    kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
    kubectlLayer: new KubectlV36Layer(stack, 'Layer'),
  });
  new PumaService(stack, 'Web', smallProps(stack, { cluster }));
  return renderedObjects(Template.fromStack(stack));
}

function withRolesByAnnotation(): AnyObject[] {
  const stack = new Stack(new App(), 'Roles');
  const provider = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE';
  const cluster = eksv2.Cluster.fromClusterAttributes(stack, 'Cluster', {
    ...{ clusterName: 'platform', clusterSecurityGroupId: 'sg-0123456789abcdef0', vpc: existingVpc(stack) },
    openIdConnectProvider: iam.OidcProviderNative.fromOidcProviderArn(stack, 'Provider', provider),
    kubectlProvider: eksv2.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
      serviceToken: 'arn:aws:lambda:us-west-2:111122223333:function:kubectl',
    }),
  });
  new PumaService(stack, 'Web', smallProps(stack, { cluster, identity: PodIdentity.irsa() }));
  return renderedObjects(Template.fromStack(stack));
}

function asFiles(): AnyObject[] {
  const directory = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-yaml-'));
  try {
    const app = new App();
    const stack = new Stack(app, 'Files', { env: { account: '111122223333', region: 'us-west-2' } });
    const bindingFlavor = BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER;
    smallService({ sink: ManifestSink.directory(directory), bindingFlavor }, stack);
    app.synth();
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
    return files.map((name) => parse(readFileSync(join(directory, name), 'utf8')) as AnyObject);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Every example, and every option that makes other Kubernetes objects: title, and what it renders, a copy each time. */
export const MODES = RENDERED.map(([title, render]): [string, () => AnyObject[]] => {
  let text: string | undefined;
  return [title, () => JSON.parse((text ??= known(render()))) as AnyObject[]];
});

/** With an address range where the template refers to a VPC that is yet to be made. */
function known(objects: AnyObject[]): string {
  return JSON.stringify(objects).replace(/<Fn::GetAtt:\w+\.CidrBlock>/g, '10.0.0.0/16');
}
