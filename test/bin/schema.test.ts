import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { checkForm } from '../../bin/config/check';
import { ConfigurationSource } from '../../bin/config/source';
import { SCHEMA_FILE, STARTER_FILE } from '../../bin/package-root';
import type { JsonSchema } from '../../scripts/generated-schema';
import { configurationSchema } from '../../scripts/generated-schema';
import { problemsOf, SMALL } from './configuration';

const schema = configurationSchema();

test('the schema that ships is what `npm run schema` writes', () => {
  expect(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).toEqual(schema);
});

test('it is a strict JSON Schema of draft 7', () => {
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(() => new Ajv({ strict: true }).compile(schema)).not.toThrow();
});

test('every key has a title and a description, and no object takes keys that nobody knows', () => {
  const bare: string[] = [];
  visit(schema, '', ({ properties = {}, additionalProperties, type }, path) => {
    if (type === 'object' && additionalProperties === undefined) bare.push(path);
    for (const [key, { title, description }] of Object.entries(properties)) {
      if (!title || !description) bare.push(`${path}.${key}`);
    }
  });
  expect(bare).toEqual([]);
});

test('defaults, units and choices come from the props', () => {
  const service = schema.properties!.service.properties!;
  expect(service.timing.properties!.idleTimeoutSeconds).toMatchObject({
    title: 'Idle timeout (seconds)',
    type: 'number',
    default: 60,
    description: expect.stringContaining("Default: 60, the ALB's own default"),
  });
  expect(service.pod.properties!.writablePaths.default).toEqual(['/tmp']);
  expect(service.components.items!.properties!.rateRules.items).toEqual({
    $ref: '#/definitions/RateRuleConfiguration',
  });
  const { perIp } = schema.definitions!.RateRuleConfiguration.properties!;
  expect(perIp.properties!.mode).toMatchObject({
    enum: ['COUNT', 'BLOCK', 'CHALLENGE', 'CAPTCHA'],
    default: 'COUNT',
  });
  expect(service.timing.description).not.toContain('Throws');
});

const examples = readdirSync(join(__dirname, '..', '..', 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ya?ml|json)$/.test(file))
  .map((file) => join(__dirname, '..', '..', 'examples', file));

test.each([...examples, STARTER_FILE])('%s has the right form, and tells editors of the schema', (file) => {
  expect(() => checkForm(ConfigurationSource.read(file))).not.toThrow();
  const [, named] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, 'utf8'))!;
  expect(join(file, '..', named)).toBe(SCHEMA_FILE);
});

test('a configuration may be written as JSON, indented by tabs', () => {
  const data = ConfigurationSource.parse('a.yaml', SMALL).data;
  const source = ConfigurationSource.parse('a.json', JSON.stringify(data, null, '\t'));
  expect(source.data).toEqual(data);
  expect(() => checkForm(source)).not.toThrow();
});

function visit(node: JsonSchema, path: string, use: (node: JsonSchema, path: string) => void): void {
  use(node, path);
  for (const [name, definition] of Object.entries(node.definitions ?? {})) visit(definition, `#${name}`, use);
  for (const [key, child] of Object.entries(node.properties ?? {})) visit(child, `${path}.${key}`, use);
  if (node.items) visit(node.items, `${path}[]`, use);
  node.anyOf?.forEach((choice) => visit(choice, path, use));
}

test('the starter is valid too with what it offers for a VPC and a cluster that exist', () => {
  const starter = readFileSync(STARTER_FILE, 'utf8');
  const [own, offered] = starter.split(/^# A new VPC and a new EKS cluster.*\n/m);
  const existing = own.slice(0, own.indexOf('# 6.')) + offered.replace(/^# /gm, '');
  expect(problemsOf(existing)).toEqual([]);
});
