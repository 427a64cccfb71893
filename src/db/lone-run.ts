import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Connection, Database } from './client.ts';
import { type Lease, takeLease } from './leases.ts';

/** The connections of a run that only one process makes at a time. */
export interface LoneRun {
  /** Reads one snapshot, from the start of the run; cannot write. */
  readonly reader: Connection;
  /** Runs `work` in one transaction: stores all or nothing. */
  write<T>(work: (writer: Connection) => Promise<T>): Promise<T>;
}

/**
 * Runs `work` as the only run of its kind of the database.
 * @throws VerbatimError THEMES_BUSY, TOPICS_BUSY if another one is active
 */
export async function withLoneRun<T>(
  database: Database,
  kind: 'themes' | 'topics',
  work: (run: LoneRun) => Promise<T>,
): Promise<T> {
  const writer = await connect(database);
  let reader: Connection | null = null;
  let lease: Lease | null = null;
  let error: unknown;
  try {
    lease = await takeLease(database, writer, kind);
    if (!lease) throw new VerbatimError(kind === 'themes' ? 'THEMES_BUSY' : 'TOPICS_BUSY', {});
    reader = await connect(database);
    await reader.query('begin isolation level repeatable read read only');
    const { holdUntilCommit } = lease;
    const write = async <T>(part: (writer: Connection) => Promise<T>) => {
      await writer.query('begin');
      const result = await part(writer);
      await holdUntilCommit(writer);
      await writer.query('commit');
      return result;
    };
    const result = await work({ reader, write });
    await reader.query('commit');
    return result;
  } catch (caught) {
    error = caught;
    throw caught;
  } finally {
    // After an error a connection may be in any state, so close it.
    if (reader) release(reader, error !== undefined);
    release(writer, error !== undefined);
    await lease?.release();
  }
}

// One of the two is idle for minutes. If the server closes it, pg emits an error, which would end the process without a
// listener. The next statement then fails with the error.
const ignored = () => {};

const connect = async (database: Database): Promise<Connection> =>
  (await database.connect()).on('error', ignored);

function release(connection: Connection, broken: boolean): void {
  connection.off('error', ignored);
  connection.release(broken);
}
