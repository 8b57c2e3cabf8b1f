import { Duplex } from 'node:stream';
import { TLSSocket, connect, createSecureContext } from 'node:tls';
import type { SecureVersion } from 'node:tls';
import { signsItself, readChain } from './chain';
import { IssuerError } from './issuer-error';
import type { Pair } from './pair';

/** Milliseconds that one handshake in memory may take; it takes about five. */
const PATIENCE = 5000;

/** Real TLS handshakes in process, as Puma and a load balancer would have them, in both versions that Puma offers. */
export async function handshakes(pair: Pair, hostname: string): Promise<void> {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) await handshake(pair, hostname.replace('*', 'any'), version);
}

async function handshake(pair: Pair, servername: string, version: SecureVersion): Promise<void> {
  const chain = readChain(pair.cert) ?? [];
  const top = chain[chain.length - 1];
  const [near, far] = pipe();
  const server = new TLSSocket(far, { isServer: true, secureContext: secureContext(pair) });
  const client = connect({
    socket: near,
    servername,
    ca: [top.toString()],
    // A chain may be without its root: what is above its top is not ours to prove.
    allowPartialTrustChain: true,
    minVersion: version,
    maxVersion: version,
    // A leaf alone, signed by somebody who is not there, has nothing to be verified by but its name.
    rejectUnauthorized: chain.length > 1 || signsItself(top),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('timeout')), PATIENCE);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      server.once('error', fail);
      client.once('error', fail);
      client.once('secureConnect', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (client.getPeerX509Certificate()?.fingerprint256 !== chain[0].fingerprint256) throw new Error('ERR_OTHER_LEAF');
    if (chain[0].checkHost(servername) === undefined) throw new Error('ERR_HOSTNAME');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // Node has codes for some of OpenSSL's findings; the others it calls UNSPECIFIED.
    const why = code === undefined || code === 'UNSPECIFIED' ? message : code;
    throw new IssuerError(`a ${version} handshake with the pair failed: ${why}`);
  } finally {
    client.destroy();
    server.destroy();
  }
}

function secureContext({ cert, key }: Pair): ReturnType<typeof createSecureContext> {
  try {
    return createSecureContext({ cert, key });
  } catch (error) {
    throw new IssuerError(`OpenSSL does not load the pair: ${(error as { code?: string }).code ?? 'refused'}`);
  }
}

/** Two ends of a pipe in memory. */
function pipe(): [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        other().push(chunk);
        done();
      },
      final(done) {
        other().push(null);
        done();
      },
    });
  ends.push(
    end(() => ends[1]),
    end(() => ends[0]),
  );
  return [ends[0], ends[1]];
}
