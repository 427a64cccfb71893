import { connect } from 'node:net';
import type pg from 'pg';

/** The key of a connection with which Postgres cancels its statements. */
interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}

const lent = new Set<pg.PoolClient>();

/** Tracks which connections of the pool may run a statement. Not for workers: their batches end soon. */
export function watchForCancel(pool: pg.Pool): void {
  if (/^verbatim (worker|queue)$/.test(pool.options.application_name ?? '')) return;
  pool.on('acquire', (client) => lent.add(client));
  pool.on('release', (_error, client) => lent.delete(client));
  pool.on('remove', (client) => lent.delete(client));
}

const LIMIT_MS = 1_000;
const CANCEL_REQUEST = 80_877_102;

/**
 * Cancels statements that this process no longer waits for; Postgres would continue them. Best effort, at most one
 * second.
 */
export async function cancelOwnStatements(): Promise<void> {
  await Promise.all([...lent].map((client) => cancel(client as unknown as Cancellable)));
}

function cancel({ host, port, processID, secretKey }: Cancellable): Promise<void> {
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return Promise.resolve();
  const request = Buffer.alloc(16);
  for (const [i, value] of [16, CANCEL_REQUEST, processID, secretKey].entries())
    request.writeInt32BE(value, 4 * i);
  return new Promise((resolve) => {
    const place = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
    const socket = connect(place, () => socket.end(request));
    // The server answers by closing the connection.
    socket.on('close', () => resolve()).on('error', () => resolve());
    socket.setTimeout(LIMIT_MS, () => socket.destroy()).resume();
  });
}
