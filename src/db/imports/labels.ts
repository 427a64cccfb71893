import { type Connection, type Database, inTransaction } from '../client.ts';
import { noteLabelled } from '../review/items.ts';
import type { imports } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** A label as a file names it. */
export interface LabelWrite {
  readonly source: string;
  /** The customer's own id; null where only the identity is known. */
  readonly externalId: string | null;
  /** As it is stored where it tells who wrote; null: not known. */
  readonly storedId?: string | null;
  /** What its feedback is known by in its source. */
  readonly identity: string;
  readonly task: string;
  readonly value: string;
  readonly labeller: string;
  /** In code points of the text, end exclusive; null: the comment as a whole. */
  readonly sentence?: { readonly start: number; readonly end: number } | null;
  readonly reason?: string | null;
  /** First digits of the hash of the text that the person read; null: not known. */
  readonly textHash?: string | null;
  /** First digits of the hash of the model whose answer was shown, and that answer. */
  readonly shown?: { readonly model: string; readonly value: string | null } | null;
}

export interface LabelCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Places in the list of those that cannot be stored. */
  readonly refused: readonly { readonly place: number; readonly reason: LabelRefusal }[];
}

export type LabelRefusal = 'unknown_feedback' | 'text_changed' | 'sentence_unknown';

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
      `create temp table new_label (place integer, source text, external_id text, stored_id text, task text, value text,
         labeller text, reason text, text_hash text, start_offset integer, end_offset integer, model_value text,
         model_id integer, feedback_id bigint, document_id bigint, refused text) on commit drop`,
    );
    await connection.query(
      `insert into new_label
       select row.place, row.source, row.external_id, row.stored_id, row.task, row.value, row.labeller, row.reason, row.text_hash,
              row.start_offset, row.end_offset, row.model_value,
              (select min(m.id) from verbatim.model m where left(m.hash, 12) = row.model), f.id
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
                     $9::integer[], $10::integer[], $11::text[], $12::text[], $13::text[])
              with ordinality as row (source, external_id, task, value, labeller, identity, reason, text_hash,
                                      start_offset, end_offset, model, model_value, stored_id, place)
         left join verbatim.feedback f on f.source = row.source and f.identity = row.identity`,
      [
        labels.map((it) => it.source),
        labels.map((it) => it.externalId),
        labels.map((it) => it.task),
        labels.map((it) => it.value),
        labels.map((it) => it.labeller),
        labels.map((it) => it.identity),
        labels.map((it) => it.reason ?? null),
        labels.map((it) => it.textHash ?? null),
        labels.map((it) => it.sentence?.start ?? null),
        labels.map((it) => it.sentence?.end ?? null),
        labels.map((it) => it.shown?.model ?? null),
        labels.map((it) => it.shown?.value ?? null),
        labels.map((it) => it.storedId ?? null),
      ],
    );
    // A row with several texts is several feedback of one id: the label is of the first.
    for (const id of ['external_id', 'stored_id'] as const) {
      await connection.query(
        `update new_label n set feedback_id = f.id
           from (select source, external_id, min(id) as id from verbatim.feedback
                  where exists (select from new_label where feedback_id is null and ${id} is not null)
                    and external_id is not null
                  group by source, external_id) f
          where n.feedback_id is null and f.source = n.source and f.external_id = n.${id}`,
      );
    }
    // Rows without an id of their own are known by what their source knows them by.
    await connection.query(
      `update new_label n set feedback_id = f.id
         from verbatim.feedback f
        where n.feedback_id is null and n.external_id ~ $1 and f.source = n.source
          and f.identity = case when n.external_id ~ $1 then n.external_id::uuid end`,
      ['^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'],
    );
    const refused = await refuse(connection);
    // Of one person's several labels for the same question in one file, the last one counts.
    const { rows } = await connection.query<{
      added: number;
      changed: number;
      all: number;
      touched: number[];
    }>(
      `with last as (
         select distinct on (feedback_id, task, labeller, start_offset) *, coalesce(start_offset, -1) as place_in_text
           from new_label where refused is null
          order by feedback_id, task, labeller, start_offset, place desc
       ), before as (
         select last.place, l.value, to_jsonb(l) as former from verbatim.label l
           join last on last.feedback_id = l.feedback_id and last.task = l.task and last.labeller = l.labeller
            and last.place_in_text = coalesce(l.start_offset, -1)
       ), noted as (
         insert into verbatim.label_change (feedback_id, task, labeller, start_offset, former_value, value, changed_from,
           former)
         select feedback_id, task, labeller, start_offset, before.value, last.value, $1, before.former
           from last left join before using (place) where last.value is distinct from before.value
         returning feedback_id
       ), written as (
         insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id, start_offset,
           end_offset, model_id, model_value, reason)
         select feedback_id, task, value, labeller, $1, document_id, start_offset, end_offset, model_id,
                case when model_id is not null then model_value end, reason from last
             on conflict (feedback_id, task, labeller, coalesce(start_offset, -1)) do update
            set value = excluded.value, imported_from = excluded.imported_from, changed_at = now(),
                document_id = excluded.document_id, end_offset = excluded.end_offset, model_id = excluded.model_id,
                model_value = excluded.model_value, reason = excluded.reason
          where label.value <> excluded.value or label.document_id <> excluded.document_id
         returning feedback_id
       )
       select (select count(*) from last) - (select count(*) from before) as added,
              (select count(*) from before join last using (place) where before.value <> last.value) as changed,
              (select count(*) from new_label where refused is null) as all,
              (select coalesce(array_agg(feedback_id), '{}') from noted) as touched
         from (select count(*) from written) as done`,
      [file],
    );
    const { added, changed, all, touched } = rows[0]!;
    await noteLabelled(connection, touched);
    return { added, changed, unchanged: all - added - changed, refused };
  });
}

/** Marks labels that cannot be stored, and notes the text of the others where it is known. */
async function refuse(connection: Connection): Promise<LabelCounts['refused']> {
  await connection.query(
    `update new_label n set
            document_id = case when n.text_hash is not null or n.start_offset is not null then d.id end,
            refused = case
              when n.text_hash is not null and left(encode(d.hash, 'hex'), length(n.text_hash)) is distinct from n.text_hash
                then 'text_changed'
              when n.start_offset is not null and not exists (
                     select from verbatim.segment s
                      where s.document_id = d.id and s.start_offset = n.start_offset and s.end_offset = n.end_offset)
                then 'sentence_unknown' end
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where f.id = n.feedback_id and (n.text_hash is not null or n.start_offset is not null)`,
  );
  const { rows } = await connection.query<{ place: number; reason: LabelRefusal }>(
    `update new_label set refused = coalesce(refused, 'unknown_feedback')
      where feedback_id is null or refused is not null
     returning place - 1 as place, refused as reason`,
  );
  return rows;
}

/** Sources with feedback, by name. */
export async function sourcesOf(database: Database): Promise<string[]> {
  const { rows } = await database.query<Row<typeof imports, 'source'>>(
    'select distinct source from verbatim.import order by source',
  );
  return rows.map(({ source }) => source);
}
