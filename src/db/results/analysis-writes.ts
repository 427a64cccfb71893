import {
  type DocumentAnalysis,
  type DocumentFailure,
  type DocumentLanguage,
  NO_ANSWER,
  POLARITIES,
  type SegmentAnalysis,
} from '../../domain/analysis.ts';
import type { HashedDocument } from '../../domain/document.ts';
import { encodeHalfFloats } from '../../domain/half-float.ts';
import { READING } from '../../domain/reading/clean-text.ts';
import type { Translation } from '../../domain/translation.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import type { document } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import { insertTranslations } from './translations.ts';
import { clearTrials } from './trials.ts';

export interface FinishedBatch {
  readonly runId: number;
  readonly modelId: number;
  /** Of the model that judged: after a failover the id may be another model's. */
  readonly modelHash: string;
  /** Every document of the batch with the hash that was read with its text. */
  readonly documents: readonly Pick<HashedDocument, 'id' | 'hash'>[];
  readonly analyses: readonly DocumentAnalysis[];
  readonly failures: readonly DocumentFailure[];
  readonly languages?: readonly DocumentLanguage[];
  /** Of documents that were judged in translation. */
  readonly translations?: readonly Translation[];
  /** Documents of which wrongly decoded characters were mended. */
  readonly mended?: readonly number[];
  readonly tokens: number;
  readonly paddedTokens: number;
}

/**
 * Stores the results of one batch and counts them in its run, in one transaction. Storing the same batch twice
 * leaves the tables as storing it once: a result that is there stays, and only new ones are counted. A document has
 * an analysis or a failure, never both: an analysis takes the place of a failure, not the other way round, also
 * when a worker that was frozen for hours wakes up and stores what it has.
 *
 * Only documents that still have the text that was read get a result: after a failover to an older backup, ids are
 * used again for other texts.
 * @returns how many documents of the batch are gone or have another text now; nothing was stored for them
 * @throws VerbatimError JOB_OUTDATED when the run, or its model, is not the one of the job
 */
export async function storeBatch(database: Database, finished: FinishedBatch): Promise<number> {
  return inTransaction(database, async (connection) => {
    await assertRun(connection, finished);
    const same = await lockUnchanged(connection, finished);
    const batch = resultsOf(finished, same);
    await insertTranslations(connection, batch.translations ?? []);
    const analysed = await insertAnalyses(connection, batch);
    const fresh = new Set(analysed);
    await insertSegments(connection, batch, fresh);
    await insertEntities(connection, batch, fresh);
    const failed = await insertFailures(connection, batch);
    const empty = new Set(
      batch.failures.flatMap(({ code, documentId }) => (code === NO_ANSWER ? [documentId] : [])),
    );
    const noAnswers = failed.filter((id) => empty.has(id)).length;
    await nameLanguages(connection, batch.languages ?? []);
    await clearTrials(
      connection,
      batch.modelId,
      batch.analyses.map(({ documentId }) => documentId),
      failed,
    );
    await connection.query(
      `update verbatim.run
          set analysed = analysed + $2, failed = failed + $3,
              tokens = tokens + $4, padded_tokens = padded_tokens + $5,
              no_answer = no_answer + $6, mended = mended + $7, reading = $8
        where id = $1`,
      [
        ...[batch.runId, analysed.length, failed.length, batch.tokens, batch.paddedTokens],
        ...[noAnswers, (batch.mended ?? []).filter((id) => fresh.has(id)).length, READING],
      ],
    );
    return finished.documents.length - same.size;
  });
}

async function assertRun(connection: Connection, batch: FinishedBatch): Promise<void> {
  const { runId, modelId, modelHash } = batch;
  const { rowCount } = await connection.query(
    `select from verbatim.run r join verbatim.model m on m.id = r.model_id
      where r.id = $1 and m.id = $2 and m.hash = $3`,
    [runId, modelId, modelHash],
  );
  if (rowCount === 1) return;
  const detail = `it has no run ${runId} of model ${modelId} (${modelHash.slice(0, 12)})`;
  throw new VerbatimError('JOB_OUTDATED', { detail });
}

/**
 * Locks the documents whose text is the one that was read, in the order of ids, until the commit. Two transactions do
 * not see each other's rows: one that brings failures, which are rare, waits to be alone with its documents.
 * @returns their ids
 */
async function lockUnchanged(
  connection: Connection,
  { documents, failures }: FinishedBatch,
): Promise<ReadonlySet<number>> {
  const { rows } = await connection.query<Row<typeof document, 'id'>>(
    `select d.id
       from unnest($1::bigint[], $2::text[]) as read (id, hash)
       join verbatim.document d on d.id = read.id and d.hash = decode(read.hash, 'hex')
      order by d.id for ${failures.length > 0 ? 'update' : 'key share'} of d`,
    [documents.map(({ id }) => id), documents.map(({ hash }) => hash)],
  );
  return new Set(rows.map(({ id }) => id));
}

function resultsOf(batch: FinishedBatch, documents: ReadonlySet<number>): FinishedBatch {
  const known = ({ documentId }: { readonly documentId: number }) => documents.has(documentId);
  return {
    ...batch,
    analyses: batch.analyses.filter(known),
    failures: batch.failures.filter(known),
    languages: (batch.languages ?? []).filter(known),
    translations: (batch.translations ?? []).filter(known),
  };
}

