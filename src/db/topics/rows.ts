import type { Topic } from '../../domain/topics/topic.ts';
import type { Connection, Queryable } from '../client.ts';

/** All topics, retired ones included; parents before what is below them, then by name. */
export async function readTopics(database: Queryable): Promise<Topic[]> {
  const { rows } = await database.query<Topic>(
    `with recursive tree as (
       select t.id, array[lower(t.name)] as line from verbatim.topic t where t.parent_id is null
        union all
       select t.id, p.line || lower(t.name) from tree p join verbatim.topic t on t.parent_id = p.id
     )
     select t.id, t.key, t.name, t.names, t.description, t.parent_id as "parentId", t.kind, t.origin, t.threshold::float8 as threshold,
            t.retired_at is not null as retired, t.merged_into as "mergedInto",
            coalesce((select json_agg(json_build_object('text', e.text, 'language', e.language, 'counter', e.counter)
                                      order by e.id)
                        from verbatim.topic_example e where e.topic_id = t.id), '[]') as examples
       from tree join verbatim.topic t using (id)
      order by tree.line`,
  );
  // A real number such as 0.6 comes with more digits than it was given.
  return rows.map((row) => ({ ...row, threshold: Number(row.threshold.toFixed(4)) }));
}

/** Stores new and changed topics with their examples. */
export async function writeTopics(connection: Connection, topics: readonly Topic[]): Promise<void> {
  if (topics.length === 0) return;
  const rows = JSON.stringify(topics.map(({ examples: _, ...topic }) => topic));
  const ids = topics.map(({ id }) => id);
  // Names and keys may change places: first none of them is in the way.
  await connection.query(
    `update verbatim.topic set name = id::text, key = null where id = any ($1::uuid[])`,
    [ids],
  );
  await connection.query(
    `insert into verbatim.topic as old
       (id, key, name, names, description, parent_id, kind, origin, threshold, retired_at, merged_into)
     select id, key, name, names, description, "parentId", kind, origin, threshold, case when retired then now() end, "mergedInto"
       from jsonb_to_recordset($1::jsonb)
            as row (id uuid, key text, name text, names jsonb, description text, "parentId" uuid, kind text, origin text, threshold real,
                    retired boolean, "mergedInto" uuid)
         on conflict (id) do update
        set key = excluded.key, name = excluded.name, names = excluded.names, description = excluded.description,
            parent_id = excluded.parent_id, kind = excluded.kind, origin = excluded.origin, threshold = excluded.threshold,
            retired_at = case when excluded.retired_at is not null then coalesce(old.retired_at, now()) end,
            merged_into = excluded.merged_into, updated_at = now()`,
    [rows],
  );
  const examples = topics.flatMap(({ id, examples: own }) => own.map((example) => ({ id, ...example })));
  // An edit does not say which comments its examples are copied from: those that stay keep theirs, also in a merge.
  const { rows: gone } = await connection.query<{ text: string; feedbackId: number }>(
    `with gone as (delete from verbatim.topic_example where topic_id = any ($1::uuid[]) returning text, feedback_id)
     select text, min(feedback_id) as "feedbackId" from
       (select * from gone union all select text, feedback_id from verbatim.topic_example) as known
      where feedback_id is not null and text = any ($2) group by text`,
    [ids, examples.map(({ text }) => text)],
  );
  const copied = new Map(gone.map(({ text, feedbackId }) => [text, feedbackId]));
  await connection.query(
    `insert into verbatim.topic_example (topic_id, text, language, counter, feedback_id)
     select (row.value ->> 'id')::uuid, row.value ->> 'text', row.value ->> 'language',
            (row.value ->> 'counter')::boolean, (row.value ->> 'feedbackId')::bigint
       from jsonb_array_elements($1::jsonb) with ordinality as row (value, place) order by row.place`,
    [
      JSON.stringify(
        examples.map((it) => ({ ...it, feedbackId: it.feedbackId ?? copied.get(it.text) ?? null })),
      ),
    ],
  );
}

/** Results of topics that are in use again would lack what came in meanwhile: the next run judges them anew. */
export async function forgetJudges(connection: Connection, ids: readonly string[]): Promise<void> {
  await connection.query('delete from verbatim.topic_model where topic_id = any ($1::uuid[])', [ids]);
}

/** Comments that examples of these topics were taken from. */
export async function exampleComments(database: Queryable, topics: readonly Topic[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `select distinct feedback_id as id from verbatim.topic_example
      where topic_id = any($1::uuid[]) and feedback_id is not null order by 1`,
    [topics.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}
