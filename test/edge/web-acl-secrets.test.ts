import { RateKey } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import { expectRefusal } from '../support/refusal';
import { propertiesOf, templateOf, webAcl } from './waf/web-acl';

describe('secrets in what AWS WAF shows', () => {
  it('are replaced in logs, samples and the keys of rate rules', () => {
    const acl = webAcl({ secretHeaders: ['X-Api-Key', 'Cookie'], secretQueryArguments: ['token'] });
    acl.addRateRule(RateRule.custom({ name: 'session', limit: 100, keys: [RateKey.cookie('sid'), RateKey.uriPath()] }));
    const kept = { Action: 'SUBSTITUTION', ExcludeRateBasedDetails: false, ExcludeRuleMatchDetails: false };
    expect(propertiesOf(acl).DataProtectionConfig).toEqual({
      DataProtections: [
        { Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie', 'x-api-key'] }, ...kept },
        { Field: { FieldType: 'SINGLE_COOKIE', FieldKeys: ['sid'] }, ...kept },
        { Field: { FieldType: 'SINGLE_QUERY_ARGUMENT', FieldKeys: ['token'] }, ...kept },
      ],
    });
    templateOf(acl).hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: ['authorization', 'cookie', 'x-api-key'].map((Name) => ({ SingleHeader: { Name } })),
    });
  });

  it('are credentials at least', () => {
    expect(propertiesOf(webAcl()).DataProtectionConfig).toMatchObject({
      DataProtections: [{ Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie'] } }],
    });
  });

  it('have names that a header or argument can have', () => {
    expect(expectRefusal(() => webAcl({ secretHeaders: ['x api'] }), 'WafFieldNameInvalid').path).toBe(
      'secretHeaders[0]',
    );
    expect(expectRefusal(() => webAcl({ secretQueryArguments: [''] }), 'WafFieldNameInvalid').path).toBe(
      'secretQueryArguments[0]',
    );
  });

  it('are as many as AWS WAF takes: it redacts a hundred fields, the path and the query string among them', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `x-secret-${i}`);
    expect(() => webAcl({ secretHeaders: names(98), secretQueryArguments: names(100) })).not.toThrow();
    const { message } = expectRefusal(
      () => webAcl({ secretHeaders: names(97), redactPath: true, redactQueryString: true }),
      'TooManySecrets',
    );
    expect(message).toContain('97 + 2 (authorization, cookie) + path + query string = 101');
    expect(expectRefusal(() => webAcl({ secretQueryArguments: names(101) }), 'TooManySecrets').path).toBe(
      'secretQueryArguments',
    );
  });
});
