// `npm run synth`: the whole stack into cdk.out/, without AWS credentials and without asking anything on the network.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
const { status } = spawnSync(process.execPath, [cdk, 'synth', '--quiet', '--no-notices', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  // The CLI would otherwise look for an account at the instance metadata service, and wait for it.
  env: { AWS_EC2_METADATA_DISABLED: 'true', ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
});
if (status !== 0) process.exit(status ?? 1);

const out = join(root, 'cdk.out');
for (const file of readdirSync(out).filter((name) => name.endsWith('.template.json'))) {
  const text = readFileSync(join(out, file), 'utf8');
  const resources = Object.keys(JSON.parse(text).Resources ?? {}).length;
  console.log(`cdk.out/${file}: ${resources} resources, ${(text.length / 1024).toFixed(0)} KB`);
}
