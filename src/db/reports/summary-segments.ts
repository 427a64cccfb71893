import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';
import { isToxic } from './toxic-sentences.ts';

/** The feedback that a summary is about; fields left out do not narrow it. */
export interface FeedbackSelection {
  readonly source?: string;
  /** First moment and the first one after the last: [since, until). Feedback without a time is in no period. */
  readonly since?: Date;
  readonly until?: Date;
  /** Only the sentences that belong to this theme, as it is shown. */
  readonly themeId?: number;
  readonly documentId?: number;
  readonly feedbackIds?: readonly number[];
}

/** A sentence of a comment. Offsets into the stored text in Unicode code points, end exclusive. */
export interface SelectedSegment {
  readonly feedbackId: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of unit length; all zeros when the model gave none. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
  /** By the model's threshold: it counts, and is not quoted. */
  readonly toxic: boolean;
}

export interface SelectedFeedback {
  /** Feedback of the selection that the model has analysed. */
  readonly comments: number;
  /** Its sentences, of at most the comments asked for, by comment and position. */
  readonly segments: readonly SelectedSegment[];
  /** Languages of one in a hundred comments or more, detected or as stated; the most frequent first. */
  readonly languages: readonly string[];
}

// $1 model, $2 source, $3 since, $4 until, $5 theme, $6 document, $7 feedback ids.
const CHOSEN = `
  select f.id, f.document_id, f.language
    from verbatim.feedback f
    join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
   where ($2::text is null or f.source = $2)
     and ($3::timestamptz is null or f.occurred_at >= $3) and ($4::timestamptz is null or f.occurred_at < $4)
     and ($6::bigint is null or f.document_id = $6) and ($7::bigint[] is null or f.id = any ($7))
     and ($5::bigint is null or exists (
           select from verbatim.theme_segment ts join verbatim.theme t on t.id = ts.theme_id
            where ts.document_id = f.document_id and ts.model_id = $1 and t.shown_as = $5))`;

/**
 * The sentences of a selection of feedback. Above `mostComments`, an even sample of that size, the same every time.
 */
export async function selectedFeedback(
  database: Database,
  modelId: number,
  selection: FeedbackSelection,
  mostComments: number,
): Promise<SelectedFeedback> {
  const { source, since, until, themeId, documentId, feedbackIds } = selection;
  const values = [modelId, source ?? null, since ?? null, until ?? null, themeId ?? null];
  const parameters = [...values, documentId ?? null, feedbackIds ?? null];
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read read only');
    const { rows } = await connection.query<Chosen>(
      `with chosen as materialized (${CHOSEN}),
            sampled as (select id, document_id, language from chosen order by md5(id::text), id limit $8),
            spoken as (select coalesce(d.language, s.language) as language, count(*) as n
                         from sampled s join verbatim.document d on d.id = s.document_id group by 1)
       select (select count(*) from chosen) as comments,
              array(select id from sampled order by md5(id::text), id) as ids,
              array(select language from spoken
                     where language is not null and n * 100 >= (select count(*) from sampled)
                     order by n desc, language) as languages`,
      [...parameters, mostComments],
    );
    const { comments, ids, languages } = rows[0]!;
    return { comments, languages, segments: await segmentsOf(connection, modelId, ids, themeId ?? null) };
  });
}

interface Chosen {
  readonly comments: number;
  /** Ids of the comments to read, as Postgres prints them. */
  readonly ids: readonly string[];
  readonly languages: readonly string[];
}

async function segmentsOf(
  connection: Queryable,
  modelId: number,
  feedbackIds: readonly string[],
  themeId: number | null,
): Promise<SelectedSegment[]> {
  const { rows } = await connection.query<{
    feedbackId: number;
    start: number;
    end: number;
    text: string;
    negative: number;
    neutral: number;
    positive: number;
    embedding: Buffer | null;
    toxic: boolean;
  }>(
    `select f.id as "feedbackId", s.start_offset as start, s.end_offset as end,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text,
            s.negative, s.neutral, s.positive, s.embedding, ${isToxic('s', '$1')} as toxic
       from unnest($2::bigint[]) as read (id)
       join verbatim.feedback f on f.id = read.id
       join verbatim.document d on d.id = f.document_id
       join verbatim.segment s on s.document_id = f.document_id and s.model_id = $1
       left join verbatim.theme_segment ts
         on ts.document_id = s.document_id and ts.model_id = s.model_id and ts.ordinal = s.ordinal
       left join verbatim.theme t on t.id = ts.theme_id
      where $3::bigint is null or t.shown_as = $3
      order by f.id, s.ordinal`,
    [modelId, feedbackIds, themeId],
  );
  const dimensions = (rows.find(({ embedding }) => embedding)?.embedding?.length ?? 0) / 2;
  return rows.map(({ negative, neutral, positive, embedding, ...row }) => ({
    ...row,
    sentiment: [negative, neutral, positive],
    embedding: embedding ? decodeHalfFloats(embedding) : new Float32Array(dimensions),
  }));
}

/**
 * Ids of feedback in the first column of a user's own query, which cannot write.
 * @throws pg's error when it is not a query
 */
export async function feedbackIdsOf(database: Database, query: string): Promise<number[]> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction read only');
    // The extended protocol takes one statement only: nothing can end the transaction and go on.
    const one = { text: query, rowMode: 'array', queryMode: 'extended' } as const;
    const { rows } = await connection.query<unknown[]>(one);
    return rows.map(([id]) => Number(id)).filter(Number.isSafeInteger);
  });
}
