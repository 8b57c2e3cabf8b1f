import fc from 'fast-check';

// Properties are tried on the same values in every run.
fc.configureGlobal({ seed: 20_260_101 });

// aws-cdk-lib validates every template at each synth (2-3 s, 330 MiB); one suite, test/integration/validation.test.ts, has it on.
process.env.CDK_VALIDATION ??= 'false';
// No test may reach a real account by accident.
process.env.AWS_EC2_METADATA_DISABLED = 'true';
for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
  delete process.env[name];
}
