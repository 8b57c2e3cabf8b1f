// Loads the SDK's client for Secrets Manager, or the issuer's bundle, which loads it too; prints the milliseconds it took.
const { join } = require('node:path');

process.env.AWS_REGION = 'eu-west-1';
const what = {
  sdk: '@aws-sdk/client-secrets-manager',
  bundle: join(__dirname, '..', '..', 'dist', 'runtime', 'certificate-issuer', 'index.js'),
}[process.argv[2]];
const begin = process.hrtime.bigint();
require(what);
console.log(Number(process.hrtime.bigint() - begin) / 1e6);
