import { connect } from 'node:tls';

/** What a server showed. */
export interface Peer {
  readonly protocol: string | null;
  readonly pem: string;
}

/** One TLS handshake on loopback, over a new connection. */
export async function handshake(port: number, version?: 'TLSv1.2' | 'TLSv1.3'): Promise<Peer> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: '127.0.0.1', port, minVersion: version, maxVersion: version, rejectUnauthorized: false },
      () => {
        const der = socket.getPeerCertificate().raw.toString('base64');
        const pem = `-----BEGIN CERTIFICATE-----\n${(der.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----`;
        resolve({ protocol: socket.getProtocol(), pem });
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}
