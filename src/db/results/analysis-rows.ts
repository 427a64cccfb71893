import { type DocumentAnalysis, POLARITIES, type SegmentAnalysis } from '../../domain/analysis.ts';
import { encodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection } from '../client.ts';

/**
 * Stores analyses that are not stored yet.
 * @param translators document id → model id, of documents analysed in translation
 * @returns ids of the documents with a new analysis
 */
export async function insertAnalyses(
  connection: Connection,
  { modelId, runId }: { readonly modelId: number; readonly runId: number },
  analyses: readonly DocumentAnalysis[],
  translators: ReadonlyMap<number, number>,
): Promise<ReadonlySet<number>> {
  if (analyses.length === 0) return new Set();
  const emotions = analyses[0]!.emotion.length;
  const dimensions = analyses[0]!.embedding?.length ?? 0;
  const labels = analyses[0]!.probabilities.length;
  const sentiments = analyses.map(({ sentiment }) => sentiment);
  const { rows } = await connection.query<{ document_id: number }>(
    `insert into verbatim.analysis
       (document_id, model_id, run_id, sentiment, negative, neutral, positive, score, confidence,
        emotions, emotion_probabilities, toxicity, embedding, tokens, windows, truncated,
        labels, label_probabilities, value, translator_id)
     select row.document_id, $1, $2, row.sentiment, row.negative, row.neutral, row.positive, row.score,
            row.confidence, string_to_array(row.emotions, ','),
            ($14::real[])[(row.position - 1) * $15::int + 1 : row.position * $15::int], row.toxicity,
            case when $17::int > 0
                 then substring($16::bytea from ((row.position - 1) * $17::int * 2 + 1)::int for $17::int * 2) end,
            row.tokens, row.windows, row.truncated,
            coalesce((select array_agg(label order by place) from jsonb_array_elements_text(row.labels)
                             with ordinality as own (label, place)), '{}'),
            ($20::real[])[(row.position - 1) * $21::int + 1 : row.position * $21::int], row.value, row.translator_id
       from unnest($3::bigint[], $4::text[], $5::real[], $6::real[], $7::real[], $8::real[], $9::real[],
                   $10::text[], $11::real[], $12::int[], $13::int[], $18::boolean[], $19::jsonb[], $22::real[], $23::int[])
            with ordinality as row (document_id, sentiment, negative, neutral, positive, score, confidence,
                                    emotions, toxicity, tokens, windows, truncated, labels, value, translator_id,
                                    position)
      order by row.document_id
         on conflict (document_id, model_id) do nothing
  returning document_id`,
    [
      modelId,
      runId,
      analyses.map((analysis) => analysis.documentId),
      sentiments.map((sentiment) => sentiment?.label ?? null),
      ...POLARITIES.map((_, i) => sentiments.map((it) => it && sixDecimals(it.probabilities[i]!))),
      sentiments.map((sentiment) => sentiment && sixDecimals(sentiment.score)),
      sentiments.map((sentiment) => sentiment && sixDecimals(sentiment.confidence)),
      analyses.map((analysis) => analysis.emotions.join(',')),
      analyses.map((analysis) => analysis.toxicity && sixDecimals(analysis.toxicity)),
      analyses.map((analysis) => analysis.tokens),
      analyses.map((analysis) => analysis.windows),
      analyses.flatMap((analysis) => analysis.emotion.map(sixDecimals)),
      emotions,
      // One binary parameter for all vectors: as text arrays they cost more than all other columns together.
      encodeHalfFloats(
        analyses.map((analysis) => analysis.embedding),
        dimensions,
      ),
      dimensions,
      analyses.map((analysis) => analysis.truncated),
      // JSON, because labels of a model may have any characters.
      analyses.map((analysis) => JSON.stringify(analysis.labels)),
      analyses.flatMap((analysis) => analysis.probabilities.map(sixDecimals)),
      labels,
      analyses.map((analysis) => analysis.value),
      analyses.map((analysis) => translators.get(analysis.documentId) ?? null),
    ],
  );
  return new Set(rows.map((row) => row.document_id));
}

