import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { TextTransformation } from '../../lib/edge/text-transformation';
import { exampleStack } from '../support/example';
import { Moto } from '../support/moto';
import { asApi, wafCall } from '../support/moto-waf';
import { tool } from '../support/tools';
import type { Json } from '../support/waf-request';
import { WEB_ACLS } from '../support/web-acl-matrix';

const stack = new Stack(new App(), 'Matrix');
for (const [id, props] of Object.entries(WEB_ACLS)) new PumaWebAcl(stack, id, props);
const template = Template.fromStack(stack);
const propertiesOf = (type: string): Json[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties as Json);

test('cfn-lint has no error on web ACLs that have every option', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-'));
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(template.toJSON()));
  const { error, stdout = '' } = lint(file);
  rmSync(folder, { recursive: true });
  expect({ error, stdout }).toEqual({ error: false, stdout: '' });
});

function lint(file: string): { readonly error: boolean; readonly stdout?: string } {
  try {
    const args = ['--ignore-checks', 'W', '--regions', 'us-west-2', '--', file];
    return { error: false, stdout: execFileSync(tool('cfn-lint'), args, { encoding: 'utf8' }) };
  } catch (error) {
    return { error: true, stdout: (error as { stdout: string }).stdout };
  }
}

/** What AWS's own API model finds in inputs of an operation of AWS WAF. */
function findings(operation: string, inputs: readonly Json[]): string[] {
  const script = join(__dirname, '..', 'support', 'aws_api_input.py');
  const found = execFileSync(tool('python'), [script, 'wafv2', operation], {
    encoding: 'utf8',
    input: JSON.stringify(inputs),
  });
  return (JSON.parse(found) as string[][]).flat();
}

test("AWS's API takes the web ACLs: every name, type, enum, pattern and length", () => {
  const inputs = propertiesOf('AWS::WAFv2::WebACL').map(asApi);
  expect(inputs).toHaveLength(Object.keys(WEB_ACLS).length);
  expect(findings('CreateWebACL', inputs)).toEqual([]);
});

test("AWS's API takes the logging configurations", () => {
  const arn = 'arn:aws:wafv2:us-west-2:111122223333:regional/webacl/a/11111111-2222-3333-4444-555555555555';
  const inputs = propertiesOf('AWS::WAFv2::LoggingConfiguration').map((given) => ({
    LoggingConfiguration: { ...given, ResourceArn: arn, LogDestinationConfigs: [arn] },
  }));
  expect(inputs).toHaveLength(Object.keys(WEB_ACLS).length - 1);
  expect(findings('PutLoggingConfiguration', inputs)).toEqual([]);
});

test('every text transformation that is offered is one of the API', () => {
  const script =
    "import json; from botocore.session import get_session as s; m = s().get_service_model('wafv2'); " +
    "print(json.dumps(m.shape_for('TextTransformationType').enum))";
  const known = JSON.parse(execFileSync(tool('python'), ['-c', script], { encoding: 'utf8' })) as string[];
  // NONE is what we render where there is none.
  const offered = [...Object.values<string>(TextTransformation), 'NONE'];
  console.log(`The API has these beside: ${known.filter((type) => !offered.includes(type)).join(', ') || 'none'}`);
  expect(known).toEqual(expect.arrayContaining(offered));
});

test('the API model does find what is wrong', () => {
  const wrong = { Name: 'a b', Scope: 'GLOBAL', DefaultAction: {}, Rules: [{ Nome: 'x' }] };
  expect(findings('CreateWebACL', [wrong]).join('\n')).toMatch(
    /Name: a b does not match.*Scope: GLOBAL is none of.*Nome: unknown/s,
  );
});

describe('a stand-in for AWS WAF', () => {
  let moto: Moto;
  beforeAll(async () => (moto = await Moto.start()));
  afterAll(() => moto.stop());

  test("makes the web ACLs, the e-mail service's among them, and gives them back as they were", async () => {
    const email = Template.fromStack(exampleStack('email')).findResources('AWS::WAFv2::WebACL');
    const given = [...propertiesOf('AWS::WAFv2::WebACL'), ...Object.values(email).map(({ Properties }) => Properties)];
    const dropped = new Set<string>();
    for (const [i, properties] of given.entries()) {
      const input = asApi({ ...properties, Name: `acl-${i}` });
      const { Summary } = await wafCall(moto.url, 'CreateWebACL', input);
      const { Name, Scope } = input;
      const { WebACL } = await wafCall(moto.url, 'GetWebACL', { Name, Scope, Id: Summary.Id });
      const names = Object.keys(input).filter((name) => name !== 'Scope');
      const kept = names.filter((name) => WebACL[name] !== undefined);
      names.filter((name) => !kept.includes(name)).forEach((name) => dropped.add(name));
      expect(present(picked(WebACL, kept))).toEqual(present(picked(input, kept)));
    }
    console.log(`The stand-in does not keep: ${[...dropped].sort().join(', ')}`);
    expect(given).toHaveLength(Object.keys(WEB_ACLS).length + 1);
    expect([...dropped].sort()).toEqual(['DataProtectionConfig', 'OnSourceDDoSProtectionConfig']);
  });
});

function picked(given: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** What is there: the stand-in answers null for what it was not given. */
function present(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, member: unknown) => member ?? undefined)) as unknown;
}
