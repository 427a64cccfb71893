/** What one comment counts as: roll-ups add these columns up, and live counts read them comment by comment. */

/** Longest value of an attribute in counts, in code points; longer values are cut. */
const VALUE_CHARACTERS = 100;

/** SQL of the value of an attribute of feedback `f`; '' without one. @param name SQL of the attribute's name */
export const attributeValue = (name: string): string =>
  `coalesce(left(f.attributes ->> ${name}, ${VALUE_CHARACTERS}), '')`;

/** SQL of the day (UTC) that feedback `f` counts on, whether it is its own, and the source. */
export const DAY_COLUMNS = `(coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date as day,
         f.occurred_at is not null as dated, f.source`;

/** SQL of the results of feedback `f`, its analysis `a` and its failure `x`: what CONDITIONS and SUMMANDS read. */
export const RESULT_COLUMNS = `f.document_id, a.document_id as analysed, a.translator_id, x.code,
         a.sentiment, a.toxicity, a.emotions, a.score::numeric as score, f.rating,
         f.attributes ->> 'asks' as asks,
         case when a.document_id is not null then f.rating::numeric end as exact_rating`;

const CONDITIONS: Readonly<Record<string, string>> = {
  without_text: 'document_id is null',
  no_answer: `analysed is null and code = 'NO_ANSWER'`,
  pending: 'document_id is not null and analysed is null and code is null',
  set_aside: `analysed is null and code not in ('LANGUAGE_UNSUPPORTED', 'NO_ANSWER')`,
  unsupported: `analysed is null and code = 'LANGUAGE_UNSUPPORTED'`,
  analysed: 'analysed is not null',
  translated: 'translator_id is not null',
  negative: `sentiment = 'negative'`,
  neutral: `sentiment = 'neutral'`,
  positive: `sentiment = 'positive'`,
  mixed: `sentiment = 'mixed'`,
  toxic: 'toxicity >= 0.5',
  rated: 'analysed is not null and rating is not null',
};

// Numeric, which adds up to the same in any order: a rebuild of roll-ups gives identical tables.
const SUMMANDS: Readonly<Record<string, string>> = {
  score_sum: 'score',
  score_squares: 'score * score',
  rating_sum: 'exact_rating',
  rating_squares: 'exact_rating * exact_rating',
};

/** Columns of `rollup_day` that sum over comments, besides `feedback`. */
export const DAY_SUMS: readonly string[] = [...Object.keys(CONDITIONS), ...Object.keys(SUMMANDS)];

/** SQL of {@link DAY_SUMS} of one comment, of a row with the RESULT_COLUMNS. */
export const dayColumns = (): string =>
  [
    ...Object.entries(CONDITIONS).map(([name, condition]) => `(${condition})::int as ${name}`),
    ...Object.entries(SUMMANDS).map(([name, value]) => `${value} as ${name}`),
  ].join(',\n         ');

/** SQL of {@link DAY_SUMS} over a group of such rows. */
export const summedColumns = (): string =>
  [
    ...Object.entries(CONDITIONS).map(
      ([name, condition]) => `count(*) filter (where ${condition}) as ${name}`,
    ),
    ...Object.entries(SUMMANDS).map(([name, value]) => `coalesce(sum(${value}), 0) as ${name}`),
  ].join(', ');

/**
 * The text contradicts a rating of the other side: kind words have a score of at least 0.5, harsh ones of -0.5 or less.
 * What the question asks for contradicts nothing.
 */
export const KIND = "score >= 0.5 and asks is distinct from 'praise'";
export const HARSH = "score <= -0.5 and asks is distinct from 'faults'";

/**
 * SQL of what each document says about each theme: document_id, theme_id, segments, negative, positive, score in
 * millionths, and how many of the segments are of a theme that is shown (visible).
 * @param segments SQL of a relation `s` with document_id, theme_id, sentiment, score
 */
export const documentThemes = (segments: string): string => `
      select s.document_id, t.shown_as as theme_id, count(*) as segments,
             bool_or(s.sentiment = 'negative') as negative, bool_or(s.sentiment = 'positive') as positive,
             (round(avg(s.score::numeric), 6) * 1000000)::bigint as score,
             count(*) filter (where not h.hidden) as visible
        from ${segments}
        join verbatim.theme t on t.id = s.theme_id
        join verbatim.theme h on h.id = t.shown_as
       group by s.document_id, t.shown_as`;

/** SQL of the segments of themes of a model. @param model SQL of its id */
export const themeSegments = (
  model: string,
): string => `select ts.document_id, ts.theme_id, s.sentiment, s.score
          from verbatim.theme_segment ts join verbatim.segment s using (document_id, model_id, ordinal)
         where ts.model_id = ${model}`;

/** Stands for all subjects together in roll-ups: comments about any topic, each once. */
export const ANY_TOPIC = '00000000-0000-0000-0000-000000000000';

/** SQL of the sentences about topics in use, by a model; a suggestion is not negative. @param model SQL of its id */
export const topicSentences = (
  model: string,
): string => `select st.document_id, st.ordinal, st.topic_id, s.score,
               case when s.sentiment = 'negative' and w.ordinal is not null then 'neutral' else s.sentiment end as sentiment
          from verbatim.sentence_topic st
          join verbatim.topic t on t.id = st.topic_id and t.retired_at is null and st.probability >= t.threshold
          join verbatim.segment s using (document_id, model_id, ordinal)
          left join verbatim.sentence_wish w using (document_id, model_id, ordinal)
         where st.model_id = ${model}`;

/**
 * SQL of what each document says about each topic and about any: document_id, topic_id, segments, negative, positive,
 * score in millionths. A sentence counts once for a topic, however many topics below it have it.
 * @param sentences SQL of a relation `s` with the columns of {@link topicSentences}
 */
export const documentTopics = (sentences: string): string => `
      select p.document_id, p.topic_id, count(*) as segments,
             bool_or(p.sentiment = 'negative') as negative, bool_or(p.sentiment = 'positive') as positive,
             (round(avg(p.score::numeric), 6) * 1000000)::bigint as score
        from (select s.document_id, s.ordinal, l.above_id as topic_id, min(s.sentiment) as sentiment, min(s.score) as score
                from ${sentences}
                join (select topic_id, above_id from verbatim.topic_line
                       union all
                      select id, '${ANY_TOPIC}'::uuid from verbatim.topic where retired_at is null and kind = 'subject') l
                  on l.topic_id = s.topic_id
               group by s.document_id, s.ordinal, l.above_id) p
       group by p.document_id, p.topic_id`;
