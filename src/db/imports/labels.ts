import { type Database, inTransaction } from '../client.ts';
import { noteLabelled } from '../review/items.ts';
import type { imports } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** A label as a file names it. */
export interface LabelWrite {
  readonly source: string;
  readonly externalId: string;
  /** What its feedback is known by in its source. */
  readonly identity: string;
  readonly task: string;
  readonly value: string;
  readonly labeller: string;
}

export interface LabelCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Places in the list of those for which no feedback is stored. */
  readonly unknown: readonly number[];
}

/**
 * Stores labels by the ids of their feedback, all in one transaction. A label of the same person for the same feedback
 * and task is replaced.
 */
export async function storeLabels(
  database: Database,
  file: string,
  labels: readonly LabelWrite[],
): Promise<LabelCounts> {
  return inTransaction(database, async (connection) => {
    await connection.query(
      `create temp table new_label (place integer, source text, external_id text, task text, value text,
         labeller text, feedback_id bigint) on commit drop`,
    );
    await connection.query(
      `insert into new_label
       select row.place, row.source, row.external_id, row.task, row.value, row.labeller, f.id
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
              with ordinality as row (source, external_id, task, value, labeller, identity, place)
         left join verbatim.feedback f on f.source = row.source and f.identity = row.identity`,
      [
        labels.map((it) => it.source),
        labels.map((it) => it.externalId),
        labels.map((it) => it.task),
        labels.map((it) => it.value),
        labels.map((it) => it.labeller),
        labels.map((it) => it.identity),
      ],
    );
    // A row with several texts is several feedback of one id: the label is of the first.
    await connection.query(
      `update new_label n set feedback_id = f.id
         from (select source, external_id, min(id) as id from verbatim.feedback
                where exists (select from new_label where feedback_id is null) and external_id is not null
                group by source, external_id) f
        where n.feedback_id is null and f.source = n.source and f.external_id = n.external_id`,
    );
    // Rows without an id of their own are known by what their source knows them by.
    await connection.query(
      `update new_label n set feedback_id = f.id
         from verbatim.feedback f
        where n.feedback_id is null and n.external_id ~ $1 and f.source = n.source
          and f.identity = case when n.external_id ~ $1 then n.external_id::uuid end`,
      ['^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'],
    );
    const { rows: unknown } = await connection.query<{ place: number }>(
      'select place - 1 as place from new_label where feedback_id is null order by place',
    );
    // Of one person's several labels for the same question in one file, the last one counts.
    const { rows } = await connection.query<{
      added: number;
      changed: number;
      all: number;
      touched: number[];
    }>(
      `with last as (
         select distinct on (feedback_id, task, labeller) feedback_id, task, value, labeller
           from new_label where feedback_id is not null
          order by feedback_id, task, labeller, place desc
       ), before as (
         select l.feedback_id, l.task, l.labeller, l.value, to_jsonb(l) as former from verbatim.label l
           join last using (feedback_id, task, labeller) where l.start_offset is null
       ), noted as (
         insert into verbatim.label_change (feedback_id, task, labeller, former_value, value, changed_from, former)
         select feedback_id, task, labeller, before.value, last.value, $1, before.former
           from last left join before using (feedback_id, task, labeller) where last.value is distinct from before.value
         returning feedback_id
       ), written as (
         insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
         select feedback_id, task, value, labeller, $1 from last
             on conflict (feedback_id, task, labeller, coalesce(start_offset, -1)) do update
            set value = excluded.value, imported_from = excluded.imported_from, changed_at = now(),
                document_id = null, model_id = null, model_value = null, reason = null
          where label.value <> excluded.value
         returning feedback_id
       )
       select (select count(*) from last) - (select count(*) from before) as added,
              (select count(*) from before join last using (feedback_id, task, labeller)
                where before.value <> last.value) as changed,
              (select count(*) from new_label where feedback_id is not null) as all,
              (select coalesce(array_agg(feedback_id), '{}') from noted) as touched
         from (select count(*) from written) as done`,
      [file],
    );
    const { added, changed, all, touched } = rows[0]!;
    await noteLabelled(connection, touched);
    return { added, changed, unchanged: all - added - changed, unknown: unknown.map(({ place }) => place) };
  });
}

/** Sources with feedback, by name. */
export async function sourcesOf(database: Database): Promise<string[]> {
  const { rows } = await database.query<Row<typeof imports, 'source'>>(
    'select distinct source from verbatim.import order by source',
  );
  return rows.map(({ source }) => source);
}
