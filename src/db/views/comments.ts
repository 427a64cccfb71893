import type { Queryable } from '../client.ts';

/** One comment, as stored: masked. */
export interface ViewedComment {
  readonly id: number;
  readonly text: string;
  /** Whether the text is longer. */
  readonly cut: boolean;
  readonly sentiment: string;
  /** −1 to 1. */
  readonly score: number;
  readonly rating: number | null;
  readonly source: string;
  /** When the customer wrote, ISO 8601; null: unknown. */
  readonly at: string | null;
  /** Whether somebody has seen to it. */
  readonly handled: boolean;
}

export interface CommentsAsked {
  readonly topic: string | null;
  readonly theme: number | null;
  /** Of the comment; with a topic, of a sentence about it. */
  readonly sentiment: string | null;
  readonly source: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly handled: boolean | null;
  readonly limit: number;
}

/** SQL: what a comment says about a topic has the sentiment; a mixed one counts with both. */
const SAID = `case $4 when 'negative' then t.negative > 0 when 'positive' then t.positive > 0 else t.sentiment = $4 end`;

/** Longest text, in code points. */
const CHARACTERS = 2_000;

/** Analysed comments, the newest first; those without a time at the end, where no day is asked for. */
export async function readComments(database: Queryable, asked: CommentsAsked): Promise<ViewedComment[]> {
  const dated = await ask(database, asked, true);
  if (asked.first !== null || asked.last !== null || dated.length === asked.limit) return dated;
  return [...dated, ...(await ask(database, { ...asked, limit: asked.limit - dated.length }, false))];
}

async function ask(
  database: Queryable,
  { topic, theme, sentiment, source, first, last, handled, limit }: CommentsAsked,
  dated: boolean,
): Promise<ViewedComment[]> {
  // The order is that of an index.
  const order = dated ? 'occurred_at desc, feedback_id desc' : 'feedback_id desc';
  const { rows } = await database.query<ViewedComment>(
    `select feedback_id as id, left(text, ${CHARACTERS}) as text, char_length(text) > ${CHARACTERS} as cut, sentiment, score,
            rating, source, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, handled_at is not null as handled
       from reporting.feedback_analysis f
      where status = 'analysed' and occurred_at is ${dated ? 'not null' : 'null'}
        and ($1::text is null or source = $1)
        and ($2::date is null or occurred_at >= $2::date::timestamp at time zone 'UTC')
        and ($3::date is null or occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
        and ($4::text is null or $5::uuid is not null or sentiment = $4)
        and ($5::uuid is null or exists (select from reporting.feedback_topic t where t.feedback_id = f.feedback_id
               and t.topic_id = $5 and ($4::text is null or ${SAID})))
        and ($6::bigint is null or exists (select from reporting.feedback_theme t where t.feedback_id = f.feedback_id
               and t.theme_id = $6))
        and ($7::boolean is null or (handled_at is not null) = $7)
      order by ${order} limit $8`,
    [source, first, last, sentiment, topic, theme, handled, limit],
  );
  return rows;
}
