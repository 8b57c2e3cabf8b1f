import { Stack } from 'aws-cdk-lib';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { PumaEdge } from '../../lib/edge/puma-edge';
import { RateKey } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import { existingVpc, LISTENER_CERTIFICATE } from '../support/platform';
import type { Mistake } from './mistake';
import { api, expectMistakeRefused, web } from './mistake';

const rule = (limit: number, windowSeconds?: number): RateRule =>
  RateRule.perIp({ name: 'rule', limit, windowSeconds });

/** Mistakes with hosts, ports and the edge. */
const mistakes: Mistake[] = [
  [
    'HostnameInvalid',
    'a hostname with an underscore',
    () => ({ components: [{ ...web, hostname: 'www_example.com' }] }),
  ],
  ['HostnameInvalid', 'a hostname in capitals', () => ({ components: [{ ...web, hostname: 'WWW.example.com' }] })],
  ['HostnameInvalid', 'a hostname of one label', () => ({ components: [{ ...web, hostname: 'www' }] })],
  [
    'HostnameInvalid',
    'a URL for a hostname',
    () => ({ components: [{ ...web, hostname: 'https://www.example.com' }] }),
  ],
  ['ComponentPortTwice', 'two components on one port', () => ({ components: [web, { ...api, port: 9292 }] })],
  [
    'ComponentHostTwice',
    'two components on one host',
    () => ({ components: [web, { ...api, hostname: 'www.example.com' }] }),
  ],
  ['ComponentNameTwice', 'two components of one name', () => ({ components: [web, { ...api, name: 'web' }] })],
  ['PortInvalid', 'a privileged port', () => ({ components: [{ ...web, port: 443 }] })],
  ['PortInvalid', 'a port beyond the last', () => ({ components: [{ ...web, port: 70_000 }] })],
  ['ProbePortTaken', 'a component on the probe port', () => ({ components: [{ ...web, port: 9190 }] })],
  ['ComponentCountInvalid', 'no component', () => ({ components: [] })],
  ['NameInvalid', 'a component name with a capital', () => ({ components: [{ ...web, name: 'Web' }] })],
  ['BacklogOverSomaxconn', 'a backlog over somaxconn', () => ({ components: [{ ...web, backlog: 8192 }] })],
  ['BacklogInvalid', 'no backlog at all', () => ({ components: [{ ...web, backlog: 0 }] })],
  ['RateLimitInvalid', 'a rate limit under 10', () => ({ components: [{ ...web, rateRules: [rule(9)] }] })],
  ['RateWindowInvalid', 'a window of 90 s', () => ({ components: [{ ...web, rateRules: [rule(100, 90)] }] })],
  [
    'TooManyRateRules',
    'an eleventh rate rule',
    () => ({
      components: [
        { ...web, rateRules: Array.from({ length: 11 }, (_, i) => RateRule.perIp({ name: `rule-${i}`, limit: 100 })) },
      ],
    }),
  ],
  [
    'RateKeyCountInvalid',
    'a sixth key',
    () => ({
      components: [
        {
          ...web,
          rateRules: [
            RateRule.custom({
              name: 'keys',
              limit: 100,
              keys: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => RateKey.header(name)),
            }),
          ],
        },
      ],
    }),
  ],
  [
    'CeilingWithoutPath',
    'a ceiling on no path',
    () => ({ components: [{ ...web, rateRules: [RateRule.ceiling({ name: 'c', limit: 100, paths: [] })] }] }),
  ],
  ['ListenerCertificatesMissing', 'no listener certificate', () => ({ listenerCertificates: [] })],
  [
    'ListenerCertificatesUnused',
    'listener certificates beside an edge',
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
      }),
      listenerCertificates: [LISTENER_CERTIFICATE],
    }),
  ],
  [
    'TimingDiffersFromEdge',
    "an idle timeout that is not the edge's",
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
      }),
      timing: { idleTimeoutSeconds: 120 },
    }),
  ],
  ['PriorityInvalid', 'a rule priority beyond the last', () => ({ components: [{ ...web, rulePriority: 50_001 }] })],
  [
    'PriorityTaken',
    'one rule priority twice',
    () => ({
      components: [
        { ...web, rulePriority: 7 },
        { ...api, rulePriority: 7 },
      ],
    }),
  ],
  [
    'HealthCheckPathInvalid',
    'a health check without a slash',
    () => ({ components: [{ ...web, healthCheckPath: 'up' }] }),
  ],
  [
    'ReasonMissing',
    'no logs for no reason',
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
        logs: EdgeLogs.none(''),
      }),
    }),
  ],
];

test.each(mistakes)('%s: %s', (code, _title, make) => expectMistakeRefused(code, make));
