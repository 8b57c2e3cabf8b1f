const { resolve } = require('node:path');
const { openRun } = require('./scratch');

/** A run's own temporary folder, and the issuer's bundle from the sources as they are: no test meets an old one. */
module.exports = async () => {
  openRun();
  const { buildIssuer } = await import('../../scripts/build-issuer.mjs');
  await buildIssuer(resolve(__dirname, '..', '..'));
};
