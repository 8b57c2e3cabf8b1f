import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnResource } from 'aws-cdk-lib';
import { App } from 'aws-cdk-lib';
import { readyStack } from '../../bin/config/ready-stack';

const root = join(__dirname, '..', '..');
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

// The one suite with aws-cdk-lib's template validation on; everywhere else it costs seconds a synth.
beforeAll(() => {
  process.env.CDK_VALIDATION = 'true';
});

/** What aws-cdk-lib finds in the e-mail stack, under the flags that it recommends; acknowledged findings left out. */
function findings(spoil?: (app: App) => void): string[] {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = new App({ context });
  readyStack(app, join(root, 'examples', 'email', 'config.yaml'));
  spoil?.(app);
  app.synth();
  printed.mockRestore();
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { violations: { ruleName: string; description: string }[] }[];
  };
  return report.pluginReports.flatMap(({ violations }) =>
    violations.map((one) => `${one.ruleName} ${one.description}`),
  );
}

test("aws-cdk-lib's own validation finds nothing in the e-mail stack", () => {
  expect(findings()).toEqual([]);
});

test('and it would find something', () => {
  const spoil = (app: App): void => {
    const resource = app.node.findAll().find(({ node }) => node.path.endsWith('Edge/LoadBalancer/Resource'));
    (resource as CfnResource).addPropertyOverride('Type', 'spaceship');
  };
  expect(findings(spoil)).toEqual([expect.stringContaining("'spaceship' is not one of")]);
});
