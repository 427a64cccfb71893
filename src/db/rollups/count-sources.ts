import {
  attributeValue,
  DAY_COLUMNS,
  dayColumns,
  documentThemes,
  documentTopics,
  HARSH,
  KIND,
  RESULT_COLUMNS,
  themeSegments,
  topicSentences,
} from './comment-facts.ts';
import { dayAuthors, PERSON_COLUMNS } from './people.ts';

/**
 * Relations that figures are summed from. Each has the columns of a roll-up and is either the roll-up or the comments
 * themselves, one row each, so that one query serves both. They take the named parameters `:source`, `:first_day` and
 * `:last_day`, each null for all; a period has only comments with a time of their own.
 */
export interface CountSource {
  /** True: rows of roll-ups. False: comments, counted when asked. */
  readonly rolledUp: boolean;
  /** SQL of the id of the model whose results of comments count. */
  readonly model: string;
  /** SQL condition besides source and period, on a row of a roll-up or on feedback `f`. */
  readonly where?: string;
  /** Whether the selection is so narrow that themes are looked up comment by comment; else all are read once. */
  readonly narrow?: boolean;
  /** Where the tables of roll-ups are: left out in `verbatim`, or temporary ones of the same form. */
  readonly schema?: 'verbatim' | 'pg_temp';
  /** Comments without a time count on the day on which they were stored; left out: in no period. Of roll-ups only. */
  readonly undatedToo?: boolean;
  /** Whether rows of reports say who wrote the comments: what is hidden depends on it. */
  readonly people?: boolean;
}

export const ACTIVE_MODEL = `(select id from verbatim.model where active and task = 'feedback')`;

export const ROLL_UPS: CountSource = { rolledUp: true, model: ACTIVE_MODEL };
export const COMMENTS: CountSource = { rolledUp: false, model: ACTIVE_MODEL };

/** What reports on comments break down by in any file. */
export const LANGUAGE = 'language';

/** SQL condition: a moment, such as `occurred_at`, is in the period; days are UTC. */
export const inPeriod = (
  moment: string,
): string => `(:first_day::date is null or ${moment} >= (:first_day::date::timestamp at time zone 'UTC'))
     and (:last_day::date is null or ${moment} < ((:last_day::date + 1)::timestamp at time zone 'UTC'))`;

/** SQL condition: feedback `f`, or a view with its columns, is of the source and the period. */
export const SELECTED = `(:source::text is null or f.source = :source)
     and ${inPeriod('f.occurred_at')}`;

/** SQL of the rows of a table of roll-ups. */
function rows(table: string, { schema = 'verbatim', undatedToo, where }: CountSource, attribute?: string) {
  const timed = undatedToo ? '' : 'dated and ';
  return `select * from ${schema}.${table}
   where ${attribute === undefined ? '' : `attribute = ${attribute} and `}(:source::text is null or source = :source)
     and (:first_day::date is null or ${timed}day >= :first_day::date)
     and (:last_day::date is null or ${timed}day <= :last_day::date)${where ? ` and ${where}` : ''}`;
}

/** Without an attribute of that name, `language` is the language of the text: as the file has it, else as detected. */
const valueOrLanguage = (attribute: string): string => `
         case when ${attribute} = '${LANGUAGE}' and not f.attributes ? '${LANGUAGE}' then
                coalesce((select d.language from verbatim.document d where d.id = f.document_id), '')
              else ${attributeValue(attribute)} end`;

const comments = ({ model, where }: CountSource, attribute: string | null): string => `
  select ${DAY_COLUMNS}, ${attribute === null ? `''` : valueOrLanguage(attribute)} as value,
         ${RESULT_COLUMNS}, ${PERSON_COLUMNS}, f.author
    from verbatim.feedback f
    left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = ${model}
    left join verbatim.failure x on x.document_id = f.document_id and x.model_id = ${model}
   where ${SELECTED}${where ? ` and ${where}` : ''}`;

