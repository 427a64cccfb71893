import { withoutQuotes } from '../../privacy/withdrawn-quotes.ts';
import type { Connection } from '../client.ts';
import { chunkTransaction } from './chunk-transaction.ts';
import { deleteLearntFrom } from './learnt-rows.ts';

/** Rows that one transaction undoes: memory stays flat, and an interrupted undo loses little. */
const ROWS_AT_ONCE = 5_000;

/** Deletes some feedback of these imports, with what only it needs; how many rows. 0: none is left. */
export async function deleteSomeFeedback(
  connection: Connection,
  imports: readonly number[],
): Promise<number> {
  const { feedback } = await chunkTransaction(connection, () =>
    deleteFeedback(
      connection,
      `from verbatim.feedback where import_id = any($1::bigint[]) order by id limit $2 for update`,
      [imports, ROWS_AT_ONCE],
    ),
  );
  return feedback;
}

/** What a deletion took away. */
export interface Deleted {
  readonly feedback: number;
  /** Texts that no other comment has. */
  readonly documents: number;
  /** Themes that lost a sentence. */
  readonly themes: readonly number[];
}

/**
 * Deletes feedback, with what only it needs, in a transaction of the caller's.
 * @param from the rows, as what follows `select` and the columns of `verbatim.feedback`
 * @param figures of their days: `recount`, or `keep` as they were reported. A digest then loses its quotes only.
 */
export async function deleteFeedback(
  connection: Connection,
  from: string,
  parameters: readonly unknown[],
  figures: 'recount' | 'keep' = 'recount',
): Promise<Deleted> {
  await makeTables(connection);
  const { rowCount } = await connection.query(
    `insert into undo_row (id, document_id, day, source)
     select id, document_id, (occurred_at at time zone 'UTC')::date, source ${from}`,
    [...parameters],
  );
  if (!rowCount) return { feedback: 0, documents: 0, themes: [] };
  await connection.query(
    `insert into undo_document
     select document_id from undo_row where document_id is not null
      union
     select unnest(array[c.old_document_id, c.new_document_id])
       from verbatim.feedback_change c join undo_row r on r.id = c.feedback_id`,
  );
  await deleteQuotes(connection, figures);
  await deleteReportedDays(connection, figures);
  await deleteLearntFrom(connection);
  await connection.query('delete from verbatim.feedback f using undo_row r where f.id = r.id');
  return { feedback: rowCount, ...(await deleteUnreferenced(connection, figures)) };
}

/**
 * Gives rows that these imports changed the values that they had before, where no import has changed them since; how
 * many. @param below looks at changes with smaller numbers only
 * @returns the smallest number it looked at; null: there is none below
 */
