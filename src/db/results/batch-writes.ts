import {
  type DocumentAnalysis,
  type DocumentFailure,
  type DocumentLanguage,
  NO_ANSWER,
} from '../../domain/analysis.ts';
import type { HashedDocument } from '../../domain/document.ts';
import { READING } from '../../domain/reading/clean-text.ts';
import { NAME_KINDS_OF } from '../../domain/text/name.ts';
import type { Translation } from '../../domain/text/translation.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import { againOnConflict } from '../imports/chunk-transaction.ts';
import { type NameMasks, type StoredMasks, storeMasks } from '../privacy/name-masks.ts';
import { storeWords } from '../search/document-words.ts';
import { insertAnalyses, insertEntities, insertSegments, sixDecimals } from './analysis-rows.ts';
import { lockUnchanged } from './documents.ts';
import { insertTranslations } from './translations.ts';
import { clearTrials } from './trials.ts';

export interface FinishedBatch {
  readonly runId: number;
  readonly modelId: number;
  /** Hash of the model that was used: after a failover to a backup, the id may be of another model. */
  readonly modelHash: string;
  /** Every document of the batch, with the hash that was read with its text. */
  readonly documents: readonly Pick<HashedDocument, 'id' | 'hash'>[];
  readonly analyses: readonly DocumentAnalysis[];
  readonly failures: readonly DocumentFailure[];
  readonly languages?: readonly DocumentLanguage[];
  /** Of documents analysed in translation. */
  readonly translations?: readonly Translation[];
  /** Ids of documents whose wrongly decoded characters were repaired. */
  readonly mended?: readonly number[];
  readonly tokens: number;
  readonly paddedTokens: number;
  /** Names that are masked in the same transaction. Results name a masked text by its id. */
  readonly names?: NameMasks;
}

/**
 * Stores the results of one batch and counts them in its run, in one transaction. Idempotent: stored results stay, and
 * only new ones are counted. A document has an analysis or a failure, never both: an analysis replaces a failure, but
 * not the reverse, even if a worker that was frozen for hours stores its results late.
 *
 * Stores results only for documents whose text has not changed since it was read: after a failover to an older backup,
 * ids are reused for other texts.
 * @returns count of documents of the batch that are gone or have another text, unless another worker may have masked
 *   their names; nothing is stored for them
 * @throws VerbatimError JOB_OUTDATED if the run or its model is not the one of the job
 */
export const storeBatch = (database: Database, finished: FinishedBatch): Promise<number> =>
  againOnConflict(() => storeOnce(database, finished));

function storeOnce(database: Database, finished: FinishedBatch): Promise<number> {
  const { names } = finished;
  return inTransaction(database, async (connection) => {
    await assertRun(connection, finished);
    const alone = finished.failures.length > 0 || (names?.sources.size ?? 0) > 0;
    const unchanged = await lockUnchanged(connection, finished.documents, alone);
    const masks = names ? await storeMasks(connection, names, unchanged) : NO_MASKS;
    const batch = resultsOf(finished, unchanged, masks);
    if (masks.ids.size > 0) await lockMasked(connection, batch);
    const translations = batch.translations ?? [];
    const translators = new Map(translations.map((it) => [it.documentId, it.translatorId]));
    await insertTranslations(connection, translations);
    const analysed = await insertAnalyses(connection, batch, batch.analyses, translators);
    const stored = batch.analyses.filter(({ documentId }) => analysed.has(documentId));
    await insertSegments(connection, batch.modelId, stored);
    await insertEntities(connection, batch.modelId, stored);
    const failed = await insertFailures(connection, batch);
    const empty = new Set(
      batch.failures.flatMap(({ code, documentId }) => (code === NO_ANSWER ? [documentId] : [])),
    );
    const noAnswers = failed.filter((id) => empty.has(id)).length;
    await nameLanguages(connection, batch.languages ?? []);
    // After the languages, whose rules they follow.
    await storeWords(connection, [...analysed]);
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
              no_answer = no_answer + $6, mended = mended + $7, reading = $8,
              masked = (select coalesce(jsonb_object_agg(kind, n), '{}')
                          from (select kind, sum(n::bigint) as n
                                  from (select * from jsonb_each_text(masked) union all
                                        select * from jsonb_each_text($9::jsonb)) as one (kind, n)
                                 group by kind) as summed)
        where id = $1`,
      [
        ...[batch.runId, analysed.size, failed.length, batch.tokens, batch.paddedTokens],
        ...[noAnswers, (batch.mended ?? []).filter((id) => analysed.has(id)).length, READING],
        JSON.stringify({ ...masks.counts, ...flaggedCounts(stored) }),
      ],
    );
    const elsewhere = names ? [...names.sources.keys()].filter((id) => !unchanged.has(id)).length : 0;
    return finished.documents.length - unchanged.size - elsewhere;
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

/** Documents of masked texts, which others may have stored. */
async function lockMasked(connection: Connection, { analyses, failures }: FinishedBatch): Promise<void> {
  await connection.query(
    `select from verbatim.document where id = any($1::bigint[]) order by id
       for ${failures.length > 0 ? 'update' : 'key share'}`,
    [[...analyses, ...failures].map(({ documentId }) => documentId)],
  );
}

const NO_MASKS: StoredMasks = { ids: new Map(), late: new Set(), gone: new Set(), counts: {} };

/** What is stored of a batch, by the ids of documents. */
function resultsOf(
  batch: FinishedBatch,
  unchanged: ReadonlySet<number>,
  { ids, late, gone }: StoredMasks,
): FinishedBatch {
  const idOf = (id: number): number | undefined =>
    id < 0 ? ids.get(id) : unchanged.has(id) && !late.has(id) && !gone.has(id) ? id : undefined;
  const known = <Result extends { readonly documentId: number }>(results: readonly Result[]): Result[] => {
    const found = new Map<number, Result>();
    for (const result of results) {
      const documentId = idOf(result.documentId);
      if (documentId !== undefined) found.set(documentId, { ...result, documentId });
    }
    return [...found.values()];
  };
  return {
    ...batch,
    analyses: known(batch.analyses),
    failures: known(batch.failures),
    languages: known(batch.languages ?? []),
    translations: known(batch.translations ?? []),
    mended: (batch.mended ?? []).flatMap((id) => idOf(id) ?? []),
  };
}

/** Names that are stored as entities, by kind. */
function flaggedCounts(analyses: readonly DocumentAnalysis[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { label } of analyses.flatMap(({ entities }) => entities)) {
    if (label !== 'PERSON' && label !== 'PLACE') continue;
    const kind = `flagged_${NAME_KINDS_OF[label]}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Locks documents in the order of ids, so two batches that share documents cannot deadlock. */
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

/** Stores failures, except for analysed documents and stale failures. @returns ids of the failed documents */
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
