import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PumaService } from '../lib/puma-service';
import { RateRule } from '../lib/edge/rate-rule';
import { existingCluster, smallProps } from './support/platform';

test('two services share one edge, one cluster and one port', () => {
  const stack = new Stack(new App(), 'Test');
  const cluster = existingCluster(stack);
  const first = new PumaService(stack, 'Shop', smallProps(stack, { cluster }));
  new PumaService(
    stack,
    'Blog',
    smallProps(stack, {
      cluster,
      edge: first.edge,
      components: [
        {
          name: 'web',
          hostname: 'blog.example.com',
          port: 9292,
          rateRules: [RateRule.perIp({ name: 'one-address', limit: 600 })],
        },
      ],
      loadBalancerAlarms: false,
    }),
  );
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
  template.resourceCountIs('AWS::WAFv2::WebACL', 1);
  template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 2);
  template.hasResourceProperties('AWS::WAFv2::WebACL', {
    Rules: [Match.objectLike({ Name: 'blog-web-one-address' })],
  });
});

test('two services in stacks of their own share the edge of a third', () => {
  const app = new App();
  const platform = new Stack(app, 'Platform');
  const cluster = existingCluster(platform);
  const owner = new PumaService(platform, 'Shop', smallProps(platform, { cluster }));
  const tenant = new Stack(app, 'Tenant');
  new PumaService(
    tenant,
    'Blog',
    smallProps(tenant, {
      cluster,
      edge: owner.edge,
      components: [{ name: 'web', hostname: 'blog.example.com', port: 9292 }],
    }),
  );
  expect(() => app.synth()).not.toThrow();
  Template.fromStack(tenant).resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 1);
});
