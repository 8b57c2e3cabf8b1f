import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Timing } from '../../lib/model/timing';
import { compact } from '../../lib/monitoring/compact-graph';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { PumaMonitoring } from '../../lib/monitoring/puma-monitoring';
import { monitoredStack } from './monitoring-stack';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    title?: string;
    markdown?: string;
    metrics?: unknown[][];
    annotations?: unknown;
    alarms?: string[];
  };
}

type Size = 'width' | 'height';

type Variables = Record<string, { 'Fn::ImportValue'?: string; 'Fn::GetAtt'?: string[] } | undefined>;

/** The widgets, with what only CloudFormation knows as `<Name>`. */
function widgets(stack: Stack): Widget[] {
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard')) as {
    Properties: { DashboardBody: { 'Fn::Sub': string | [string, object] } };
  }[];
  const [text, variables = {}] = [dashboard.Properties.DashboardBody['Fn::Sub']].flat() as [string, Variables?];
  const body = text.replace(
    /\$\{([^.}]+)[^}]*\}/g,
    (_, name: string) => `<${variables[name]?.['Fn::ImportValue'] ?? variables[name]?.['Fn::GetAtt']?.[0] ?? name}>`,
  );
  // CloudWatch's own defaults are left out.
  const { widgets: written } = JSON.parse(body) as { widgets: (Omit<Widget, Size> & Partial<Pick<Widget, Size>>)[] };
  return written.map((widget) => ({ width: 6, height: 6, ...widget }));
}

const { stack } = monitoredStack({ maxPods: 30, webAclMetricName: 'EmailAcl' });
const all = widgets(stack);
const titled = (title: RegExp): Widget => all.find(({ properties }) => title.test(properties.title ?? ''))!;

test('rows follow the way of a request', () => {
  const headings = all.flatMap(({ properties }) => /^##? .+/.exec(properties.markdown ?? '') ?? []);
  expect(headings).toEqual(['# email', '## 1 Load balancer', '## 2 Targets', '## 3 Puma', '## 4 Web ACL']);
});

test('every code of the load balancer has a graph of its own, titled by its meaning', () => {
  for (const [code, meaning] of [
    ['500', 'the load balancer itself failed'],
    ['502', 'a pod hung up, or its TLS handshake failed'],
    ['503', 'no pod is registered'],
    ['504', 'no capacity'],
  ]) {
    const widget = titled(new RegExp(`^ELB ${code}: ${meaning}$`));
    expect(widget.properties.metrics).toHaveLength(1);
    expect(widget.properties.metrics![0].slice(0, 4)).toEqual([
      'AWS/ApplicationELB',
      `HTTPCode_ELB_${code}_Count`,
      'LoadBalancer',
      'app/edge/0123456789abcdef',
    ]);
  }
});

test('the text says what each means; what to do first is said by the alarm, or here where there is none', () => {
  const { markdown } = all.find(({ properties }) => properties.markdown?.startsWith('## 1'))!.properties;
  expect(markdown).toContain('75 s over 60 s');
  expect(markdown).not.toContain('*First:*');
  expect(
    widgets(monitoredStack({ alarms: PumaAlarms.none('Staging: nobody is on call for it') }).stack)
      .find(({ properties }) => properties.markdown?.startsWith('## 1'))!
      .properties.markdown!.match(/\*First:\*/g),
  ).toHaveLength(4);
});

test.each([
  [/^Target 2xx/, 3],
  [/^Target 4xx/, 3],
  [/^Target 5xx/, 3],
  [/p50/, 3],
  [/p95/, 3],
  [/p99/, 3],
  [/^Connections to pods/, 6],
  [/^Pods, as the health check/, 6],
])('%s shows every component', (title, series) => {
  expect(titled(title).properties.metrics).toHaveLength(series);
});

test('busyness stands against its target and saturation, pods against their most, certificates against the alarm', () => {
  expect(JSON.stringify(titled(/^Busyness/).properties.annotations)).toMatch(/"value":60.+"value":95/);
  expect(JSON.stringify(titled(/^Pods that publish/).properties.annotations)).toContain('"value":30');
  expect(JSON.stringify(titled(/^Certificate/).properties.annotations)).toContain('"value":21');
});

test('the alarms stand on top', () => {
  const status = all.find(({ type }) => type === 'alarm')!;
  expect(status.properties.alarms).toHaveLength(12);
  expect(status.y).toBeLessThan(titled(/^Requests a minute/).y);
});

test('the web ACL is found by its metric name, in the Region of the stack', () => {
  const metrics = JSON.stringify(titled(/^Requests$/).properties.metrics);
  expect(metrics).toContain('"WebACL","EmailAcl"');
  expect(metrics).toContain('"Region","<AWS::Region>"');
  expect(JSON.stringify(titled(/^Blocked, by rule/).properties.metrics)).toContain('SEARCH(');
});

test('without a web ACL there is no row for one', () => {
  expect(widgets(monitoredStack().stack).some(({ properties }) => properties.markdown?.startsWith('## 4'))).toBe(false);
});

test('no widget is wider than the dashboard, no two overlap', () => {
  const cells = new Set<string>();
  for (const { x, y, width, height } of all) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column++) {
      for (let row = y; row < y + height; row++) {
        expect(cells).not.toContain(`${column},${row}`);
        cells.add(`${column},${row}`);
      }
    }
  }
});

