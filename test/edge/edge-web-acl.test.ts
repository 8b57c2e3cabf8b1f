import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { expectRefusal } from '../support/refusal';
import { attributesOf, edgeAlone, edgeIn, LOAD_BALANCER, network } from './fixture';

describe('web ACL', () => {
  test('is put in front of the load balancer, and fails closed', () => {
    const { stack, vpc } = network();
    const webAcl = new PumaWebAcl(stack, 'WebAcl');
    const edge = edgeIn(stack, vpc, { webAcl });
    expect(edge.requireWebAcl('components[0].rateRules')).toBe(webAcl);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { Ref: Match.stringLikeRegexp('^EdgeLoadBalancer') },
      WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'Arn'] },
    });
    const attributes = attributesOf(template, LOAD_BALANCER, 'LoadBalancerAttributes');
    expect(attributes['waf.fail_open.enabled']).toBe('false');
  });

  test('may be put there by another, and still takes rate rules', () => {
    const { stack, vpc } = network();
    const webAcl = new PumaWebAcl(stack, 'WebAcl');
    const edge = edgeIn(stack, vpc, { webAcl, associateWebAcl: false });
    expect(edge.requireWebAcl('components[0].rateRules')).toBe(webAcl);
    Template.fromStack(stack).resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  test('may be one that exists', () => {
    const { stack, vpc } = network();
    const arn = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shared/11111111-2222-3333-4444-555555555555';
    edgeIn(stack, vpc, { webAcl: PumaWebAcl.fromWebAclArn(stack, 'WebAcl', arn) });
    Template.fromStack(stack).hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: arn });
  });

  test('protects two edges, in stacks of their own', () => {
    const { app, stack, vpc } = network();
    const webAcl = new PumaWebAcl(stack, 'WebAcl');
    for (const name of ['A', 'B']) edgeIn(new Stack(app, name), vpc, { webAcl });
    app.synth();
    const associations = app.node.findAll().filter((child) => child instanceof wafv2.CfnWebACLAssociation);
    expect(associations).toHaveLength(2);
  });

  test('is refused to rate rules where there is none', () => {
    const { edge } = edgeAlone();
    expect(expectRefusal(() => edge.requireWebAcl('components[2].rateRules'), 'EdgeHasNoWebAcl').path).toBe(
      'components[2].rateRules',
    );
  });
});
