import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { RateRule } from '../../lib/edge/rate-rule';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { PumaService } from '../../lib/puma-service';
import { renderedManifests } from '../support/kubernetes-api';
import { existingCluster, smallProps } from '../support/platform';

/** The e-mail service's shape, alone in a stack, on a cluster and behind an edge of another. */
function serviceStack(): Stack {
  const app = new App();
  const platform = new Stack(app, 'Platform');
  const cluster = existingCluster(platform);
  const { edge } = new PumaService(platform, 'Other', smallProps(platform, { cluster }));
  const stack = new Stack(app, 'Service');
  new PumaService(
    stack,
    'Email',
    smallProps(stack, {
      cluster,
      edge,
      components: [
        { name: 'api', hostname: 'api.example.com', port: 9292 },
        { name: 'web', hostname: 'web.example.com', port: 9293 },
        {
          name: 'tracking',
          hostname: 't.example.com',
          port: 9294,
          backlog: 4096,
          rateRules: [RateRule.perAsn({ name: 'isp-scanner', paths: ['/c/'], limit: 3000 })],
        },
      ],
      asherah: { serviceName: 'email', productId: 'delivery', multiRegion: true },
      alarms: PumaAlarms.notify([new sns.Topic(platform, 'OnCall')]),
    }),
  );
  return stack;
}

test('one service of three components keeps to its budget', () => {
  const stack = serviceStack();
  const template = Template.fromStack(stack);
  const json = template.toJSON() as { Resources: object };
  const resources = Object.keys(json.Resources).length;
  // As CDK writes it into cdk.out/.
  const kilobytes = JSON.stringify(json, null, 1).length / 1024;
  const manifests = renderedManifests(template);
  const largest = Math.max(...manifests.map(({ bytes }) => bytes)) / 1024;
  console.log(
    `One service: ${resources} resources (at most 60), a template of ${kilobytes.toFixed(1)} KB (under 120), ` +
      `${manifests.length} manifests, the largest ${largest.toFixed(1)} KB (under 64)`,
  );
  expect(resources).toBeLessThanOrEqual(60);
  expect(kilobytes).toBeLessThan(120);
  expect(largest).toBeLessThan(64);
});
