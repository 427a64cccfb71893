import type { Translation } from '../../domain/text/translation.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { translator } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

/** The translator of a language. */
export interface NamedTranslator extends Row<typeof translator, 'language' | 'modelId'> {
  /** Language of the translations, ISO 639-1. */
  readonly target: (typeof translator.$inferSelect)['target'];
  readonly name: string;
  readonly hash: string;
  readonly folder: string | null;
}

/** The translators of the given languages, ISO 639-1. */
export async function translatorsOf(
  database: Queryable,
  languages: readonly string[],
): Promise<NamedTranslator[]> {
  const { rows } = await database.query<NamedTranslator>(
    `select t.language, t.target, t.model_id as "modelId", m.name, m.hash, m.folder
       from verbatim.translator t join verbatim.model m on m.id = t.model_id
      where t.language = any($1::text[]) order by t.language`,
    [languages],
  );
  return rows;
}

// Failures that another translator may avoid.
const WAITING = ['LANGUAGE_UNSUPPORTED', 'TRANSLATION_FAILED', 'MODEL_NOT_FOUND', 'MODEL_CHANGED'];

/**
 * Sets the translator of languages, and deletes the related failures, so the documents are analysed again.
 * @returns count of deleted failures, over all models
 */
export async function nameTranslator(
  database: Database,
  modelId: number,
  languages: readonly string[],
  target: string,
): Promise<number> {
  return inTransaction(database, async (connection) => {
    await connection.query(
      `insert into verbatim.translator (language, target, model_id)
       select language, $2, $1 from unnest($3::text[]) as language order by language
       on conflict (language) do update set target = $2, model_id = $1, named_at = now()`,
      [modelId, target, languages],
    );
    const { rowCount } = await connection.query(
      `delete from verbatim.failure x using verbatim.document d
        where d.id = x.document_id and d.language = any($1::text[]) and x.code = any($2::text[])`,
      [languages, WAITING],
    );
    return rowCount ?? 0;
  });
}

/** Removes the translator of languages; their results stay. @returns languages that had a translator */
export async function forgetTranslators(
  database: Queryable,
  languages: readonly string[],
): Promise<string[]> {
  const { rows } = await database.query<Row<typeof translator, 'language'>>(
    'delete from verbatim.translator where language = any($1::text[]) returning language',
    [languages],
  );
  return rows.map(({ language }) => language).toSorted();
}

/** Stored translations of documents by the given models. */
export async function storedTranslations(
  database: Queryable,
  documentIds: readonly number[],
  modelIds: readonly number[],
): Promise<Translation[]> {
  interface Row extends Pick<Translation, 'documentId' | 'translatorId' | 'truncated'> {
    readonly sentences: readonly string[];
    readonly starts: readonly number[];
    readonly ends: readonly number[];
  }
  const { rows } = await database.query<Row>(
    `select document_id as "documentId", model_id as "translatorId", truncated, sentences,
            start_offsets as starts, end_offsets as ends
       from verbatim.translation where document_id = any($1::bigint[]) and model_id = any($2::int[])`,
    [documentIds, modelIds],
  );
  return rows.map(({ sentences, starts, ends, ...row }) => ({
    ...row,
    sentences: sentences.map((text, i) => ({ text, start: starts[i]!, end: ends[i]! })),
  }));
}

/** Stores translations; stored ones stay unchanged. */
export async function insertTranslations(
  connection: Connection,
  translations: readonly Translation[],
): Promise<void> {
  if (translations.length === 0) return;
  // JSON, because nested arrays in SQL must have equal lengths.
  await connection.query(
    `insert into verbatim.translation (document_id, model_id, truncated, sentences, start_offsets, end_offsets)
     select row.document_id, row.model_id, row.truncated,
            array(select s ->> 'text' from jsonb_array_elements(row.sentences) with ordinality as e (s, n) order by n),
            array(select (s -> 'start')::int from jsonb_array_elements(row.sentences) with ordinality as e (s, n) order by n),
            array(select (s -> 'end')::int from jsonb_array_elements(row.sentences) with ordinality as e (s, n) order by n)
       from unnest($1::bigint[], $2::int[], $3::boolean[], $4::jsonb[])
            as row (document_id, model_id, truncated, sentences)
      order by row.document_id, row.model_id
         on conflict (document_id, model_id) do nothing`,
    [
      translations.map(({ documentId }) => documentId),
      translations.map(({ translatorId }) => translatorId),
      translations.map(({ truncated }) => truncated),
      translations.map(({ sentences }) => JSON.stringify(sentences)),
    ],
  );
}
