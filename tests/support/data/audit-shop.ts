import { createHash } from 'node:crypto';
import type { Database } from '../../../src/db/client.ts';

/** A judged feedback as a test thinks of it. */
export interface ShopRow {
  /** `YYYY-MM-DD`; null has no time. */
  readonly day: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly rating?: number | null;
  readonly language?: string | null;
  readonly source?: string;
  /** Null is not judged, `failed` was set aside. */
  readonly sentiment: 'negative' | 'neutral' | 'positive' | 'mixed' | 'failed' | null;
  readonly score?: number;
  readonly confidence?: number;
  readonly toxicity?: number | null;
  readonly truncated?: boolean;
  readonly emotions?: readonly string[];
}

let made = 0;

/** A model that rows can be judged by. */
export async function addModel(database: Database, active = true): Promise<number> {
  const name = `stub-${++made}`;
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
     values ($1, '1', $2, 'feedback', 'fp32', 256, '{}', $3) returning id`,
    [name, createHash('sha256').update(name).digest('hex'), active],
  );
  return rows[0]!.id;
}

/** Stores rows as one import and one run of a model would, results filled in without inference. */
export async function addRows(database: Database, modelId: number, rows: readonly ShopRow[]): Promise<void> {
  const part = ++made;
  const source = rows[0]?.source ?? 'shop';
  const { rows: imports } = await database.query<{ id: number }>(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, read, accepted, rating_scale)
     values ($1, 'made.csv', 'utf-8', ',', '{}', 'done', $2, $2,
             '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}') returning id`,
    [source, rows.length],
  );
  const judged = rows.filter(({ sentiment }) => sentiment !== null);
  const { rows: runs } = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id, status, analysed, failed) values ('test', $1, 'done', $2, $3) returning id`,
    [
      modelId,
      judged.filter((it) => it.sentiment !== 'failed').length,
      judged.filter((it) => it.sentiment === 'failed').length,
    ],
  );
  await database.query(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as row (place int, day date, attributes jsonb, rating float8,
         language text, source text, sentiment text, score float8, confidence float8, toxicity float8,
         truncated boolean, emotions jsonb)
     ), texts as (
       insert into verbatim.document (hash, text, characters)
       select sha256(convert_to($2 || '-' || place, 'UTF8')), 'text ' || $2 || '-' || place, 10 + place % 90 from given
       returning id, text
     ), feedback as (
       insert into verbatim.feedback (import_id, line, source, identity, fingerprint, external_id, document_id,
         occurred_at, rating, language, attributes)
       select $3, place, g.source, md5('id' || $2 || '-' || place)::uuid, md5($2 || '-' || place)::uuid,
              $2 || '-' || place, t.id, g.day::timestamp at time zone 'UTC' + interval '9 hours', rating, language, attributes
         from given g join texts t on t.text = 'text ' || $2 || '-' || place
        order by place
     ), failed as (
       insert into verbatim.failure (document_id, model_id, run_id, code, message)
       select t.id, $4, $5, 'TEXT_TOO_LONG', 'made' from given g
         join texts t on t.text = 'text ' || $2 || '-' || place where sentiment = 'failed'
     )
     insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select t.id, $4, $5, g.sentiment, greatest(0, -g.score), 1 - abs(g.score), greatest(0, g.score), g.score,
            g.confidence, array(select jsonb_array_elements_text(g.emotions)), '{}', g.toxicity, 10, 1, g.truncated
       from given g join texts t on t.text = 'text ' || $2 || '-' || place
      where sentiment is not null and sentiment <> 'failed'`,
    [
      JSON.stringify(
        rows.map((row, place) => ({
          place,
          rating: null,
          language: 'en',
          source,
          score: row.sentiment === 'negative' ? -0.8 : row.sentiment === 'positive' ? 0.8 : 0,
          confidence: 0.9,
          toxicity: 0.1,
          truncated: false,
          emotions: [],
          ...row,
        })),
      ),
      String(part),
      imports[0]!.id,
      modelId,
      runs[0]!.id,
    ],
  );
}
