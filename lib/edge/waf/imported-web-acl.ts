import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ifKnown } from '../../known';
import { refuse } from '../../model/errors';
import type { IPumaWebAcl } from '../puma-web-acl-props';
import type { RateRule } from '../rate-rule';

/** A web ACL that something else made. */
export class ImportedWebAcl extends Construct implements IPumaWebAcl {
  constructor(
    scope: Construct,
    id: string,
    public readonly webAclArn: string,
  ) {
    super(scope, id);
    ifKnown(webAclArn, (arn) => {
      if (/^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/.test(arn)) return;
      refuse({
        code: 'WebAclArnInvalid',
        path: 'PumaWebAcl.fromWebAclArn(webAclArn)',
        given: arn,
        allowed: 'arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>',
        why: 'a load balancer is protected by a web ACL of scope REGIONAL, and by no other kind of resource',
      });
    });
  }

  public addRateRule(rule: RateRule): void {
    refuse({
      code: 'RateRuleOnImportedWebAcl',
      path: `rateRules[${rule.name}]`,
      given: this.webAclArn,
      allowed: 'rate rules on a PumaWebAcl that this app makes, or no rate rules',
      why: 'CloudFormation changes only what it made: the rule would be missing from the web ACL without anyone noticing',
    });
  }

  /** Its rules are not ours to check. */
  public addProgramPaths(): void {
    return;
  }

  public associate(id: string, resourceArn: string): wafv2.CfnWebACLAssociation {
    return new wafv2.CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn });
  }
}