export function restoreSomeChanges(
  connection: Connection,
  imports: readonly number[],
  below: number,
): Promise<{ readonly restored: number; readonly lowest: number } | null> {
  return chunkTransaction(connection, async () => {
    await makeTables(connection);
    const { rows } = await connection.query<{ lowest: number | null; restored: number }>(
      `with own as (
         select * from verbatim.feedback_change
          where import_id = any($1::bigint[]) and id < $2 order by id desc limit $3
       ), latest as (
         insert into undo_change
         select c.id, c.feedback_id, c.old_document_id, c.new_document_id, c.old_values, c.old_fingerprint
           from own c
          where not exists (select from verbatim.feedback_change later
                             where later.feedback_id = c.feedback_id and later.id > c.id)
         returning id
       )
       select (select min(id) from own) as lowest, (select count(*) from latest) as restored`,
      [imports, below, ROWS_AT_ONCE],
    );
    const { lowest, restored } = rows[0]!;
    if (lowest === null) return null;
    if (restored === 0) return { restored, lowest };
    await connection.query(
      `insert into undo_row (id, document_id, day, source)
       select f.id, c.new_document_id, day.day, f.source
         from undo_change c join verbatim.feedback f on f.id = c.feedback_id
        cross join lateral (
          select (f.occurred_at at time zone 'UTC')::date as day
           union
          select ((c.old_values ->> 'occurred_at')::timestamptz at time zone 'UTC')::date
           where c.old_values ? 'occurred_at') day`,
    );
    await connection.query(
      `insert into undo_document
       select unnest(array[old_document_id, new_document_id]) from undo_change`,
    );
    await deleteQuotes(connection, 'recount');
    await deleteReportedDays(connection, 'recount');
    // Without the old fingerprint: one that no row has, so that the next file that holds the row is compared with it.
    await connection.query(
      `update verbatim.feedback f
          set document_id = c.old_document_id, fingerprint = coalesce(c.old_fingerprint, gen_random_uuid()),
              raw_text = case when o ? 'raw_text' then o ->> 'raw_text' else f.raw_text end,
              occurred_at = case when o ? 'occurred_at' then (o ->> 'occurred_at')::timestamptz else f.occurred_at end,
              rating = case when o ? 'rating' then (o ->> 'rating')::double precision else f.rating end,
              language = case when o ? 'language' then o ->> 'language' else f.language end,
              author = case when o ? 'author' then o ->> 'author' else f.author end,
              attributes = case when o ? 'attributes' then o -> 'attributes' else f.attributes end
         from undo_change c cross join lateral (select c.old_values as o) given
        where f.id = c.feedback_id`,
    );
    // It is of the values that are gone.
    await connection.query(
      'delete from verbatim.original o using undo_change u where o.feedback_id = u.feedback_id',
    );
    await connection.query('delete from verbatim.feedback_change c using undo_change u where c.id = u.id');
    await deleteUnreferenced(connection, 'recount');
    return { restored, lowest };
  });
}

export async function makeTables(connection: Connection): Promise<void> {
  await connection.query(
    `create temporary table undo_row (id bigint, document_id bigint, day date, source text) on commit drop;
     create temporary table undo_document (document_id bigint) on commit drop;
     create temporary table undo_change (id bigint, feedback_id bigint, old_document_id bigint,
       new_document_id bigint, old_values jsonb, old_fingerprint uuid) on commit drop`,
  );
}

/** What shows the text of `undo_row`. */
export async function deleteQuotes(connection: Connection, figures: 'recount' | 'keep'): Promise<void> {
  await connection.query('analyze undo_row');
  await withdrawDigests(
    connection,
    figures,
    'undo_row r where r.id = q.feedback_id and r.document_id = q.document_id',
  );
  // All quotes of the theme: the next run chooses them again for a theme that has none.
  await connection.query(
    `delete from verbatim.theme_quote where theme_id in (
       select q.theme_id from verbatim.theme_quote q join undo_row r on r.id = q.feedback_id)`,
  );
}

/** What counts `undo_row` under a model of the past. */
async function deleteReportedDays(connection: Connection, figures: 'recount' | 'keep'): Promise<void> {
  await connection.query(
    'delete from verbatim.rollup_disagreement d using undo_row r where d.feedback_id = r.id',
  );
  if (figures === 'keep') return;
  await connection.query(
    `delete from verbatim.reported_day d using (select distinct day, source from undo_row where day is not null) r
      where d.day = r.day and d.source = r.source`,
  );
}

