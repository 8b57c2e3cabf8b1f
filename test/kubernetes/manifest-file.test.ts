import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Aws, Fn, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { expectRefusal } from '../support/refusal';

interface ConfigMap extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

let directory: string;
beforeEach(() => {
  directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'manifests-')), 'made', 'here');
});

function configMap(data: Record<string, string>, name = 'email'): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'mail' }, data };
}

function read(...names: string[]): string {
  return fs.readFileSync(path.join(directory, ...names), 'utf8');
}

function files(): string[] {
  return (fs.readdirSync(directory, { recursive: true }) as string[]).filter((name) => name.includes('.')).sort();
}

test('writes one readable YAML file an object, when the app synthesizes', () => {
  const app = new App();
  const stack = new Stack(app, 'Email');
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mail' } },
    configMap({ 'puma.rb': 'port 1\nworkers 2\n' }),
    { apiVersion: 'v1', kind: 'ClusterThing', metadata: { name: 'all' } },
  ];
  ManifestSink.directory(directory)._add(stack, 'Base', objects);
  expect(fs.existsSync(directory)).toBe(false);
  app.synth();

  expect(files()).toEqual([
    'cluster-wide/clusterthing-all.yaml',
    'mail/configmap-email.yaml',
    'mail/namespace-mail.yaml',
  ]);
  expect(read('mail', 'configmap-email.yaml')).toBe(
    [
      '# Made by cdk-puma-eks; do not edit. Source: Email/Base',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: email',
      '  namespace: mail',
      'data:',
      '  puma.rb: |',
      '    port 1',
      '    workers 2',
      '',
    ].join('\n'),
  );
});

test('fills in what is known by then', () => {
  const app = new App();
  const stack = new Stack(app, 'Email', { env: { account: '111122223333', region: 'eu-west-1' } });
  let late = 'not yet';
  const data = { region: stack.region, late: Lazy.string({ produce: () => late }) };
  ManifestSink.directory(directory)._add(stack, 'Base', [configMap(data)]);
  late = 'now';
  app.synth();
  expect(parse(read('mail', 'configmap-email.yaml'))).toMatchObject({ data: { region: 'eu-west-1', late: 'now' } });
});

describe('a value that only CloudFormation knows', () => {
  const add = (data: Record<string, string>, name?: string): App => {
    const app = new App();
    ManifestSink.directory(directory)._add(new Stack(app, 'Email'), 'Base', [configMap(data, name)]);
    return app;
  };

  test('is refused where it stands', () => {
    const refusal = expectRefusal(() => add({ region: Aws.REGION }), 'TokenInYaml');
    expect(refusal.path).toBe('ConfigMap/email.data.region');
    expect(refusal.message).toContain('{"Ref":"AWS::Region"}');
  });

  test('is refused inside text, as a key, and in a name', () => {
    expectRefusal(() => add({ url: `https://x.${Aws.URL_SUFFIX}` }), 'TokenInYaml');
    expect(expectRefusal(() => add({ [Aws.REGION]: 'x' }), 'TokenInYaml').path).toBe('a key of ConfigMap/email.data');
    expectRefusal(() => add({}, Aws.STACK_NAME), 'TokenInYaml');
  });

  test('is refused as a number, and deep in what is lazy', () => {
    const number = { replicas: Token.asNumber({ Ref: 'Count' }) } as unknown as Record<string, string>;
    const list = { all: Lazy.any({ produce: () => [{ deep: Aws.ACCOUNT_ID }] }) } as unknown as Record<string, string>;
    expectRefusal(() => add(number).synth(), 'TokenInYaml');
    expect(expectRefusal(() => add(list).synth(), 'TokenInYaml').path).toBe('ConfigMap/email.data.all');
    expectRefusal(() => add({ url: Fn.join('', ['https://', Aws.URL_SUFFIX]) }).synth(), 'TokenInYaml');
  });
});

test('refuses two objects that would be one file', () => {
  const stack = new Stack(new App(), 'Email');
  const sink = ManifestSink.directory(directory);
  sink._add(stack, 'One', [configMap({})]);
  const refusal = expectRefusal(() => sink._add(stack, 'Two', [configMap({})]), 'ManifestFileTwice');
  expect(refusal.path).toBe('Email/Two (ConfigMap/email)');
  expect(refusal.message).toContain('Email/One');
});

test('removes its own files of an earlier synth, and nobody else’s', () => {
  const synth = (names: string[], stack = 'Email'): void => {
    const app = new App();
    const sink = ManifestSink.directory(directory);
    names.forEach((name) => sink._add(new Stack(app, `${stack}${name}`), 'Base', [configMap({}, name)]));
    names.forEach((name) => sink._add(new Stack(app, `${stack}More${name}`), 'Base', [configMap({}, `more-${name}`)]));
    app.synth();
  };
  const one = (name: string): void => {
    const app = new App();
    ManifestSink.directory(directory)._add(new Stack(app, 'Email'), 'Base', [configMap({}, name)]);
    app.synth();
  };
  synth(['other']);
  one('old');
  fs.writeFileSync(path.join(directory, 'mail', 'kustomization.yaml'), 'resources: []\n');
  one('new');
  expect(files()).toEqual([
    'mail/configmap-more-other.yaml',
    'mail/configmap-new.yaml',
    'mail/configmap-other.yaml',
    'mail/kustomization.yaml',
  ]);
});

test('writes from within a stage too', () => {
  const app = new App();
  ManifestSink.directory(directory)._add(new Stack(new Stage(app, 'Prod'), 'Email'), 'Base', [configMap({ a: 'b' })]);
  app.synth();
  expect(read('mail', 'configmap-email.yaml')).toContain('Source: Prod/Email/Base');
});
