import { EVERY_SOURCE } from '../../privacy/rules.ts';
import { rulesInForce } from '../../privacy/source-rules.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { chunkTransaction } from '../imports/chunk-transaction.ts';
import { deleteFeedback } from '../imports/undo-rows.ts';
import { storedRules } from '../privacy/rules.ts';
import { dropKeptNotes } from '../rollups/kept-days.ts';
import { countErased } from './erasures.ts';

/** A source whose comments are kept for a limited time. */
export interface RetainedSource {
  readonly source: string;
  readonly days: number;
}

/** Sources with comments that rules keep for a number of days only. */
export async function retainedSources(database: Queryable): Promise<RetainedSource[]> {
  const { rows } = await database.query<{ source: string }>(
    'select distinct source from verbatim.feedback order by source',
  );
  const sources = rows.map(({ source }) => source);
  const rules = await storedRules(database, [EVERY_SOURCE, ...sources]);
  return sources.flatMap((source) => {
    const { retainDays } = rulesInForce(rules.get(EVERY_SOURCE) ?? null, rules.get(source) ?? null);
    return retainDays === null ? [] : [{ source, days: retainDays }];
  });
}

/** Records a deletion by age; its comments are counted as they go. */
export async function beginRetention(database: Queryable, source: string): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.erasure (selected_by, source, reason) values ('age', $1, 'retention') returning id`,
    [source],
  );
  return rows[0]!.id;
}

/** Ends a deletion by age; without a deleted comment it is as if it had not begun. */
export async function endRetention(database: Database, erasureId: number): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('delete from verbatim.erasure where id = $1 and feedback = 0', [erasureId]);
    await connection.query(`update verbatim.erasure set status = 'done', finished_at = now() where id = $1`, [
      erasureId,
    ]);
  });
}

const ROWS_AT_ONCE = 5_000;

/**
 * Deletes some comments of days before `today` less `days`, in one transaction, and keeps the roll-ups of their days.
 * Whole days go, undated comments by when they were stored. A day that roll-ups have not counted yet waits for the next
 * run.
 * @returns null: none is left
 */
export function deleteSomeOld(
  connection: Connection,
  erasureId: number,
  { source, days }: RetainedSource,
  today: Date,
): Promise<{ readonly feedback: number; readonly documents: number } | null> {
  return chunkTransaction(connection, async () => {
    const { rows } = await connection.query<{ id: number }>(
      `with cutoff as (
         select ((($2::timestamptz at time zone 'UTC')::date - $3::int)::timestamp at time zone 'UTC') as at
       )
       select f.id from verbatim.feedback f, cutoff
        where f.source = $1 and coalesce(f.occurred_at, f.created_at) < cutoff.at
          and not exists (
            select from verbatim.rollup_touched t
             where t.source = f.source and t.dated = (f.occurred_at is not null)
               and t.day = (coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date
               and not exists (select from verbatim.kept_day k
                                where k.source = t.source and k.day = t.day and k.dated = t.dated))
        order by f.id limit $4 for update of f`,
      [source, today, days, ROWS_AT_ONCE],
    );
    if (rows.length === 0) return null;
    const ids = rows.map(({ id }) => id);
    await connection.query(
      `insert into verbatim.kept_day (source, day, dated)
       select distinct source, (coalesce(occurred_at, created_at) at time zone 'UTC')::date, occurred_at is not null
         from verbatim.feedback where id = any($1::bigint[]) on conflict do nothing`,
      [ids],
    );
    const from = 'from verbatim.feedback where id = any($1::bigint[])';
    const deleted = await deleteFeedback(connection, from, [ids], 'keep');
    await dropKeptNotes(connection);
    await countErased(connection, erasureId, deleted);
    return deleted;
  });
}

/** Deletes rejected rows of a source that are as old; how many. */
export async function deleteOldRejects(
  database: Queryable,
  { source, days }: RetainedSource,
  today: Date,
): Promise<number> {
  const { rowCount } = await database.query(
    `delete from verbatim.reject r using verbatim.import i
      where i.id = r.import_id and i.source = $1
        and r.created_at < ((($2::timestamptz at time zone 'UTC')::date - $3::int)::timestamp at time zone 'UTC')`,
    [source, today, days],
  );
  return rowCount ?? 0;
}
