import type { Connection } from '../client.ts';

/**
 * Deletes what was learnt or sampled from the comments of `undo_row` and the documents of `undo_document`, beyond rows
 * that go with them: in the transaction that deletes the comments, before they go.
 */
export async function deleteLearntFrom(connection: Connection): Promise<void> {
  // Weights of a topic that was trained on an example. The next run makes them again from the other examples.
  await connection.query(
    `delete from verbatim.topic_model m using verbatim.topic_example e, undo_row r
      where e.feedback_id = r.id and m.topic_id = e.topic_id`,
  );
  await connection.query(
    `delete from verbatim.topic_text t using verbatim.topic_example e, undo_row r
      where e.feedback_id = r.id and t.hash = sha256(convert_to(e.text, 'UTF8'))
        and not exists (select from verbatim.topic_example o
                         where o.text = e.text and not exists (select from undo_row x where x.id = o.feedback_id))`,
  );
  // Held-out results of labelled comments: [feedback, start, negative, neutral, positive].
  await connection.query(
    `update verbatim.model m
        set tuning = jsonb_set(m.tuning, '{heldOut}', coalesce((
              select jsonb_agg(row order by place)
                from jsonb_array_elements(m.tuning -> 'heldOut') with ordinality as held (row, place)
               where not exists (select from undo_row r where r.id = (held.row ->> 0)::bigint)), '[]'))
      where jsonb_typeof(m.tuning -> 'heldOut') = 'array'
        and exists (select from jsonb_array_elements(m.tuning -> 'heldOut') as held (row)
                      join undo_row r on r.id = (held.row ->> 0)::bigint)`,
  );
  await deleteSampledVectors(connection);
}

/** Fewer sampled embeddings tell nothing about drift (runs/audit/baseline.ts). */
const LEAST_VECTORS = 20;

/** Embeddings of these documents in the samples of frozen baselines. */
async function deleteSampledVectors(connection: Connection): Promise<void> {
  await connection.query(
    `with sampled as (
       select b.model_id, b.source, b.column_name, place,
              substring(b.vectors from ((place - 1) * 2 * b.dimensions + 1)::int for 2 * b.dimensions) as vector
         from verbatim.audit_baseline b
        cross join lateral generate_series(1, octet_length(b.vectors) / (2 * b.dimensions)) as place
        where b.vectors is not null
     ), own as (
       select distinct a.model_id, a.embedding as vector
         from verbatim.analysis a join undo_document u using (document_id) where exists (select from sampled)
     ), rest as (
       select model_id, s.source, s.column_name, bool_or(own.vector is not null) as lost,
              count(*) filter (where own.vector is null) as n,
              string_agg(vector, ''::bytea order by s.place) filter (where own.vector is null) as vectors
         from sampled s left join own using (model_id, vector)
        group by model_id, s.source, s.column_name
     ), small as (
       delete from verbatim.audit_baseline b using rest r
        where r.lost and r.n < $1
          and (b.model_id, b.source, b.column_name) = (r.model_id, r.source, r.column_name)
     )
     update verbatim.audit_baseline b set vectors = r.vectors, rows = r.n
       from rest r where r.lost and r.n >= $1
        and (b.model_id, b.source, b.column_name) = (r.model_id, r.source, r.column_name)`,
    [LEAST_VECTORS],
  );
}
