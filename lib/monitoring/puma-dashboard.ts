import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CompactGraph } from './compact-graph';
import type { LoadBalancerMetricName, LoadBalancerMetrics, TargetMetricName } from './load-balancer-metrics';
import { webAclByRule, webAclMetric } from './load-balancer-metrics';
import type { Meaning, MeaningFigures, Meanings } from './meanings';
import { asMarkdown } from './meanings';
import type { MonitoredRoute } from './monitored-route';
import type { PumaMetrics } from './puma-metrics';

/** What the dashboard shows. */
export interface DashboardContext {
  readonly figures: MeaningFigures;
  readonly meanings: Meanings;
  readonly edge: LoadBalancerMetrics;
  readonly puma: PumaMetrics;
  readonly routes: readonly MonitoredRoute[];
  readonly alarms: readonly cloudwatch.IAlarm[];
  /** Why there are no alarms; absent when there are. */
  readonly noAlarmsReason?: string;
  /** Whether pods publish what Puma's graphs show. */
  readonly podMetrics: boolean;
  readonly saturatedBusyness: number;
  readonly certificateDays: number;
  readonly webAclMetricName?: string;
}

const WIDTH = 24;
const COLORS = { bad: cloudwatch.Color.RED, aim: cloudwatch.Color.GREEN, warn: cloudwatch.Color.ORANGE };

const UNKNOWN_EDGE =
  "## 1 and 2 Load balancer and targets\n\nThe cluster's controller makes the load balancer, under an id that this dashboard cannot know. Its metrics are in CloudWatch under AWS/ApplicationELB; its logs tell its own errors (elb_status_code) from the application's (target_status_code).";

/** The rows of the dashboard, in the order in which a request meets what they show. */
export function dashboardRows(context: DashboardContext): cloudwatch.IWidget[][] {
  return [
    ...header(context),
    ...(context.edge.exist ? [...edgeRows(context), ...targetRows(context)] : [[text(UNKNOWN_EDGE, 3)]]),
    ...pumaRows(context),
    ...webAclRows(context),
  ];
}

function header({ figures, alarms, noAlarmsReason }: DashboardContext): cloudwatch.IWidget[][] {
  const lines = [
    `# ${figures.serviceName}`,
    'Top to bottom is the way of a request: load balancer, its targets, Puma, and at the end what the web ACL held back. Errors of the load balancer (ELB) and of the application (Target) are apart on purpose: they have different causes and different cures.',
    noAlarmsReason === undefined
      ? 'What to do first is said by each alarm.'
      : `**There are no alarms:** ${noAlarmsReason}`,
  ];
  const rows: cloudwatch.IWidget[][] = [[text(lines.join('\n\n'), 4)]];
  if (alarms.length > 0) {
    const height = 1 + Math.ceil(alarms.length / 4);
    rows.push([new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height })]);
  }
  return rows;
}

function edgeRows(context: DashboardContext): cloudwatch.IWidget[][] {
  const { edge, meanings } = context;
  const code = (status: '500' | '502' | '503' | '504', meaning: Meaning): cloudwatch.IWidget =>
    graph(meaning.title, [edge.sum(`HTTPCode_ELB_${status}_Count`, { label: `ELB ${status}`, color: COLORS.bad })], 6);
  const sum = (name: LoadBalancerMetricName, label: string): cloudwatch.Metric => edge.sum(name, { label });
  return [
    [section('1 Load balancer', [meanings.elb500, meanings.elb502, meanings.elb503, meanings.elb504], context)],
    [
      graph('Requests a minute', [sum('RequestCount', 'Requests')], 12),
      graph(
        'Connections',
        [
          sum('ActiveConnectionCount', 'Active'),
          sum('RejectedConnectionCount', 'Rejected'),
          sum('ClientTLSNegotiationErrorCount', "Clients' TLS errors"),
        ],
        12,
      ),
    ],
    [
      code('500', meanings.elb500),
      code('502', meanings.elb502),
      code('503', meanings.elb503),
      code('504', meanings.elb504),
    ],
  ];
}