async function insertAnalyses(connection: Connection, batch: FinishedBatch): Promise<number[]> {
  const { analyses } = batch;
  if (analyses.length === 0) return [];
  const emotions = analyses[0]!.emotion.length;
  const dimensions = analyses[0]!.embedding?.length ?? 0;
  const labels = analyses[0]!.probabilities.length;
  const sentiments = analyses.map(({ sentiment }) => sentiment);
  const translators = new Map((batch.translations ?? []).map((it) => [it.documentId, it.translatorId]));
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
      batch.modelId,
      batch.runId,
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
      // One binary parameter for all vectors: as text arrays they cost more than everything else together.
      encodeHalfFloats(
        analyses.map((analysis) => analysis.embedding),
        dimensions,
      ),
      dimensions,
      analyses.map((analysis) => analysis.truncated),
      // Labels are the model's own words: any character may be in them.
      analyses.map((analysis) => JSON.stringify(analysis.labels)),
      analyses.flatMap((analysis) => analysis.probabilities.map(sixDecimals)),
      labels,
      analyses.map((analysis) => analysis.value),
      analyses.map((analysis) => translators.get(analysis.documentId) ?? null),
    ],
  );
  return rows.map((row) => row.document_id);
}

async function insertSegments(
  connection: Connection,
  batch: FinishedBatch,
  analysed: ReadonlySet<number>,
): Promise<void> {
  const segments = batch.analyses
    .filter((analysis) => analysed.has(analysis.documentId))
    .flatMap(({ documentId, segments }) =>
      segments.map((segment, ordinal) => ({ segment, documentId, ordinal })),
    );
  for (let from = 0; from < segments.length; from += SEGMENTS_AT_ONCE) {
    await insertSomeSegments(connection, batch.modelId, segments.slice(from, from + SEGMENTS_AT_ONCE));
  }
}

// A single text can have a hundred thousand: their parameters would be held in memory several times over.
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

async function insertEntities(
  connection: Connection,
  batch: FinishedBatch,
  analysed: ReadonlySet<number>,
): Promise<void> {
  const entities = batch.analyses
    .filter((analysis) => analysed.has(analysis.documentId))
    .flatMap(({ documentId, entities }) =>
      entities.map((entity, ordinal) => ({ ...entity, documentId, ordinal })),
    );
  if (entities.length === 0) return;
  await connection.query(
    `insert into verbatim.entity (document_id, model_id, ordinal, label, score, start_offset, end_offset)
     select row.document_id, $1, row.ordinal, row.label, row.score, row.start_offset, row.end_offset
       from unnest($2::bigint[], $3::int[], $4::text[], $5::real[], $6::int[], $7::int[])
            as row (document_id, ordinal, label, score, start_offset, end_offset)`,
    [
      batch.modelId,
      entities.map((entity) => entity.documentId),
      entities.map((entity) => entity.ordinal),
      entities.map((entity) => entity.label),
      entities.map((entity) => sixDecimals(entity.score)),
      entities.map((entity) => entity.start),
      entities.map((entity) => entity.end),
    ],
  );
}

/** In the order of ids, so that two batches that share documents do not wait for each other in a ring. */
async function nameLanguages(connection: Connection, languages: readonly DocumentLanguage[]): Promise<void> {
  if (languages.length === 0) return;
  await connection.query(
    `with chosen as (
       select d.id, row.language, row.confidence
         from unnest($1::bigint[], $2::text[], $3::real[]) as row (id, language, confidence)
         join verbatim.document d on d.id = row.id and d.language is null
        order by d.id for no key update of d
     )
     update verbatim.document d set language = chosen.language, language_confidence = chosen.confidence
       from chosen where d.id = chosen.id`,
    [
      languages.map(({ documentId }) => documentId),
      languages.map(({ language }) => language),
      languages.map(({ confidence }) => sixDecimals(confidence)),
    ],
  );
}

/** The documents that are set aside by it: those without an analysis, unless the failure is stale. */
async function insertFailures(connection: Connection, batch: FinishedBatch): Promise<number[]> {
  const { failures } = batch;
  if (failures.length === 0) return [];
  const { rows } = await connection.query<{ document_id: number }>(
    `insert into verbatim.failure (document_id, model_id, run_id, code, message)
     select row.document_id, $1, $2, row.code, row.message
       from unnest($3::bigint[], $4::text[], $5::text[]) as row (document_id, code, message)
      where not exists (select from verbatim.analysis a where a.document_id = row.document_id and a.model_id = $1)
        and not exists (select from verbatim.trial t
                         where t.document_id = row.document_id and t.model_id = $1 and t.since_run > $2)
      order by row.document_id
         on conflict (document_id, model_id) do nothing
  returning document_id`,
    [
      batch.modelId,
      batch.runId,
      failures.map((failure) => failure.documentId),
      failures.map((failure) => failure.code),
      failures.map((failure) => failure.message),
    ],
  );
  return rows.map((row) => row.document_id);
}

/** real holds seven digits; more would only cost bytes on the wire. */
const sixDecimals = (value: number) => Math.round(value * 1e6) / 1e6;
