import { type Connection, type Database, inTransaction } from '../client.ts';

/**
 * Runs `work` over the views of the schema `reporting`, in a read-only snapshot.
 * @param options.hides small cells are hidden, whatever the role of the connection; the role may hide them, too
 * @param options.seconds time limit of a statement; null: the server's own
 */
export function inViews<T>(
  database: Database,
  { hides, seconds }: { readonly hides: boolean; readonly seconds: number | null },
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    if (hides) await connection.query(`select set_config('verbatim.hides', 'on', true)`);
    if (seconds !== null)
      await connection.query(`select set_config('statement_timeout', $1, true)`, [String(seconds * 1000)]);
    return work(connection);
  });
}

// Six decimals are more than any interval has.
const rounded = (value: string): string => `round(${value}::numeric, 6)::float8`;

/** SQL of a share with its 95 % interval and what it is of; null where the view hides it. */
export const shareOf = (share: string, ends: string, count: string, of: string): string =>
  `case when ${share} is not null then json_build_object('value', ${rounded(share)}, 'low', ${rounded(`${ends}_low`)},
     'high', ${rounded(`${ends}_high`)}, 'count', ${count}, 'n', ${of}) end`;

/** As {@link shareOf} has it. */
export interface ViewedShare {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly n: number;
}