function targetRows(context: DashboardContext): cloudwatch.IWidget[][] {
  const { edge, routes, meanings } = context;
  const byRoute = (name: TargetMetricName, options: cloudwatch.MetricOptions = {}, suffix = ''): cloudwatch.Metric[] =>
    routes.map((route) => edge.target(route.targetGroup, name, { ...options, label: `${route.name}${suffix}` }));
  const explained = [meanings.target5xx, meanings.targetConnections, meanings.unhealthyHosts, meanings.noHealthyHosts];
  const count = { statistic: cloudwatch.Stats.MAXIMUM };
  return [
    [section('2 Targets', explained, context)],
    [
      graph('Target 2xx', byRoute('HTTPCode_Target_2XX_Count'), 8),
      graph('Target 4xx', byRoute('HTTPCode_Target_4XX_Count'), 8),
      graph('Target 5xx: answered by the application', byRoute('HTTPCode_Target_5XX_Count'), 8),
    ],
    ['p50', 'p95', 'p99'].map((percentile) =>
      graph(`Response time ${percentile}, in seconds`, byRoute('TargetResponseTime', { statistic: percentile }), 8),
    ),
    [
      graph(
        'Connections to pods that failed',
        [
          ...byRoute('TargetConnectionErrorCount', {}, ' connect'),
          ...byRoute('TargetTLSNegotiationErrorCount', {}, ' TLS'),
        ],
        12,
      ),
      graph(
        'Pods, as the health check sees them',
        [...byRoute('HealthyHostCount', count, ' healthy'), ...byRoute('UnHealthyHostCount', count, ' unhealthy')],
        12,
      ),
    ],
  ];
}

function pumaRows(context: DashboardContext): cloudwatch.IWidget[][] {
  const { puma, meanings, figures, saturatedBusyness, certificateDays } = context;
  if (!context.podMetrics) {
    return [[text("## 3 Puma\n\nThe pods publish nothing to CloudWatch: look for Puma's figures in Prometheus.", 2)]];
  }
  const explained = [meanings.saturated, meanings.silent, meanings.certificate, meanings.certificateRefused];
  const hour = { period: Duration.hours(1), label: 'Days left' };
  return [
    [section('3 Puma', explained, context)],
    [
      graph('Busyness of the threads, in percent', [puma.busyness()], 12, [
        { value: figures.targetBusyness, label: 'Target', color: COLORS.aim },
        { value: saturatedBusyness, label: 'Saturated', color: COLORS.bad },
      ]),
      graph('Threads', [puma.maxThreads(), puma.busyThreads(), puma.poolCapacity()], 6),
      graph('Requests waiting in Puma', [puma.backlog()], 6),
    ],
    [
      graph('Requests served a minute', [puma.requests({ label: 'Requests served' })], 6),
      graph(
        'Pods that publish',
        [puma.pods()],
        6,
        figures.maxPods === undefined ? [] : [{ value: figures.maxPods, label: 'At most', color: COLORS.warn }],
      ),
      graph('Certificate, days left', [puma.certificateDaysLeft(hour)], 6, [
        { value: certificateDays, label: 'Alarm', color: COLORS.bad },
      ]),
      graph('Metric points that pods could not send', [puma.droppedPoints({ label: 'Points lost' })], 6),
    ],
  ];
}

function webAclRows({ webAclMetricName: webAcl }: DashboardContext): cloudwatch.IWidget[][] {
  if (webAcl === undefined) return [];
  const means =
    '## 4 Web ACL\n\nRequests that were blocked never reached a pod: clients got 403, or 429 from a rate rule. Rules begin in count mode: what they count is what they would block.';
  return [
    [text(means, 2)],
    [
      graph(
        'Requests',
        [
          webAclMetric('AllowedRequests', webAcl, 'Allowed'),
          webAclMetric('BlockedRequests', webAcl, 'Blocked'),
          webAclMetric('CountedRequests', webAcl, 'Counted'),
        ],
        8,
      ),
      graph('Blocked, by rule', [webAclByRule('BlockedRequests', webAcl)], 8),
      graph('Counted, by rule', [webAclByRule('CountedRequests', webAcl)], 8),
    ],
  ];
}

/** What the graphs below it mean; with what to do first where no alarm says it. */
function section(title: string, list: readonly Meaning[], { alarms }: DashboardContext): cloudwatch.TextWidget {
  const withFirst = alarms.length === 0;
  return text(`## ${title}\n\n${asMarkdown(list, withFirst)}`, withFirst ? 7 : 5);
}

function text(markdown: string, height: number): cloudwatch.TextWidget {
  return new cloudwatch.TextWidget({
    markdown,
    width: WIDTH,
    height,
    background: cloudwatch.TextWidgetBackground.TRANSPARENT,
  });
}

function graph(
  title: string,
  left: cloudwatch.IMetric[],
  width: number,
  leftAnnotations: cloudwatch.HorizontalAnnotation[] = [],
): CompactGraph {
  return new CompactGraph({
    title,
    left,
    leftAnnotations,
    leftYAxis: { min: 0, showUnits: false },
    width,
    height: 6,
    liveData: false,
  });
}
