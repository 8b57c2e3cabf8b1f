import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';

/** Loads a secret's text into Node's TLS server and shakes hands with it: answers with the fingerprint that it serves. */
export async function served(text: string, hostname: string): Promise<string> {
  const { cert, key } = JSON.parse(text) as { cert: string; key: string };
  const server = createServer({ cert, key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<string>((resolve, reject) => {
      const socket = connect(
        {
          host: '127.0.0.1',
          port: (server.address() as AddressInfo).port,
          servername: hostname,
          // The last of the chain is what vouches for it.
          ca: cert.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)?.at(-1),
        },
        () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.end();
        },
      );
      socket.on('error', reject);
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
