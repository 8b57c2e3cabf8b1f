import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { RequestPart, Statement } from './statement';

/** A statement in CloudFormation's words. */
export function renderStatement(statement: Statement): CfnWebACL.StatementProperty {
  switch (statement.kind) {
    case 'bytes':
      return {
        byteMatchStatement: {
          fieldToMatch: renderPart(statement.field),
          positionalConstraint: statement.position,
          searchString: statement.text,
          textTransformations: renderTransformations(statement.transformations),
        },
      };
    case 'regex':
      return {
        regexMatchStatement: {
          fieldToMatch: renderPart(statement.field),
          regexString: statement.pattern,
          textTransformations: renderTransformations(statement.transformations),
        },
      };
    case 'asn':
      return { asnMatchStatement: { asnList: [...statement.numbers], forwardedIpConfig: statement.forwardedIp } };
    case 'country':
      return {
        geoMatchStatement: { countryCodes: [...statement.codes], forwardedIpConfig: statement.forwardedIp },
      };
    case 'label':
      return { labelMatchStatement: { scope: statement.scope, key: statement.key } };
    case 'ipSet':
      return { ipSetReferenceStatement: { arn: statement.arn, ipSetForwardedIpConfig: statement.forwardedIp } };
    case 'all':
      return { andStatement: { statements: statement.of.map(renderStatement) } };
    case 'any':
      return { orStatement: { statements: statement.of.map(renderStatement) } };
    case 'not':
      return { notStatement: { statement: renderStatement(statement.of) } };
  }
}

/** Transformations in the order given; AWS WAF wants at least one, and `NONE` is the word for none. */
export function renderTransformations(given: readonly string[]): CfnWebACL.TextTransformationProperty[] {
  return (given.length > 0 ? given : ['NONE']).map((type, priority) => ({ priority, type }));
}

function renderPart(field: RequestPart): CfnWebACL.FieldToMatchProperty {
  switch (field.part) {
    case 'header':
      return { singleHeader: { Name: field.name } };
    case 'cookie':
      // CONTINUE looks at the first 8 KB: neither a flood of cookies nor its absence buys an exemption.
      return {
        cookies: { matchPattern: { includedCookies: [field.name] }, matchScope: 'KEY', oversizeHandling: 'CONTINUE' },
      };
    case 'path':
      return { uriPath: {} };
    case 'method':
      return { method: {} };
  }
}
