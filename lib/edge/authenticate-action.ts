import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** An action that CDK has for constructs alone, from plain data: a configuration file has no user pool to refer to. */
export class AuthenticateAction extends elbv2.ListenerAction {
  constructor(action: elbv2.CfnListenerRule.ActionProperty, next: elbv2.ListenerAction) {
    super({ type: action.type }, next);
    this.addRuleAction(action);
  }
}