test('a load balancer and target groups of this stack, not attached yet, by reference', () => {
  const own = new Stack(new App(), 'Test');
  const vpc = ec2.Vpc.fromVpcAttributes(own, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
  });
  new PumaMonitoring(own, 'Monitoring', {
    serviceName: 'email',
    loadBalancer: new elbv2.ApplicationLoadBalancer(own, 'Edge', { vpc }),
    routes: [{ name: 'api', targetGroup: new elbv2.ApplicationTargetGroup(own, 'Api', { vpc, port: 8443 }) }],
    timing: Timing.derive(),
    alarms: PumaAlarms.none('Staging: nobody is on call for it'),
  });
  const metrics = JSON.stringify(
    widgets(own).find(({ properties }) => properties.title === 'Target 2xx')!.properties.metrics,
  );
  expect(metrics).toMatch(/"LoadBalancer","<Edge\w+>","TargetGroup","<Api\w+>"/);
});

test('a load balancer of another stack, without account and Region', () => {
  const app = new App();
  const platform = new Stack(app, 'Platform');
  const vpc = new ec2.Vpc(platform, 'Vpc', { maxAzs: 2 });
  const service = new Stack(app, 'Service');
  new PumaMonitoring(service, 'Monitoring', {
    serviceName: 'email',
    loadBalancer: new elbv2.ApplicationLoadBalancer(platform, 'Edge', { vpc }),
    routes: ['api', 'web'].map((name) => ({
      name,
      targetGroup: new elbv2.ApplicationTargetGroup(platform, name, { vpc, port: 8443 }),
    })),
    timing: Timing.derive(),
    alarms: PumaAlarms.none('Staging: nobody is on call for it'),
  });
  const [first, second] = widgets(service).find(({ properties }) => properties.title === 'Target 2xx')!.properties
    .metrics!;
  expect(first.slice(2, 4)).toEqual([
    'LoadBalancer',
    expect.stringMatching(/^<Platform:ExportsOutput.+LoadBalancerFullName/),
  ]);
  expect(second.slice(0, 5)).toEqual(['.', '.', '.', '.', '.']);
});

test('what a series shares with the one before it is a dot, unless they differ in kind', () => {
  const options = { stat: 'p95' };
  const reference = { 'Fn::GetAtt': ['Edge', 'LoadBalancerFullName'] };
  expect(
    compact([
      ['AWS/ELB', 'A', 'LoadBalancer', reference, options],
      ['AWS/ELB', 'B', 'LoadBalancer', reference, options],
      ['AWS/ELB', 'B', options],
      [{ expression: 'm1' }],
      ['AWS/ELB', 'B'],
      ['AWS/ELB', 'B', options],
    ]),
  ).toEqual([
    ['AWS/ELB', 'A', 'LoadBalancer', reference, options],
    ['.', 'B', '.', '.', options],
    ['AWS/ELB', 'B', options],
    [{ expression: 'm1' }],
    ['AWS/ELB', 'B'],
    ['.', '.', options],
  ]);
});

test('options that the graph has for all its series are left out', () => {
  const options = { stat: 'Sum', period: 60 };
  expect(
    compact([
      ['A', 'B', options],
      ['A', 'C', { ...options, label: 'C', period: 10 }],
    ]),
  ).toEqual([
    ['A', 'B'],
    ['.', 'C', { label: 'C', period: 10 }],
  ]);
});

test('the dashboard of three components stays small', () => {
  const body = JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(Buffer.byteLength(body)).toBeLessThan(22_000);
});