/** Stores the segments of new analyses. */
export async function insertSegments(
  connection: Connection,
  modelId: number,
  analyses: readonly DocumentAnalysis[],
): Promise<void> {
  const segments = analyses.flatMap(({ documentId, segments }) =>
    segments.map((segment, ordinal) => ({ segment, documentId, ordinal })),
  );
  for (let from = 0; from < segments.length; from += SEGMENTS_AT_ONCE) {
    await insertSomeSegments(connection, modelId, segments.slice(from, from + SEGMENTS_AT_ONCE));
  }
}

// A single text can have a hundred thousand segments; memory holds the parameters of a statement several times.
const SEGMENTS_AT_ONCE = 5_000;

async function insertSomeSegments(
  connection: Connection,
  modelId: number,
  rows: readonly {
    readonly segment: SegmentAnalysis;
    readonly documentId: number;
    readonly ordinal: number;
  }[],
): Promise<void> {
  const segments = rows.map(({ segment }) => segment);
  const dimensions = segments[0]!.embedding?.length ?? 0;
  await connection.query(
    `insert into verbatim.segment
       (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral, positive, score,
        toxicity, tokens, embedding)
     select row.document_id, $1, row.ordinal, row.start_offset, row.end_offset, row.sentiment, row.negative,
            row.neutral, row.positive, row.score, row.toxicity, row.tokens,
            case when $14::int > 0
                 then substring($13::bytea from ((row.position - 1) * $14::int * 2 + 1)::int for $14::int * 2) end
       from unnest($2::bigint[], $3::int[], $4::int[], $5::int[], $6::text[], $7::real[], $8::real[],
                   $9::real[], $10::real[], $11::real[], $12::int[])
            with ordinality as row (document_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
                                    positive, score, toxicity, tokens, position)`,
    [
      modelId,
      rows.map(({ documentId }) => documentId),
      rows.map(({ ordinal }) => ordinal),
      segments.map((segment) => segment.start),
      segments.map((segment) => segment.end),
      segments.map((segment) => segment.label),
      ...POLARITIES.map((_, i) => segments.map((segment) => sixDecimals(segment.sentiment[i]!))),
      segments.map((segment) => sixDecimals(segment.score)),
      segments.map((segment) => segment.toxicity && sixDecimals(segment.toxicity)),
      segments.map((segment) => segment.tokens),
      encodeHalfFloats(
        segments.map((segment) => segment.embedding),
        dimensions,
      ),
      dimensions,
    ],
  );
}

/** Stores the entities of new analyses. */
export async function insertEntities(
  connection: Connection,
  modelId: number,
  analyses: readonly DocumentAnalysis[],
): Promise<void> {
  const entities = analyses.flatMap(({ documentId, entities }) =>
    entities.map((entity, ordinal) => ({ ...entity, documentId, ordinal })),
  );
  if (entities.length === 0) return;
  await connection.query(
    `insert into verbatim.entity (document_id, model_id, ordinal, label, score, start_offset, end_offset)
     select row.document_id, $1, row.ordinal, row.label, row.score, row.start_offset, row.end_offset
       from unnest($2::bigint[], $3::int[], $4::text[], $5::real[], $6::int[], $7::int[])
            as row (document_id, ordinal, label, score, start_offset, end_offset)`,
    [
      modelId,
      entities.map((entity) => entity.documentId),
      entities.map((entity) => entity.ordinal),
      entities.map((entity) => entity.label),
      entities.map((entity) => sixDecimals(entity.score)),
      entities.map((entity) => entity.start),
      entities.map((entity) => entity.end),
    ],
  );
}

/** A real has about seven digits; more would only cost bytes on the wire. */
export const sixDecimals = (value: number) => Math.round(value * 1e6) / 1e6;
