import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/db/client.ts';
import { codePointLength, documentHash } from '../../../src/domain/document.ts';

/** What a model says about a text, as far as reports look at it. */
export interface Judgement {
  readonly sentiment: 'negative' | 'neutral' | 'positive' | 'mixed';
  readonly score: number;
  readonly emotions?: readonly string[];
  readonly windows?: number;
  readonly truncated?: boolean;
  /** Sentences, each found in the text. */
  readonly segments?: readonly (readonly [quote: string, sentiment: string, score: number])[];
}

export interface Row {
  readonly source: string;
  readonly text?: string;
  readonly line?: number;
  readonly rating?: number;
  readonly occurredAt?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly judgement?: Judgement;
  /** Another judgement, of the model that is not active. */
  readonly formerly?: Judgement;
  readonly setAside?: boolean;
}

/** A scale of ratings as an import stores it: `1-5`, `0-10`, `6-1` where 1 is best; `nps`; `unknown`. */
export type StoredScale = `${number}-${number}` | 'nps' | 'unknown';

export function scaleJson(scale: StoredScale): object {
  if (scale === 'unknown') return { unknown: true };
  const [from, to] = scale === 'nps' ? [0, 10] : (scale.split('-').map(Number) as [number, number]);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return { low, high, inverted: from > to, nps: scale === 'nps', by: 'user' };
}

/**
 * Fills an empty database with rows by plain SQL: an active model, a former one, and a run of each.
 * @param scales of the ratings of sources; 1 to 5 unless said
 */
export async function storeRows(
  database: Database,
  rows: readonly Row[],
  scales: Readonly<Record<string, StoredScale>> = {},
): Promise<void> {
  await database.query(`
    insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
    values ('mini', '1.0', repeat('a1', 32), 'feedback', 'fp32', 128, '{}', true),
           ('former', '0.9', repeat('b2', 32), 'feedback', 'fp32', 128, '{}', false);
    insert into verbatim.run (trigger, model_id, status, documents, analysed, failed, tokens, padded_tokens, device,
                              runtime, started_at, finished_at)
    select 'run', id, 'done', 20, 19, 1, 75, 100, 'cpu', 'onnxruntime', '2026-03-03 02:00Z', '2026-03-03 02:00:08Z'
      from verbatim.model order by id;
    insert into verbatim.import (source, file_name, encoding, delimiter, mapping)
    values ('shop', 'reviews.csv', 'utf-8', ',', '{}')`);
  const rated = rows.filter(({ rating }) => rating !== undefined).map(({ source }) => source);
  for (const source of new Set(rated)) {
    const scale = JSON.stringify(scaleJson(scales[source] ?? '1-5'));
    await database.query(
      source === 'shop'
        ? 'update verbatim.import set rating_scale = $2 where source = $1'
        : `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, rating_scale)
           values ($1, 'reviews.csv', 'utf-8', ',', '{}', $2)`,
      [source, scale],
    );
  }
  for (const row of rows) await storeRow(database, row);
}

async function storeRow(database: Database, row: Row): Promise<void> {
  let documentId: number | null = null;
  if (row.text !== undefined) {
    const { rows } = await database.query<{ id: number }>(
      `insert into verbatim.document (hash, text, characters) values ($1, $2, char_length($2))
       on conflict (hash) do update set text = excluded.text returning id`,
      [Buffer.from(documentHash(row.text), 'hex'), row.text],
    );
    documentId = rows[0]!.id;
    if (row.judgement) await storeAnalysis(database, documentId, 1, row.text, row.judgement);
    if (row.formerly) await storeAnalysis(database, documentId, 2, row.text, row.formerly);
    if (row.setAside) {
      await database.query(
        `insert into verbatim.failure (document_id, model_id, run_id, code, message)
         values ($1, 1, 1, 'session_failed', 'no')`,
        [documentId],
      );
    }
  }
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating,
                                    attributes)
     values (1, $1, $2, $3, $3, $4, $5, $6, $7)`,
    [
      ...[row.line ?? 2, row.source, randomUUID(), documentId, row.occurredAt ?? null, row.rating ?? null],
      row.attributes ?? {},
    ],
  );
}

async function storeAnalysis(
  database: Database,
  documentId: number,
  model: number,
  text: string,
  judgement: Judgement,
): Promise<void> {
  const { sentiment, score, emotions = [], windows = 1, truncated = false, segments = [] } = judgement;
  const [negative, positive] = [Math.max(0, -score), Math.max(0, score)];
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
                                    confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     values ($1, $2::integer, $2::integer, $3, $4, $5, $6, $7, 0.9, $8, '{}', 0.01, 7, $9, $10) on conflict do nothing`,
    [
      documentId,
      model,
      sentiment,
      negative,
      1 - negative - positive,
      positive,
      score,
      emotions,
      windows,
      truncated,
    ],
  );
  for (const [ordinal, [quote, label, points]] of segments.entries()) {
    const at = text.indexOf(quote);
    if (at < 0) throw new Error(`no such sentence: ${quote}`);
    const start = codePointLength(text.slice(0, at));
    await database.query(
      `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
                                     neutral, positive, score, tokens)
       values ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7, 5) on conflict do nothing`,
      [documentId, model, ordinal, start, start + codePointLength(quote), label, points],
    );
  }
}
