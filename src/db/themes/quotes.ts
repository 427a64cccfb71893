import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection, Queryable } from '../client.ts';

/** A segment that may be quoted for its theme. Offsets in Unicode code points, end exclusive. */
interface QuoteCandidate {
  readonly themeId: number;
  readonly feedbackId: number;
  readonly documentId: number;
  readonly ordinal: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly sentiment: PolarityProbabilities;
  readonly embedding: Float32Array;
}

/** Longest text to quote, in characters. Slices of longer ones are slow, and their sentences represent no customers. */
const LONGEST_TEXT = 100_000;

/**
 * The segments nearest to the centroid of each theme, nearest first: those of 15 to 300 characters from texts that are
 * still referenced by feedback; of any length if a theme has none of them. Searches the `5 × ofEach` nearest segments,
 * so the cost does not depend on the size of themes.
 */
export async function quoteCandidates(
  database: Queryable,
  themeIds: readonly number[],
  ofEach: number,
): Promise<QuoteCandidate[]> {
  const readable = await nearestSegments(database, themeIds, ofEach, 15, 300);
  const served = new Set(readable.map(({ themeId }) => themeId));
  const others = themeIds.filter((id) => !served.has(id));
  return others.length > 0
    ? [...readable, ...(await nearestSegments(database, others, ofEach, 1, LONGEST_TEXT))]
    : readable;
}

async function nearestSegments(
  database: Queryable,
  themeIds: readonly number[],
  ofEach: number,
  shortest: number,
  longest: number,
): Promise<QuoteCandidate[]> {
  const { rows } = await database.query<
    Omit<QuoteCandidate, 'sentiment' | 'embedding'> & {
      negative: number;
      neutral: number;
      positive: number;
      embedding: Buffer;
    }
  >(
    `select theme.id as "themeId", near.*
       from unnest($1::bigint[]) as theme (id) cross join lateral (
         select f.id as "feedbackId", t.document_id as "documentId", t.ordinal, s.start_offset as start,
                s.end_offset as end, s.negative, s.neutral, s.positive, s.embedding,
                substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text
           from (select document_id, model_id, ordinal, similarity from verbatim.theme_segment
                  where theme_id = theme.id
                  order by similarity desc nulls last, document_id, ordinal limit 5 * $2) t
          -- "offset 0" and lateral instead of joins: Postgres reads t row by row in its order until there are enough;
          -- with joins it would read and sort all rows.
          cross join lateral (select * from verbatim.segment s
                               where s.document_id = t.document_id and s.model_id = t.model_id
                                 and s.ordinal = t.ordinal offset 0) s
          cross join lateral (select * from verbatim.document d where d.id = t.document_id offset 0) d
          cross join lateral (select min(id) as id from verbatim.feedback where document_id = d.id) f
          where f.id is not null and s.end_offset - s.start_offset between $3 and $4
            and d.characters <= ${LONGEST_TEXT}
          order by t.similarity desc nulls last, t.document_id, t.ordinal limit $2) as near
      order by theme.id`,
    [themeIds, ofEach, shortest, longest],
  );
  return rows.map(({ negative, neutral, positive, embedding, ...row }) => ({
    ...row,
    sentiment: [negative, neutral, positive],
    embedding: decodeHalfFloats(embedding),
  }));
}

/** Themes with a quote that is no longer in its feedback, and current ones without quotes, as after an undo. */
export async function themesWithBrokenQuotes(database: Queryable, modelId: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `select distinct t.id from verbatim.broken_theme_quotes() q
       join verbatim.theme t on t.id = q.theme_id where t.model_id = $1
      union
     select t.id from verbatim.theme t
      where t.model_id = $1 and t.current and t.segments > 0
        and not exists (select from verbatim.theme_quote q where q.theme_id = t.id)
      order by 1`,
    [modelId],
  );
  return rows.map(({ id }) => id);
}

type ThemeQuote = Omit<QuoteCandidate, 'sentiment' | 'embedding'> & { readonly rank: number };

/** Replaces the quotes of the given themes; does not write unchanged rows. */
export async function writeQuotes(
  connection: Connection,
  themeIds: readonly number[],
  quotes: readonly ThemeQuote[],
): Promise<void> {
  await connection.query(
    `delete from verbatim.theme_quote q
      where q.theme_id = any ($1)
        and not exists (select from unnest($2::bigint[], $3::int[]) as kept (theme_id, rank)
                         where kept.theme_id = q.theme_id and kept.rank = q.rank)`,
    [themeIds, quotes.map(({ themeId }) => themeId), quotes.map(({ rank }) => rank)],
  );
  await connection.query(
    `insert into verbatim.theme_quote as old
       (theme_id, rank, feedback_id, document_id, ordinal, start_offset, end_offset, quote)
     select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::int[],
                          $8::text[])
         on conflict (theme_id, rank) do update
        set feedback_id = excluded.feedback_id, document_id = excluded.document_id, ordinal = excluded.ordinal,
            start_offset = excluded.start_offset, end_offset = excluded.end_offset, quote = excluded.quote
      where (old.feedback_id, old.document_id, old.start_offset, old.end_offset)
            is distinct from (excluded.feedback_id, excluded.document_id, excluded.start_offset, excluded.end_offset)`,
    [
      quotes.map(({ themeId }) => themeId),
      quotes.map(({ rank }) => rank),
      quotes.map(({ feedbackId }) => feedbackId),
      quotes.map(({ documentId }) => documentId),
      quotes.map(({ ordinal }) => ordinal),
      quotes.map(({ start }) => start),
      quotes.map(({ end }) => end),
      quotes.map(({ text }) => text),
    ],
  );
}

/** Comments whose sentences stand for the themes that are shown. */
export async function themeComments(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    'select distinct feedback_id as id from reporting.theme_quote where rank = 1 order by 1',
  );
  return rows.map(({ id }) => id);
}
