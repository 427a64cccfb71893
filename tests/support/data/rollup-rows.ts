import type { Database } from '../../../src/db/client.ts';

/** A model that is active, without any files; its id. */
export async function addModel(database: Database, name: string): Promise<number> {
  await database.query('update verbatim.model set active = false');
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
     values ($1, '1', md5($1), 'feedback', 'fp32', 256, '{}', true) returning id`,
    [name],
  );
  return rows[0]!.id;
}

/** Feedback made by SQL: `count` rows of a source, spread over `days` days from `first` on, every tenth undated. */
export async function addFeedback(
  database: Database,
  rows: { source: string; first: string; days: number; count: number; tag: string },
): Promise<void> {
  const { rows: imports } = await database.query<{ id: number }>(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping)
     values ($1, 'made', 'utf-8', ',', '{}') returning id`,
    [rows.source],
  );
  // Databases of earlier versions know no scales.
  const scales = await database.query(
    `select from information_schema.columns where table_schema = 'verbatim' and column_name = 'rating_scale'`,
  );
  if (scales.rowCount) {
    await database.query(
      `update verbatim.import i set rating_scale = coalesce(
         (select o.rating_scale from verbatim.import o where o.source = i.source and o.id < i.id order by o.id desc limit 1),
         '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}') where id = $1`,
      [imports[0]!.id],
    );
  }
  await database.query(
    `with made as (
       select i, $5 || ' comment ' || (i % greatest(1, $4::int * 9 / 10)) as text from generate_series(1, $4::int) i
     ), documents as (
       insert into verbatim.document (hash, text, characters)
       select sha256(convert_to(text, 'UTF8')), text, char_length(text) from (select distinct text from made) t
       on conflict do nothing returning id, hash
     )
     insert into verbatim.feedback
       (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating, attributes, created_at)
     select $1, i, $2, md5($5 || i)::uuid, md5($5 || i)::uuid, d.id,
            case when i % 10 > 0 then $3::timestamptz + (i % $6::int) * interval '1 day' + i * interval '1 minute' end,
            case when i % 3 > 0 then 1 + i % 5 end,
            case when i % 4 > 0 then jsonb_build_object('Department', 'D' || i % 3, 'Shop', 'S' || i % 2) else '{}' end,
            $3::timestamptz
       from made join documents d on d.hash = sha256(convert_to(text, 'UTF8'))`,
    [imports[0]!.id, rows.source, rows.first, rows.count, rows.tag, rows.days],
  );
}

/** Results for what is missing: scores made of the id, every 17th document set aside. */
export async function addResults(database: Database, modelId: number): Promise<void> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id, status) values ('test', $1, 'done') returning id`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.failure (document_id, model_id, run_id, code, message)
     select d.id, $1, $2, case when d.id % 2 = 0 then 'LANGUAGE_UNSUPPORTED' else 'SESSION_FAILED' end, 'made'
       from verbatim.document d where d.id % 17 = 0 on conflict do nothing`,
    [modelId, rows[0]!.id],
  );
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select d.id, $1, $2, (array['negative', 'neutral', 'positive', 'mixed'])[1 + d.id % 4], 0.2, 0.3, 0.5,
            ((d.id * 7919 + $1 * 31) % 2000 - 1000) / 1000.0, 0.5,
            (array['joy', 'anger', 'neutral'])[1 + d.id % 3:2 + d.id % 3], '{0.6,0.7}', (d.id % 100) / 100.0, 5, 1, false
       from verbatim.document d
      where d.id % 17 <> 0 and not exists (
              select from verbatim.analysis a where a.document_id = d.id and a.model_id = $1)
         on conflict do nothing`,
    [modelId, rows[0]!.id],
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
       neutral, positive, score, tokens)
     select a.document_id, a.model_id, n, n, n + 1, (array['negative', 'positive'])[1 + (a.document_id + n) % 2],
            0.2, 0.3, 0.5, ((a.document_id * 7919 + n * 131) % 2000 - 1000) / 1000.0, 5
       from verbatim.analysis a, generate_series(0, 2) n where a.model_id = $1 on conflict do nothing`,
    [modelId],
  );
}

/** Themes 1 to 4 of a model, and a theme for every segment that has none. */
export async function addThemes(database: Database, modelId: number): Promise<void> {
  await database.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, current, shown_as, first_seen, last_seen)
     select $1 * 10 + i, $1, 'theme ' || i, '{}', '', true, $1 * 10 + i, now(), now() from generate_series(1, 4) i
     on conflict do nothing`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.theme_segment (document_id, model_id, ordinal, theme_id, similarity)
     select document_id, model_id, ordinal, $1 * 10 + 1 + (document_id + ordinal) % 4, 0.5
       from verbatim.segment where model_id = $1 on conflict do nothing`,
    [modelId],
  );
}

/** Four topics, the second below the first, the fourth retired; sentences of a model about them, some below the threshold. */
export async function addTopics(database: Database, modelId: number): Promise<void> {
  await database.query(
    `insert into verbatim.topic (id, name, description, parent_id, threshold, retired_at)
     select format('00000000-0000-4000-8000-%s', lpad(i::text, 12, '0'))::uuid, 'topic ' || i, 'made',
            case when i = 2 then '00000000-0000-4000-8000-000000000001'::uuid end, case when i = 3 then 0.6 else 0.5 end,
            case when i = 4 then now() end
       from generate_series(1, 4) i on conflict do nothing`,
  );
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select format('00000000-0000-4000-8000-%s', lpad(i::text, 12, '0'))::uuid, document_id, model_id, ordinal,
            0.3 + ((document_id * 31 + ordinal * 17 + i * 7) % 70) / 100.0
       from verbatim.segment, generate_series(1, 4) i
      where model_id = $1 and (document_id + ordinal * i) % (2 + i) = 0 on conflict do nothing`,
    [modelId],
  );
}

/** All counts: equal lists are identical tables. */
export async function rollupTables(database: Database): Promise<unknown[]> {
  const tables: unknown[] = [];
  for (const table of [
    ...['day', 'emotion_day', 'rating_day', 'disagreement'],
    ...['theme_day', 'theme_month', 'contribution_day', 'topic_day', 'topic_month'],
  ]) {
    const { rows } = await database.query(
      `select to_jsonb(r)::text as row from verbatim.rollup_${table} r order by 1`,
    );
    tables.push(rows);
  }
  return tables;
}