// Columns with the bit of the author, of one comment.
const AUTHOR = 'case when authored then person end';
const SUBJECT_AUTHORS = `${AUTHOR} as authors, author,
               case when authored and rating is not null then person end as authors_rated,
               case when authored and s.negative then person end as authors_negative,
               case when authored and s.positive then person end as authors_positive`;

/**
 * Counts by day, source and value of one attribute: columns of `rollup_day`.
 * @param attribute SQL of the attribute's name; null or (of roll-ups) '': all feedback, with the value ''
 */
export const dayCounts = (from: CountSource, attribute: string | null = null): string =>
  from.rolledUp
    ? `(${rows('rollup_day', from, attribute ?? `''`)}) day_counts`
    : `(
  select day, dated, source, value, 1 as feedback, ${dayColumns()},
         ${dayAuthors()}, author
    from (${comments(from, attribute)}) c) day_counts`;

/** Counts by rating and sentiment: columns of `rollup_rating_day`. */
export const ratingCounts = (from: CountSource): string =>
  from.rolledUp
    ? `(${rows('rollup_rating_day', from)}) rating_counts`
    : `(select day, dated, source, rating, coalesce(sentiment, '') as sentiment, 1 as feedback,
               (${KIND})::int as kind, (${HARSH})::int as harsh, ${AUTHOR} as authors
          from (${comments(from, null)}) c where rating is not null) rating_counts`;

/** Counts by emotion; a comment may have several: columns of `rollup_emotion_day`. */
export const emotionCounts = (from: CountSource): string =>
  from.rolledUp
    ? `(${rows('rollup_emotion_day', from)}) emotion_counts`
    : `(select day, dated, source, emotion, 1 as feedback
          from (${comments(from, null)}) c cross join lateral unnest(emotions) as emotion) emotion_counts`;

/**
 * Counts by theme, of themes that are shown; a comment may speak of several: columns of `rollup_theme_day`.
 * @param attribute as of {@link dayCounts}
 */
export function themeCounts(from: CountSource, attribute: string | null = null): string {
  if (from.rolledUp) {
    return `(select r.* from (${rows('rollup_theme_day', from, attribute ?? `''`)}) r
          join verbatim.theme t on t.id = r.theme_id and not t.hidden) theme_counts`;
  }
  const segments = themeSegments(from.model);
  const themes = from.narrow
    ? `cross join lateral (${documentThemes(`(${segments} and ts.document_id = c.document_id) s`)}) s`
    : `join (${documentThemes(`(${segments}) s`)}) s on s.document_id = c.document_id`;
  return `(select day, dated, source, value, s.theme_id, 1 as feedback, s.negative::int as negative,
               s.positive::int as positive, s.score::numeric / 1000000 as score_sum,
               s.score::numeric * s.score / 1000000000000 as score_squares,
               (rating is not null)::int as rated, rating::numeric as rating_sum,
               rating::numeric * rating::numeric as rating_squares, ${SUBJECT_AUTHORS}
          from (${comments(from, attribute)}) c ${themes} where s.visible > 0) theme_counts`;
}

/**
 * Counts by topic in use, and of any topic under its own id; a comment may be about several: columns of
 * `rollup_topic_day`.
 * @param attribute as of {@link dayCounts}
 */
export const topicCounts = (from: CountSource, attribute: string | null = null): string =>
  from.rolledUp
    ? `(${rows('rollup_topic_day', from, attribute ?? `''`)}) topic_counts`
    : `(select day, dated, source, value, s.topic_id, 1 as feedback, s.segments, s.negative::int as negative,
               s.positive::int as positive, s.score::numeric / 1000000 as score_sum, (rating is not null)::int as rated,
               rating::numeric as rating_sum, rating::numeric * rating::numeric as rating_squares,
               (rating >= 4)::int as satisfied, (rating >= 9)::int as promoters, (rating <= 6)::int as detractors,
               ${SUBJECT_AUTHORS}
          from (${comments(from, attribute)}) c
          join (${documentTopics(`(${topicSentences(from.model)}) s`)}) s on s.document_id = c.document_id
         where analysed is not null) topic_counts`;
