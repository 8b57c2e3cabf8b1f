import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../model/errors';

/** Where the bundle lies: beside the compiled library, and from the sources in what the build made. */
const PLACES = [
  join(__dirname, '..', 'runtime', 'certificate-issuer'),
  join(__dirname, '..', '..', 'dist', 'runtime', 'certificate-issuer'),
];

/** Folder with the certificate issuer's bundle, `index.js` with its `handler`, and nothing to build at synth. */
export function issuerCode(): string {
  const found = PLACES.find((folder) => existsSync(join(folder, 'index.js')));
  return (
    found ??
    refuse({
      code: 'IssuerBundleMissing',
      path: 'CertificateIssuer',
      given: 'a library without dist/runtime/certificate-issuer/index.js',
      allowed: 'the published package, or its sources after `npm run build:issuer`',
      why: "the function's code is built with the library, so that synth needs neither network nor compiler",
    })
  );
}