/** Deletes those of `undo_document` that no feedback refers to and none did before it was changed, with their results. */
export async function deleteUnreferenced(
  connection: Connection,
  figures: 'recount' | 'keep',
): Promise<Omit<Deleted, 'feedback'>> {
  await connection.query('delete from undo_document where document_id is null');
  await connection.query('analyze undo_document');
  // Triggers noted all of them as left; those that are still referenced are not.
  await connection.query(
    `delete from verbatim.document_left o using undo_document u
      where o.document_id = u.document_id
        and exists (select from verbatim.feedback f where f.document_id = u.document_id)`,
  );
  await connection.query(
    `delete from undo_document u
      where exists (select from verbatim.feedback f where f.document_id = u.document_id)
         or exists (select from verbatim.feedback_change c where c.old_document_id = u.document_id)
         or exists (select from verbatim.feedback_change c where c.new_document_id = u.document_id)`,
  );
  await withdrawDigests(connection, figures, 'undo_document u where u.document_id = q.document_id');
  const { rows } = await connection.query<{ id: number }>(
    `select distinct s.theme_id as id from verbatim.theme_segment s join undo_document u using (document_id)
      where s.theme_id is not null order by 1`,
  );
  for (const statement of [
    `delete from verbatim.theme_quote where theme_id in (
       select q.theme_id from verbatim.theme_quote q join undo_document u using (document_id))`,
    `update verbatim.theme t set segments = greatest(0, t.segments - gone.n)
       from (select s.theme_id, count(*) as n from verbatim.theme_segment s join undo_document u using (document_id)
              where s.theme_id is not null group by s.theme_id order by s.theme_id) gone
      where t.id = gone.theme_id`,
    ...['analysis', 'failure', 'translation', 'document_left'].map(
      (table) => `delete from verbatim.${table} r using undo_document u where r.document_id = u.document_id`,
    ),
  ]) {
    await connection.query(statement);
  }
  const { rowCount } = await connection.query(
    'delete from verbatim.document d using undo_document u where d.id = u.document_id',
  );
  return { documents: rowCount ?? 0, themes: rows.map(({ id }) => id) };
}

/**
 * Deletes digests that quote what goes. Where their figures are kept, only these quotes go, and texts of a writer that
 * rest on them.
 * @param going relation and condition on `digest_quote q`
 */
async function withdrawDigests(
  connection: Connection,
  figures: 'recount' | 'keep',
  going: string,
): Promise<void> {
  if (figures === 'recount') {
    await connection.query(
      `delete from verbatim.digest where id in (
         select q.digest_id from verbatim.digest_quote q where exists (select from ${going}))`,
    );
    return;
  }
  const { rows } = await connection.query<{ id: number; content: unknown; quoted: string[] }>(
    `with gone as (
       delete from verbatim.digest_quote q using ${going} returning q.digest_id, q.feedback_id, q.document_id
     )
     select d.id, d.content, array_agg(distinct gone.feedback_id::float8) as quoted
       from gone join verbatim.digest d on d.id = gone.digest_id group by d.id`,
  );
  for (const { id, content, quoted } of rows) {
    await connection.query('update verbatim.digest set content = $2 where id = $1', [
      id,
      JSON.stringify(withoutQuotes(content, new Set(quoted.map(Number)))),
    ]);
  }
}

/**
 * Rejects of other imports are again what they would be without these: open, or closed as repeated by the next import
 * that rejected the row.
 */
export async function reopenRejects(connection: Connection, imports: readonly number[]): Promise<void> {
  await chunkTransaction(connection, async () => {
    await connection.query(
      `update verbatim.reject r set repeats = nullif(first.id, r.id)
         from (select o.repeats, min(o.id) as id
                 from verbatim.reject root join verbatim.reject o on o.repeats = root.id
                where root.import_id = any($1::bigint[]) and o.import_id <> all($1::bigint[])
                group by o.repeats) first
        where r.repeats = first.repeats and r.import_id <> all($1::bigint[])`,
      [imports],
    );
    await connection.query(
      `update verbatim.reject r
          set closed_as = case when next.import_id is not null then 'repeated' end,
              closed_by = next.import_id, closed_at = next.created_at
         from verbatim.reject own
         left join lateral (
           select o.import_id, o.created_at from verbatim.reject o
            where o.repeats = coalesce(own.repeats, own.id) and o.id > own.id
              and o.import_id <> own.import_id and o.import_id <> all($1::bigint[])
            order by o.id limit 1) next on true
        where own.id = r.id and own.closed_by = any($1::bigint[]) and own.import_id <> all($1::bigint[])`,
      [imports],
    );
  });
}

/** Deletes some rejects of these imports; how many. */
export async function deleteSomeRejects(connection: Connection, imports: readonly number[]): Promise<number> {
  const { rowCount } = await connection.query(
    `delete from verbatim.reject where id in (
       select id from verbatim.reject where import_id = any($1::bigint[]) order by id limit $2)`,
    [imports, ROWS_AT_ONCE],
  );
  return rowCount ?? 0;
}
