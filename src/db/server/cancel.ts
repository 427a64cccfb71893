import { connect } from 'node:net';
import type pg from 'pg';

/** What Postgres gave a connection to be cancelled by. */
interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}

const lent = new Set<pg.PoolClient>();

/** Knows which connections of the pool may run a statement. Not those of a worker: its batches end soon. */
export function watchForCancel(pool: pg.Pool): void {
  if (/^verbatim (worker|queue)$/.test(pool.options.application_name ?? '')) return;
  pool.on('acquire', (client) => lent.add(client));
  pool.on('release', (_error, client) => lent.delete(client));
  pool.on('remove', (client) => lent.delete(client));
}

const LIMIT_MS = 1_000;
const CANCEL_REQUEST = 80_877_102;

/**
 * Cancels what this process has asked of Postgres and no longer waits for: it would go on there. Best effort, a second
 * at most.
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
