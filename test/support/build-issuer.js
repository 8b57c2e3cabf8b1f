/** The issuer's bundle, built from the sources as they are: a moment's work, and no test meets an old one. */
module.exports = async () => {
  const { buildIssuer } = await import('../../scripts/build-issuer.mjs');
  await buildIssuer(require('node:path').resolve(__dirname, '..', '..'));
};
