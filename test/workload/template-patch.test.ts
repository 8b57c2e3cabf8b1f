import { App, Aws, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { patched } from '../../lib/workload/template-patch';
import { expectKubernetesValid, renderedObjects } from '../support/kubernetes-api';
import { expectRefusal } from '../support/refusal';
import { make, object } from './make-workload';

/** What a Ruby team needs that no option says. */
const everything = {
  metadata: { labels: { team: 'shop' }, annotations: { 'example.com/log-format': 'json' } },
  spec: {
    nodeSelector: { 'kubernetes.io/arch': 'arm64' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' }],
    imagePullSecrets: [{ name: 'registry' }],
    priorityClassName: 'web',
    initContainers: [
      {
        name: 'fetch-geo-data',
        image: 'registry.example.com/geo:v3',
        volumeMounts: [{ name: 'geo', mountPath: '/geo' }],
      },
      { name: 'database-proxy', image: 'registry.example.com/proxy:v1', restartPolicy: 'Always' },
    ],
    containers: [
      { name: 'log-router', image: 'registry.example.com/logs:v7', resources: { requests: { cpu: '50m' } } },
      {
        name: 'puma',
        envFrom: [{ configMapRef: { name: 'shop-settings' } }],
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        volumeMounts: [
          { name: 'geo', mountPath: '/geo', readOnly: true },
          { name: 'uploads', mountPath: '/uploads' },
        ],
      },
    ],
    volumes: [
      { name: 'geo', emptyDir: {} },
      { name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } },
    ],
  },
};

describe('pod.templatePatch', () => {
  test('adds sidecars, volumes, selectors and pull secrets, and leaves all that is ours', () => {
    const { stack } = make({ pod: { templatePatch: everything, environmentFromSecrets: ['shop-database'] } });
    const { metadata, spec } = object(stack, 'Deployment').spec.template;
    const before = object(make({ pod: { environmentFromSecrets: ['shop-database'] } }).stack, 'Deployment').spec
      .template;
    const [puma, logs] = spec.containers;
    expect(metadata.labels).toEqual({ ...before.metadata.labels, team: 'shop' });
    expect(metadata.annotations).toEqual({ ...before.metadata.annotations, 'example.com/log-format': 'json' });
    expect(puma).toEqual({
      ...before.spec.containers[0],
      envFrom: [{ secretRef: { name: 'shop-database' } }, { configMapRef: { name: 'shop-settings' } }],
      env: [...before.spec.containers[0].env, everything.spec.containers[1].env![0]],
      volumeMounts: [...before.spec.containers[0].volumeMounts, ...everything.spec.containers[1].volumeMounts!],
    });
    expect(logs.name).toBe('log-router');
    const { containers, initContainers, volumes, ...rest } = spec;
    expect({ containers: containers.length, init: initContainers.length }).toEqual({ containers: 2, init: 2 });
    expect(volumes).toEqual([...before.spec.volumes, ...everything.spec.volumes]);
    expect(rest).toMatchObject({
      serviceAccountName: 'shop',
      nodeSelector: everything.spec.nodeSelector,
      tolerations: everything.spec.tolerations,
      imagePullSecrets: everything.spec.imagePullSecrets,
      priorityClassName: 'web',
    });
  });

  test('makes objects that the API server takes', () => {
    expectKubernetesValid(
      renderedObjects(Template.fromStack(make({ pod: { templatePatch: everything } }).stack)).filter(
        ({ kind }) => kind === 'Deployment',
      ),
    );
  });

  test('a container that comes with it is admitted under pod security "restricted", unless it says otherwise', () => {
    const containers = [
      { name: 'plain', image: 'registry.example.com/a:v1' },
      {
        name: 'own',
        image: 'registry.example.com/b:v1',
        securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } },
      },
    ];
    const { stack } = make({ pod: { templatePatch: { spec: { containers, initContainers: [containers[0]] } } } });
    const { spec } = object(stack, 'Deployment').spec.template;
    const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    expect(spec.containers[1].securityContext).toEqual(restricted);
    expect(spec.initContainers[0].securityContext).toEqual(restricted);
    expect(spec.containers[2].securityContext).toEqual({
      ...restricted,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    });
  });

  test('takes values that only the deployment knows', () => {
    const stack = new Stack(new App(), 'Test');
    const claimName = Lazy.string({ produce: () => 'uploads' });
    const templatePatch = {
      spec: { volumes: [{ name: 'uploads', persistentVolumeClaim: { claimName } }], schedulerName: Aws.STACK_NAME },
    };
    const { spec } = object(make({ pod: { templatePatch } }, stack).stack, 'Deployment').spec.template;
    expect(spec.volumes).toContainEqual({ name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } });
    expect(spec.schedulerName).toBe('<Ref:AWS::StackName>');
  });

  test.each([
    [
      'PodTemplateReserved',
      'metadata.labels.app.kubernetes.io/name',
      { metadata: { labels: { 'app.kubernetes.io/name': 'x' } } },
    ],
    [
      'PodTemplateReserved',
      'metadata.annotations.cdk-puma-eks/settings',
      { metadata: { annotations: { 'cdk-puma-eks/settings': '{}' } } },
    ],
    ['PodTemplateReserved', 'spec.serviceAccountName', { spec: { serviceAccountName: 'other' } }],
    ['PodTemplateReserved', 'spec.terminationGracePeriodSeconds', { spec: { terminationGracePeriodSeconds: 30 } }],
    ['PodTemplateReserved', 'spec.volumes[0].name', { spec: { volumes: [{ name: 'config', emptyDir: {} }] } }],
    ['PodTemplateReserved', 'spec.containers[0].image', { spec: { containers: [{ name: 'puma', image: 'a:v1' }] } }],
    [
      'PodTemplateReserved',
      'spec.containers[0].lifecycle',
      { spec: { containers: [{ name: 'puma', lifecycle: null }] } },
    ],
    [
      'PodTemplateReserved',
      'spec.containers[0].volumeMounts[0].mountPath',
      { spec: { containers: [{ name: 'puma', volumeMounts: [{ name: 'a', mountPath: '/etc/cdk-puma-eks' }] }] } },
    ],
    [
      'EnvironmentNameReserved',
      'spec.containers[0].environment.AWS_REGION',
      { spec: { containers: [{ name: 'puma', env: [{ name: 'AWS_REGION', value: 'x' }] }] } },
    ],
    [
      'SecretInEnvironment',
      'spec.initContainers[0].environment.AWS_SECRET_ACCESS_KEY',
      { spec: { initContainers: [{ name: 'a', env: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'x' }] }] } },
    ],
    ['PodTemplateInvalid', 'containers', { containers: [] }],
    ['PodTemplateInvalid', 'spec', { spec: null }],
    ['PodTemplateInvalid', 'metadata.annotations', { metadata: { annotations: null } }],
    ['PodTemplateInvalid', 'spec.volumes', { spec: { volumes: null } }],
    ['PodTemplateInvalid', 'spec.containers[0].env', { spec: { containers: [{ name: 'puma', env: { A: 'b' } }] } }],
    ['PodTemplateInvalid', 'metadata.name', { metadata: { name: 'x' } }],
    ['PodTemplateInvalid', 'spec.containers[0]', { spec: { containers: [{ image: 'a:v1' }] } }],
    ['PodTemplateInvalid', 'spec.volumes[1].name', { spec: { volumes: [{ name: 'a' }, { name: 'a' }] } }],
    ['MustBeKnownAtSynth', 'spec.volumes[0].name', { spec: { volumes: [{ name: Aws.STACK_NAME }] } }],
  ])('%s: %s', (code, path, templatePatch) => {
    const refusal = expectRefusal(() => make({ pod: { templatePatch } }), code);
    expect(refusal.path).toBe(`pod.templatePatch.${path}`);
  });
});

describe('a patch', () => {
  test('changes a named entry where it stands, replaces a list without names, and removes by null', () => {
    const template = { spec: { volumes: [{ name: 'a', x: 1, y: 2 }, { name: 'b' }], finalizers: ['one'], node: 'n' } };
    const patch = { spec: { volumes: [{ name: 'a', x: 3, y: null }], finalizers: ['two'], node: null } };
    expect(patched(template, patch)).toEqual({
      spec: { volumes: [{ name: 'a', x: 3 }, { name: 'b' }], finalizers: ['two'] },
    });
  });

  test('that is none changes nothing', () => {
    const template = { spec: { containers: [{ name: 'puma' }] } };
    expect(patched(template, undefined)).toBe(template);
    expect(patched(template, {})).toEqual(template);
  });
});
