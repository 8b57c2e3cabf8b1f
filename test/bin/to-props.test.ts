import { Match, Template } from 'aws-cdk-lib/assertions';
import { renderedObjects } from '../support/kubernetes-api';
import { settingsIn } from '../support/mounted';
import { small, stackOf } from './configuration';

describe('what a configuration says is in the stack', () => {
  test('name, tags, environment and protection of the stack', () => {
    const stack = stackOf(
      small(
        'network:',
        "env: { account: '111122223333', region: us-west-2 }\ntags: { team: mail }\nterminationProtection: true\nnetwork:",
      ),
    );
    expect(stack).toMatchObject({
      stackName: 'Small',
      account: '111122223333',
      region: 'us-west-2',
      terminationProtection: true,
    });
    expect(stack.tags.tagValues()).toMatchObject({ team: 'mail' });
  });

  test('without env the template names neither account nor Region', () => {
    const stack = stackOf(small());
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('"us-west-2"');
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
  });

  test('a network and a cluster that exist are not made', () => {
    const template = Template.fromStack(stackOf(small()));
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::EKS::Cluster', 0);
    template.resourceCountIs('Custom::AWSCDK-EKS-HelmChart', 0);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Subnets: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
    });
  });

  test('a new network and a new cluster are made by their options', () => {
    const given = small(
      /network:[^]*?(?=edge:)/.exec(small())![0],
      `network:
  create: { cidr: 10.1.0.0/16, natGateways: 2 }
cluster:
  create:
    clusterName: fresh
    kubectlLayerArn: arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1
keda: { install: false }
`,
    ).replace('/shop:v1', '/shop:v1\n  identity: irsa');
    const template = Template.fromStack(stackOf(given));
    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16' });
    template.resourceCountIs('AWS::EC2::NatGateway', 2);
    template.hasResourceProperties('AWS::EKS::Cluster', { Name: 'fresh', Version: '1.36' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Layers: Match.arrayWith(['arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1']),
    });
    template.resourceCountIs('Custom::AWSCDK-EKS-HelmChart', 0);
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
  });

  test('the edge', () => {
    const template = Template.fromStack(
      stackOf(small('edge:', 'edge:\n  internetFacing: false\n  deletionProtection: false')),
    );
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'deletion_protection.enabled', Value: 'false' }]),
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Certificates: [{ CertificateArn: Match.stringLikeRegexp('^arn:aws:acm:us-west-2:') }],
    });
  });

  test('the service: image, Puma, timing, pods, variables', () => {
    const stack = stackOf(
      small(
        '/shop:v1',
        `/shop:v2
  puma: { workers: 3, maxThreads: 7, probePort: 9999 }
  timing: { idleTimeoutSeconds: 90 }
  meanServiceTimeSeconds: 0.02
  metrics: { publishIntervalSeconds: 30, prometheus: true, prometheusNamespaces: [monitoring] }
  replicas: 4
  namespace: shops
  createNamespace: false
  environment: { RAILS_ENV: production }
  pod: { cpu: '3', runAsUser: 2000 }`,
      ).replace(
        'port: 9292',
        'port: 9292\n      backlog: 4096\n      certificateSecretName: /tls/shop\n      rulePriority: 7',
      ),
    );
    const template = Template.fromStack(stack);
    const objects = renderedObjects(template);
    expect(settingsIn(objects)).toMatchObject({
      service: 'shop',
      workers: 3,
      threads: { max: 7 },
      probe: { port: 9999 },
      timeouts: { persistent: 105 },
      metrics: { intervalSeconds: 30 },
      prometheus: { path: '/metrics' },
      components: [{ name: 'web', port: 9292, backlog: 4096, certificateSecretId: '/tls/shop' }],
    });
    expect(objects.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      metadata: { namespace: 'shops' },
      spec: {
        replicas: 4,
        template: {
          spec: {
            containers: [
              {
                image: 'registry.example.com/shop:v2',
                env: expect.arrayContaining([{ name: 'RAILS_ENV', value: 'production' }]),
                resources: { requests: { cpu: '3' } },
              },
            ],
          },
        },
      },
    });
    expect(objects.map(({ kind }) => kind)).not.toContain('Namespace');
    expect(objects.map(({ kind }) => kind)).not.toContain('ScaledObject');
    expect(stack.service.capacity.meanServiceTimeSeconds).toBe(0.02);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { Priority: 7 });
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 1);
  });

  test('encryption', () => {
    const stack = stackOf(
      small('/shop:v1', '/shop:v1\n  asherah: { serviceName: shop, productId: orders, multiRegion: true }'),
    );
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::KMS::Key', { MultiRegion: true });
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
  });

  test('where certificates come from, and who signs them', () => {
    const issued = Template.fromStack(
      stackOf(
        small('/shop:v1', '/shop:v1\n  certificateAuthority: { secret: { secretName: /Ca/internal } }').replace(
          'port: 9292',
          `port: 9292
      certificateSource: { issued: { keyAlgorithm: RSA_2048, rotationIntervalDays: 7 } }
      denyOtherCertificateReaders: true`,
        ),
      ),
    );
    issued.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          CERTIFICATES: JSON.stringify([
            { secret: '/Cert/shop.example.com', hostnames: ['shop.example.com'], key: 'RSA_2048' },
          ]),
          CERTIFICATE_AUTHORITY: JSON.stringify({ type: 'secret', secretId: '/Ca/internal' }),
        },
      },
    });
    issued.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: 7 },
    });
    issued.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 1);
    const privateCa =
      'arn:aws:acm-pca:us-west-2:111122223333:certificate-authority/00000000-0000-4000-8000-000000000000';
    Template.fromStack(
      stackOf(
        small('/shop:v1', `/shop:v1\n  certificateAuthority: { privateCa: { arn: '${privateCa}' } }`).replace(
          'port: 9292',
          'port: 9292\n      certificateSource: issued',
        ),
      ),
    ).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CERTIFICATE_AUTHORITY: JSON.stringify({ type: 'acm-pca', arn: privateCa }) } },
    });
    const brought = Template.fromStack(stackOf(small('port: 9292', 'port: 9292\n      certificateSource: brought')));
    brought.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    brought.resourceCountIs('AWS::SecretsManager::Secret', 1);
  });

  test('alarms tell the topics, or are left out', () => {
    const topic = 'arn:aws:sns:us-west-2:111122223333:on-call';
    const alarms = Template.fromStack(
      stackOf(small("none: 'Nobody is on call for a test'", `topicArns: ['${topic}']`)),
    );
    alarms.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic], OKActions: [topic] });
    Template.fromStack(stackOf(small())).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('a binding for another controller', () => {
    const template = Template.fromStack(
      stackOf(small('/shop:v1', '/shop:v1\n  bindingFlavor: AWS_LOAD_BALANCER_CONTROLLER')),
    );
    const binding = renderedObjects(template).find(({ kind }) => kind === 'TargetGroupBinding');
    expect(binding?.apiVersion).toBe('elbv2.k8s.aws/v1beta1');
  });
});
