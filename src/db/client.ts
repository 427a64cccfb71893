import pg from 'pg';
import { isWellFormedAddress } from '../domain/server-address.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { watchForCancel } from './server/cancel.ts';
import { pinSettings } from './server/session-settings.ts';

// Ids are bigint identities far below 2^53; counts likewise. numeric stays a string: nobody asks for it.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Database = pg.Pool;
export type Connection = pg.PoolClient;
/** Anything a single statement can be sent to. */
export type Queryable = pg.Pool | pg.PoolClient;

const LOGIN_REFUSED = new Set(['28P01', '28000', '3D000']);

/** `host:port/database` of a connection string: fit for messages, without user and password. */
export function serverName(databaseUrl: string): string {
  if (!isWellFormedAddress(databaseUrl)) return 'the address in DATABASE_URL';
  const url = new URL(databaseUrl);
  const socket = url.searchParams.get('host');
  return `${socket ?? url.hostname}:${url.port || '5432'}${url.pathname}`;
}

/** A server that is gone without a word is noticed within minutes. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * Without listeners, a connection that the server closes would end the process: one on the pool for idle
 * connections, one on each connection for those that are lent out.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  watchForCancel(pool);
}

/**
 * A pool that answers; it has been tried once.
 * @param options.durable what is committed here survives a crash of the server, and with it all that was before
 * @param options.queryTimeout milliseconds after which a statement without an answer fails as DATABASE_LOST
 * @throws VerbatimError DATABASE_UNREACHABLE, DATABASE_REFUSED
 */
export async function openDatabase(
  databaseUrl: string,
  options: { connections: number; name: string; queryTimeout?: number; durable?: boolean },
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.connections,
    application_name: options.name,
    connectionTimeoutMillis: 10_000,
    query_timeout: options.queryTimeout,
    options: options.durable ? '-c synchronous_commit=on' : undefined,
    onConnect: pinSettings(),
    ...KEEP_ALIVE,
  });
  surviveLostConnections(pool);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw databaseError(error, databaseUrl);
  }
  return pool;
}

function databaseError(error: unknown, databaseUrl: string): VerbatimError {
  const code = (error as { code?: string }).code ?? '';
  const params = { server: serverName(databaseUrl), detail: detailOf(error) };
  return new VerbatimError(LOGIN_REFUSED.has(code) ? 'DATABASE_REFUSED' : 'DATABASE_UNREACHABLE', params, {
    cause: error,
  });
}

// Class 08: connection exceptions; 57P0x: the server is stopped or starting.
const LOST = /^(08\w{3}|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

// What pg throws of its own, without a code.
const LOST_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

// 53100, 53200, 58030: disk or memory used up.
const FULL = /^(53100|53200|58030)$/;
// Too many connections; time-outs of the administrator (statement, lock, idle, transaction); a server that is a
// standby for now.
const BUSY = /^(53300|53400|57014|55P03|25P03|25P04|57P05|25006)$/;

/**
 * What pg threw, as an error that a user can act on; null for anything else. pg's own may carry values of rows in
 * its `detail`: only its first line and SQLSTATE are taken over.
 */
export function asDatabaseError(error: unknown): VerbatimError | null {
  if (error instanceof VerbatimError) return error.code.startsWith('DATABASE_') ? error : null;
  if (!(error instanceof Error)) return null;
  const code = (error as { code?: string }).code ?? '';
  const detail = detailOf(error);
  if (LOST.test(code) || LOST_WORDS.test(detail)) {
    return new VerbatimError('DATABASE_LOST', { detail }, { cause: error });
  }
  if (!(error instanceof pg.DatabaseError)) return null;
  if (FULL.test(code))
    return new VerbatimError('DATABASE_FULL', { detail, sqlstate: code }, { cause: error });
  if (BUSY.test(code))
    return new VerbatimError('DATABASE_BUSY', { detail, sqlstate: code }, { cause: error });
  return new VerbatimError('DATABASE_FAILED', { detail, sqlstate: code }, { cause: error });
}

/** Runs `work` in one transaction on one connection; rolls back when it throws. */
export async function inTransaction<T>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await database.connect();
  let broken = false;
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    // One that does not answer must not be lent out again, and is not waited for.
    broken = asDatabaseError(error)?.code === 'DATABASE_LOST';
    if (!broken) {
      await connection.query('rollback').catch(() => {
        broken = true;
      });
    }
    throw error;
  } finally {
    connection.release(broken);
  }
}
