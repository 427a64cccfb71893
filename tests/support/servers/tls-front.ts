import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

/** A certificate for `localhost` by a certification authority that nobody knows. */
export interface Certificate {
  /** File of the authority's certificate, PEM. */
  readonly authority: string;
  readonly key: Buffer;
  readonly cert: Buffer;
  remove(): void;
}

/** Null where there is no openssl on the PATH. */
export function makeCertificate(): Certificate | null {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-tls-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  try {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-subj',
      '/CN=nobody',
      '-days',
      '2',
    );
    openssl('req', ...key, '-keyout', at('key.pem'), '-out', at('request.pem'), '-subj', '/CN=localhost');
    writeFileSync(at('names'), 'subjectAltName=DNS:localhost\n');
    const signed = ['-in', at('request.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
    openssl('x509', '-req', ...signed, '-extfile', at('names'), '-days', '2', '-out', at('cert.pem'));
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  return {
    ...{ authority: at('ca.pem'), key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A port that speaks nothing but TLS, before a real server that does not. */
export interface TlsFront {
  readonly port: number;
  /** Connections that were encrypted, and those that wanted to go without. */
  readonly seen: { encrypted: number; plain: number };
  close(): void;
}

// What a client of Postgres sends before TLS: length 8, code 80877103.
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** @param postgres true: TLS begins after the request that Postgres's protocol has for it */
export async function startTlsFront(
  target: URL,
  { key, cert }: Certificate,
  postgres: boolean,
): Promise<TlsFront> {
  const seen = { encrypted: 0, plain: 0 };
  const sockets = new Set<Socket>();
  const encrypt = (socket: Socket) => {
    const near = new TLSSocket(socket, { isServer: true, key, cert });
    const far = connect(Number(target.port), target.hostname);
    sockets.add(far);
    near.once('secure', () => {
      seen.encrypted++;
    });
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (!postgres) return encrypt(socket);
    socket.once('data', (first) => {
      if (!first.equals(SSL_REQUEST)) {
        seen.plain++;
        return void socket.destroy();
      }
      socket.pause();
      socket.write('S', () => encrypt(socket));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
