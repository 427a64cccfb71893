import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Connection, Database } from '../client.ts';
import { type Lease, takeLease } from '../leases.ts';

/** What a night of themes works on. */
export interface ThemeNight {
  /** Sees the tables as they were when the night began, however long it takes; cannot write. */
  readonly reader: Connection;
  /** Runs `work` in the night's one transaction: all of it is stored, or nothing. */
  write<T>(work: (writer: Connection) => Promise<T>): Promise<T>;
}

/**
 * Runs a night of themes, one at a time in a database.
 * @throws VerbatimError THEMES_BUSY
 */
export async function themeNight<T>(database: Database, work: (night: ThemeNight) => Promise<T>): Promise<T> {
  const writer = await connect(database);
  let reader: Connection | null = null;
  let lease: Lease | null = null;
  let error: unknown;
  try {
    lease = await takeLease(database, writer, 'themes');
    if (!lease) throw new VerbatimError('THEMES_BUSY', {});
    reader = await connect(database);
    await reader.query('begin isolation level repeatable read read only');
    const { holdUntilCommit } = lease;
    const write = <T>(part: (writer: Connection) => Promise<T>) =>
      transaction(writer, async (own) => {
        const result = await part(own);
        await holdUntilCommit(own);
        return result;
      });
    const result = await work({ reader, write });
    await reader.query('commit');
    return result;
  } catch (caught) {
    error = caught;
    throw caught;
  } finally {
    // After an error a connection may be in any state: it is closed.
    if (reader) release(reader, error !== undefined);
    release(writer, error !== undefined);
    await lease?.release();
  }
}

// One of the two is idle for minutes. When the server closes it then, nobody but a listener hears of it, and without
// one the process would end; the next statement fails, and tells.
const ignored = () => {};

async function connect(database: Database): Promise<Connection> {
  const connection = await database.connect();
  return connection.on('error', ignored);
}

function release(connection: Connection, broken: boolean): void {
  connection.off('error', ignored);
  connection.release(broken);
}

async function transaction<T>(writer: Connection, work: (writer: Connection) => Promise<T>): Promise<T> {
  await writer.query('begin');
  const result = await work(writer);
  await writer.query('commit');
  return result;
}
