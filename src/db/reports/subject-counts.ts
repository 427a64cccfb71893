import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Database, Queryable } from '../client.ts';
import { inTransaction } from '../client.ts';
import type { FeedbackSelection } from './summary-segments.ts';
import { isToxic } from './toxic-sentences.ts';

/** Topics that people defined, or themes that were found. */
export type SubjectKind = 'topic' | 'theme';

/** What comments do about a subject. */
export type Side = 'negative' | 'positive' | 'asks';

export interface SubjectCounts {
  /** Of the topic, or of the theme. */
  readonly id: string;
  readonly name: string;
  /** Ids of the topics above it. */
  readonly above: readonly string[];
  /** Comments with a sentence about it. */
  readonly comments: number;
  /** Of them with a negative one that is no suggestion, with a positive one, with a suggestion. */
  readonly negative: number;
  readonly positive: number;
  readonly asks: number;
  /** Who wrote them: authors, and comments without one. */
  readonly people: Readonly<Record<'comments' | Side, number>>;
  readonly rated: number;
  readonly ratingSum: number;
  readonly ratingSquares: number;
}

/** A sentence about a subject, of one side. */
export interface SubjectSentence {
  readonly subject: string;
  readonly side: Side;
  readonly feedbackId: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How surely it is about the subject and of this side, 0..1. */
  readonly certainty: number;
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

// $1 model, $2 source, $3 since, $4 until, $5 document, $6 feedback ids, $7 undated feedback counts on the day on
// which it was stored.
const CHOSEN = `
  select f.id, f.document_id, f.rating, coalesce(f.author, f.id::text) as person,
         ((case when $7::boolean then coalesce(f.occurred_at, f.created_at) else f.occurred_at end) at time zone 'UTC')::date as day
    from verbatim.feedback f
    join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
   where ($2::text is null or f.source = $2)
     and ($3::timestamptz is null or f.occurred_at >= $3 or ($7 and f.occurred_at is null and f.created_at >= $3))
     and ($4::timestamptz is null or f.occurred_at < $4 or ($7 and f.occurred_at is null and f.created_at < $4))
     and ($5::bigint is null or f.document_id = $5) and ($6::bigint[] is null or f.id = any ($6))`;

/** Sentences and the subject that each is about, with the probability. */
const PLACES: Readonly<Record<SubjectKind, string>> = {
  topic: `select st.document_id, st.ordinal, l.above_id::text as subject, st.probability
            from verbatim.sentence_topic st
            join verbatim.topic t on t.id = st.topic_id and t.kind = 'subject' and st.probability >= t.threshold
            join verbatim.topic_line l on l.topic_id = st.topic_id
           where st.model_id = $1`,
  theme: `select ts.document_id, ts.ordinal, t.shown_as::text as subject, ts.similarity as probability
            from verbatim.theme_segment ts
            join verbatim.theme t on t.id = ts.theme_id
            join verbatim.theme s on s.id = t.shown_as and not s.talk
           where ts.model_id = $1`,
};
const NAMES: Readonly<Record<SubjectKind, string>> = {
  topic: `select t.id::text as id, t.name,
                 array(select l.above_id::text from verbatim.topic_line l where l.topic_id = t.id and l.distance > 0) as above
            from verbatim.topic t where t.retired_at is null`,
  theme: `select t.id::text as id, coalesce(t.user_name, t.name) as name, '{}'::text[] as above from verbatim.theme t`,
};

const sentences = (of: SubjectKind, more = '') => `
  chosen as materialized (${CHOSEN}),
  documents as materialized (select distinct document_id from chosen),
  wishes as materialized (select document_id, ordinal from verbatim.sentence_wish where model_id = $1),
  places as materialized (${PLACES[of]}),
  spoken as materialized (
    select p.document_id, p.ordinal, p.subject, max(p.probability) as probability, min(s.sentiment) as sentiment,
           bool_or(w.ordinal is not null) as wish
      from documents d
      join places p on p.document_id = d.document_id
      join verbatim.segment s on s.document_id = p.document_id and s.model_id = $1 and s.ordinal = p.ordinal
      left join wishes w on w.document_id = p.document_id and w.ordinal = p.ordinal
     ${more} group by 1, 2, 3)`;

const COMMENTS = `
  about as materialized (
    select document_id, subject, bool_or(sentiment = 'negative' and not wish) as negative,
           bool_or(sentiment = 'positive') as positive, bool_or(wish) as asks
      from spoken group by 1, 2)`;

/** Counts of subjects, the one with most comments first. */
export async function subjectCounts(
  database: Queryable,
  modelId: number,
  of: SubjectKind,
  selection: SubjectSelection,
): Promise<SubjectCounts[]> {
  const { rows } = await database.query<SubjectCounts>(
    `with ${sentences(of)}, ${COMMENTS}, counted as (
       select a.subject as id, count(*)::int as comments, (count(*) filter (where a.negative))::int as negative,
              (count(*) filter (where a.positive))::int as positive, (count(*) filter (where a.asks))::int as asks,
              json_build_object('comments', count(distinct c.person),
                ${(['negative', 'positive', 'asks'] as const).map((side) => `'${side}', count(distinct c.person) filter (where a.${side})`).join(', ')}) as people,
              count(c.rating)::int as rated, coalesce(sum(c.rating), 0)::float8 as "ratingSum",
              coalesce(sum(c.rating ^ 2), 0)::float8 as "ratingSquares"
         from about a join chosen c on c.document_id = a.document_id group by 1)
     select c.*, n.name, n.above from counted c join (${NAMES[of]}) n on n.id = c.id
      order by c.comments desc, n.name, c.id`,
    valuesOf(modelId, selection),
  );
  return rows;
}

/** Characters of a sentence that may be quoted. */
const [SHORTEST, LONGEST] = [20, 240];

/** The surest sentences of each subject and side, at most `most` of each; no toxic ones. */
export async function subjectSentences(
  database: Database,
  modelId: number,
  of: SubjectKind,
  selection: SubjectSelection,
  wanted: readonly { readonly id: string; readonly side: Side }[],
  most: number,
): Promise<SubjectSentence[]> {
  if (wanted.length === 0) return [];
  return inTransaction(database, async (connection) => {
    await connection.query('set local jit = off');
    const { rows } = await connection.query<
      Omit<SubjectSentence, 'embedding'> & { embedding: Buffer | null }
    >(
      `with ${sentences(of, 'where p.subject = any ($8::text[])')}, sided as (
         select s.*, side from spoken s
          cross join lateral (select 'asks' as side where s.wish
                               union all select s.sentiment where not s.wish and s.sentiment in ('negative', 'positive')) x
       ), ranked as (
         select d.*, row_number() over (partition by d.subject, d.side order by d.certainty desc, d.document_id, d.ordinal) as place
           from (select o.*, s.start_offset, s.end_offset, s.embedding, s.negative, s.neutral, s.positive,
                        o.probability * case o.side when 'negative' then s.negative when 'positive' then s.positive
                                                    else 1 end as certainty
                   from sided o
                   join unnest($8::text[], $9::text[]) as want (subject, side) using (subject, side)
                   join verbatim.segment s on s.document_id = o.document_id and s.model_id = $1 and s.ordinal = o.ordinal
                  where s.end_offset - s.start_offset between ${SHORTEST} and ${LONGEST}
                    and not ${isToxic('s', '$1')}) d
       )
       select r.subject, r.side, f.id as "feedbackId", r.start_offset as start, r.end_offset as "end", r.embedding,
              substring(t.text from r.start_offset + 1 for r.end_offset - r.start_offset) as text,
              r.certainty::float8 as certainty, array[r.negative, r.neutral, r.positive]::float8[] as sentiment
         from ranked r
         join lateral (select min(id) as id from chosen c where c.document_id = r.document_id) f on true
         join verbatim.document t on t.id = r.document_id
        where r.place <= $10 order by r.subject, r.side, r.place`,
      [
        ...valuesOf(modelId, selection),
        ...[wanted.map(({ id }) => id), wanted.map(({ side }) => side), most],
      ],
    );
    const dimensions = (rows.find(({ embedding }) => embedding)?.embedding?.length ?? 0) / 2;
    return rows.map(({ embedding, ...row }) => ({
      ...row,
      embedding: embedding ? decodeHalfFloats(embedding) : new Float32Array(dimensions),
    }));
  });
}

/** Feedback of a selection. */
export interface SubjectSelection extends Omit<FeedbackSelection, 'themeId'> {
  /** Feedback without a time counts on the day on which it was stored; left out: in no period. */
  readonly undatedToo?: boolean;
}

const valuesOf = (modelId: number, selection: SubjectSelection) => {
  const { source, since, until, documentId, feedbackIds, undatedToo = false } = selection;
  return [
    modelId,
    source ?? null,
    since ?? null,
    until ?? null,
    documentId ?? null,
    feedbackIds ?? null,
    undatedToo,
  ];
};

/** Analysed comments of a selection. */
export async function countChosen(
  database: Queryable,
  modelId: number,
  selection: SubjectSelection,
): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from (${CHOSEN}) chosen`,
    valuesOf(modelId, selection),
  );
  return rows[0]!.n;
}

/** Subjects of the digest and the summary: topics where there are any in use, else themes. */
export async function subjectKind(database: Queryable): Promise<SubjectKind> {
  const { rows } = await database.query(
    `select from verbatim.topic where kind = 'subject' and retired_at is null limit 1`,
  );
  return rows.length > 0 ? 'topic' : 'theme';
}
