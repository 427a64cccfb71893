import { EVERY_SOURCE } from '../../privacy/rules.ts';
import { rulesInForce } from '../../privacy/source-rules.ts';
import type { Connection, Queryable } from '../client.ts';
import { storedRules } from './rules.ts';

// Texts that a source which masks names has in common with sources that keep them. A worker may have analysed such a
// text before the source had it: it has to look at it again.

/**
 * Of these documents those that a source is about to get, and that sources have or had which keep names this one masks.
 */
export async function textsOfOthers(
  connection: Connection,
  source: string,
  documents: readonly number[],
): Promise<number[]> {
  const others = documents.length === 0 ? [] : await keepingSources(connection, source);
  if (others.length === 0) return [];
  const { rows } = await connection.query<{ id: number }>(
    `select given.id from unnest($1::bigint[]) as given (id)
      where exists (
        select from verbatim.feedback f where f.document_id = given.id and f.source = any($2::text[])
         union all
        select from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id
         where given.id in (c.old_document_id, c.new_document_id) and f.source = any($2::text[]))
        and not exists (select from verbatim.feedback f where f.document_id = given.id and f.source = $3)`,
    [documents, others, source],
  );
  return rows.map(({ id }) => id);
}

/** Texts that comments of a source have or had, if it keeps names that another one masks, which is about to get them. */
export async function textsToLookAt(connection: Connection, from: string, into: string): Promise<number[]> {
  if (!(await keepingSources(connection, into)).includes(from)) return [];
  const { rows } = await connection.query<{ id: number }>(
    `select document_id as id from verbatim.feedback where source = $1 and document_id is not null
      union
     select document.id from verbatim.feedback f join verbatim.feedback_change c on c.feedback_id = f.id
      cross join lateral (values (c.old_document_id), (c.new_document_id)) as document (id)
      where f.source = $1 and document.id is not null`,
    [from],
  );
  return rows.map(({ id }) => id);
}

/** Other sources that keep names which this one masks. */
async function keepingSources(database: Queryable, source: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ source: string }>(
    `select distinct source from verbatim.import
      where exists (select from verbatim.source_rule
                     where source <> $1 and (names is not null or places is not null or cardinality(kept_names) > 0))`,
    [EVERY_SOURCE],
  );
  if (rows.length === 0) return [];
  const stored = await storedRules(database, [EVERY_SOURCE, source, ...rows.map((it) => it.source)]);
  const every = stored.get(EVERY_SOURCE) ?? null;
  const of = (name: string) => rulesInForce(every, stored.get(name) ?? null);
  const own = of(source);
  return rows.flatMap(({ source: name }) => {
    const { names, places, keptNames } = of(name);
    const keeps =
      (own.names === 'mask' && (names !== 'mask' || keptNames.length > 0)) ||
      (own.places === 'mask' && places !== 'mask');
    return name !== source && keeps ? [name] : [];
  });
}

/**
 * Makes documents missing for the active models, so that the next analysis looks for names in them. In the transaction
 * that gives them to the source, after its rows: a worker that stores them at the same time comes before or after.
 */
export async function analyseAgain(connection: Connection, documents: readonly number[]): Promise<void> {
  if (documents.length === 0) return;
  const { rowCount } = await connection.query(
    `with active as (select id from verbatim.model where active), gone as (
       select s.theme_id, count(*) as n from verbatim.theme_segment s
        where s.document_id = any($1::bigint[]) and s.model_id in (select id from active) and s.theme_id is not null
        group by s.theme_id order by s.theme_id
     ), fewer as (
       update verbatim.theme t set segments = greatest(0, t.segments - gone.n) from gone where t.id = gone.theme_id
     )
     delete from verbatim.analysis where document_id = any($1::bigint[]) and model_id in (select id from active)`,
    [documents],
  );
  if (rowCount === documents.length) return;
  // A text on which a worker was lost is not read again for this.
  await connection.query(
    `delete from verbatim.failure f using verbatim.model m
      where m.id = f.model_id and m.active and f.document_id = any($1::bigint[]) and f.code <> 'WORKER_LOST'`,
    [documents],
  );
}
