import type { Stack } from 'aws-cdk-lib';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { TimingInputs } from '../../lib/model/timing';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { PumaStack } from '../../lib/puma-stack';
import { PumaImage } from '../../lib/workload/puma-image';
import { exampleStack } from '../support/example';
import { renderedObjects } from '../support/kubernetes-api';
import { settingsIn } from '../support/mounted';
import { LISTENER_CERTIFICATE } from '../support/platform';

/** The figures that a template says about time, wherever they stand in it. */
function figures(stack: Stack): Record<string, unknown> {
  const template = Template.fromStack(stack);
  const [loadBalancer] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'));
  const groups = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
  const objects = renderedObjects(template);
  const find = (kind: string): unknown =>
    objects.find(({ metadata, ...object }) => object.kind === kind && metadata.namespace !== 'kube-system');
  const { spec } = (find('Deployment') as { spec: { template: { spec: PodSpec } } }).spec.template;
  const [container] = spec.containers;
  return {
    ...attributes((loadBalancer as Attributed).Properties.LoadBalancerAttributes),
    deregistrationDelays: groups.map(
      (group) =>
        attributes((group as Attributed).Properties.TargetGroupAttributes)['deregistration_delay.timeout_seconds'],
    ),
    settings: settingsIn(objects),
    grace: spec.terminationGracePeriodSeconds,
    preStop: container.lifecycle.preStop.sleep.seconds,
    startup: container.startupProbe,
    readiness: container.readinessProbe,
    liveness: container.livenessProbe,
  };
}

interface Attributed {
  readonly Properties: Record<string, { Key: string; Value: unknown }[]>;
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: [
    {
      readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
      readonly startupProbe: object;
      readonly readinessProbe: object;
      readonly livenessProbe: object;
    },
  ];
}

function attributes(pairs: readonly { Key: string; Value: unknown }[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ Key, Value }) => [Key, Value]));
}

function stackWith(timing: TimingInputs): Stack {
  return new PumaStack(new App(), 'Test', {
    edge: { certificateArns: [LISTENER_CERTIFICATE.certificateArn] },
    service: {
      image: PumaImage.fromRegistry('registry.example.com/shop:v1'),
      components: [{ name: 'web', hostname: 'www.example.com', port: 9292 }],
      alarms: PumaAlarms.none('A test has nobody on call'),
      timing,
    },
  });
}

describe('the e-mail service', () => {
  const stack = exampleStack('email');
  const template = Template.fromStack(stack);

  test('has the figures of the field', () => {
    expect(figures(stack)).toMatchObject({
      'idle_timeout.timeout_seconds': '60',
      'client_keep_alive.seconds': '3600',
      deregistrationDelays: ['59', '59', '59'],
      settings: {
        workers: 2,
        threads: { min: 5, max: 5 },
        components: [
          { name: 'api', port: 9292, backlog: 1024, certificateSecretId: '/Cert/api.example.com' },
          { name: 'web', port: 9293, backlog: 1024, certificateSecretId: '/Cert/www.example.com' },
          { name: 'tracking', port: 9294, backlog: 4096, certificateSecretId: '/Cert/t.example.com' },
        ],
        timeouts: { persistent: 75, firstData: 75, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 },
      },
      grace: 75,
      preStop: 40,
      liveness: { failureThreshold: 10, httpGet: { scheme: 'HTTPS', path: '/livez', port: 9190 } },
      readiness: { failureThreshold: 3, httpGet: { scheme: 'HTTPS', path: '/readyz', port: 9190 } },
      startup: { httpGet: { scheme: 'HTTPS', path: '/readyz', port: 9190 } },
    });
  });

  test('knows no account and no Region but in what names others', () => {
    const text = JSON.stringify(template.toJSON());
    const named =
      /arn:aws:(acm|sns):us-west-2:111122223333|arn:aws:iam::111122223333:role|111122223333\.dkr\.ecr\.us-west-2/g;
    expect(text.replace(named, '')).not.toMatch(/us-west-2|111122223333/);
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
  });

  test('catches an ISP whose scanners come from thousands of addresses, on its links alone', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: [
        Match.objectLike({
          Name: 'email-tracking-links-network',
          Action: { Block: Match.objectLike({ CustomResponse: Match.objectLike({ ResponseCode: 429 }) }) },
          Statement: {
            RateBasedStatement: Match.objectLike({
              CustomKeys: [{ ASN: {} }, { JA4Fingerprint: Match.anyValue() }],
              EvaluationWindowSec: 60,
            }),
          },
        }),
        Match.objectLike({ Name: 'email-tracking-links-address' }),
        Match.objectLike({
          Name: 'email-tracking-links-ceiling',
          Action: { Count: {} },
          Statement: { RateBasedStatement: Match.objectLike({ AggregateKeyType: 'CONSTANT', Limit: 28_800 }) },
        }),
      ],
    });
  });

  test('encrypts under a multi-Region master key, and cannot lose what it needs to decrypt', () => {
    template.hasResource('AWS::KMS::Key', { Properties: { MultiRegion: true }, DeletionPolicy: 'Retain' });
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain' });
    template.resourcePropertiesCountIs('AWS::KMS::Key', { EnableKeyRotation: true }, 3);
  });

  test('keeps 3 to 30 pods at a busyness of 60 %', () => {
    const scaled = renderedObjects(template).find(({ kind }) => kind === 'ScaledObject');
    expect(scaled).toMatchObject({
      spec: {
        minReplicaCount: 3,
        maxReplicaCount: 30,
        advanced: { scalingModifiers: { target: '60', metricType: 'Value' } },
      },
    });
  });

  test('holds no private key, and nothing that looks like one', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY-----\\n[A-Za-z0-9+/]/);
    for (const secret of Object.values(template.findResources('AWS::SecretsManager::Secret'))) {
      const { Properties } = secret as { Properties: object };
      expect(Object.keys(Properties)).not.toEqual(expect.arrayContaining(['SecretString', 'GenerateSecretString']));
    }
  });

  test('pins the logical ids of what holds state', () => {
    const stateful = ['AWS::KMS::Key', 'AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret', 'AWS::S3::Bucket'];
    expect(stateful.map((type) => [type, Object.keys(template.findResources(type))])).toMatchSnapshot();
  });
});

test('one input moves all that derives from it', () => {
  expect(figures(stackWith({ idleTimeoutSeconds: 120, slowestRequestSeconds: 50 }))).toMatchObject({
    'idle_timeout.timeout_seconds': '120',
    deregistrationDelays: ['85'],
    settings: { timeouts: { persistent: 135, firstData: 135, workerShutdown: 56, forceShutdownAfter: 50 } },
    grace: 101,
    preStop: 40,
  });
  expect(figures(stackWith({ deregistrationPropagationSeconds: 50 }))).toMatchObject({
    deregistrationDelays: ['79'],
    preStop: 60,
    grace: 95,
  });
});
