import type { Sentiment } from '../../domain/analysis.ts';
import type { Crowd } from '../../domain/crowd.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { dayCounts, themeCounts, topicCounts } from '../rollups/count-sources.ts';
import { crowd, crowdOf } from '../rollups/people.ts';
import { DASHBOARD_SUMS, type DashboardSums } from './comment-sums.ts';
import { countedBy, type DashboardFilter, filtered, filterParameters } from './dashboard-filter.ts';

/** How long a step of a time axis is. */
export type BucketUnit = 'day' | 'week' | 'month' | 'year';

/** @returns null bucket: comments without a time */
export interface CommentBucket extends DashboardSums {
  /** First day, YYYY-MM-DD; weeks begin on Monday. */
  readonly bucket: string | null;
  /** Of the period looked at; false: of the one before it. */
  readonly current: boolean;
  /** Who wrote the analysed comments, the others, those with a rating, and those of the chosen sentiment. */
  readonly people: Crowd;
  readonly peopleUnread: Crowd;
  readonly peopleRated: Crowd;
  readonly peopleChosen: Crowd;
}

/** SQL of who wrote the comments of a sentiment, or all. @param columns those of the rows; a subject has two */
const chosenCrowd = (n: string, sentiment: Sentiment | null, columns: readonly Sentiment[]): string =>
  sentiment !== null && columns.includes(sentiment) ? crowdOf(sentiment, `authors_${sentiment}`) : crowdOf(n);

/** SQL of the step of time of a row of counts, and of whether it is of the period looked at. */
export const STEP = `case when dated then to_char(date_trunc(:unit, day), 'YYYY-MM-DD') end as bucket,
  (:current_from::date is null or (dated and day >= :current_from)) as current`;

/**
 * Comments by steps of time, in order. @param filter.first of the period before, where there is one
 * @param currentFrom first day of the period looked at; null: everything is
 * @param chosen of `peopleChosen`; null: all analysed
 */
export async function countComments(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  unit: BucketUnit,
  chosen: Sentiment | null,
): Promise<CommentBucket[]> {
  return queryNamed<CommentBucket>(
    database,
    `select ${STEP}, ${DASHBOARD_SUMS}, ${crowdOf('analysed')} as people,
            ${crowdOf('feedback - analysed', 'authors_unread')} as "peopleUnread",
            ${crowdOf('rated', 'authors_rated')} as "peopleRated",
            ${chosenCrowd('analysed', chosen, ['negative', 'neutral', 'positive', 'mixed'])} as "peopleChosen"
       from ${dayCounts(filtered(filter), countedBy(filter))} group by 1, 2 order by 1 nulls last, 2`,
    { ...filterParameters(filter), current_from: currentFrom, unit },
  );
}

/** Comments about a theme or a topic in one step of time. */
export interface SubjectBucket {
  readonly bucket: string | null;
  readonly current: boolean;
  /** Comments about it; of these with a negative or positive sentence about it, which may overlap. */
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
  readonly rated: number;
  readonly ratingSum: number;
  /** Of themes: roll-ups of topics have no squares. */
  readonly scoreSum?: number;
  readonly scoreSquares?: number;
  /** Who wrote the comments, those with a rating, and those of the chosen sentiment. */
  readonly people: Crowd;
  readonly peopleRated: Crowd;
  readonly peopleChosen: Crowd;
}

/** SQL of the people of a {@link SubjectBucket}. */
export const subjectPeople = (chosen: Sentiment | null): string =>
  `${crowdOf('feedback')} as people, ${crowdOf('rated', 'authors_rated')} as "peopleRated",
   ${chosenCrowd('feedback', chosen, ['negative', 'positive'])} as "peopleChosen"`;

export interface ThemeBucket extends SubjectBucket {
  readonly id: number;
  readonly name: string;
  /** Whether its sentences name no subject. */
  readonly talk: boolean;
  readonly scoreSum: number;
  readonly scoreSquares: number;
}

/** Themes that are shown, by steps of time; parameters as of {@link countComments}. */
export async function countThemeSteps(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  unit: BucketUnit,
  chosen: Sentiment | null,
): Promise<ThemeBucket[]> {
  return queryNamed<ThemeBucket>(
    database,
    `select c.*, coalesce(t.user_name, t.name) as name, t.talk
       from (select theme_id as id, ${STEP}, sum(feedback)::float8 as comments, sum(negative)::float8 as negative,
                    sum(positive)::float8 as positive, sum(score_sum)::float8 as "scoreSum",
                    sum(score_squares)::float8 as "scoreSquares", sum(rated)::float8 as rated,
                    coalesce(sum(rating_sum), 0)::float8 as "ratingSum", ${subjectPeople(chosen)}
               from ${themeCounts(filtered(filter), countedBy(filter))} group by theme_id, 2, 3) c
       join verbatim.theme t on t.id = c.id
      order by c.id, c.bucket nulls last, c.current`,
    { ...filterParameters(filter), current_from: currentFrom, unit },
  );
}

export interface ValueCounts {
  /** Null: feedback without the attribute. */
  readonly value: string | null;
  readonly feedback: number;
  /** Analysed comments of the value; with a theme those about it. */
  readonly comments: number;
  /** Analysed comments of the value. */
  readonly of: number;
  readonly negative: number;
  readonly positive: number;
  readonly rated: number;
  readonly ratingSum: number;
}

/** Counts of a value, and who wrote the comments of each count. */
export interface PeopledCounts extends ValueCounts {
  readonly people: Readonly<Record<'unread' | 'comments' | 'of' | 'rated', Crowd>>;
}

export interface Breakdown<Counts extends ValueCounts = ValueCounts> {
  /** The values with most comments first. */
  readonly values: readonly Counts[];
  /** All others together; null when there are none. */
  readonly others: Counts | null;
  /** How many values there are. */
  readonly known: number;
}

/** Counts of a value with people of their own, and SQL of their comments. */
const PEOPLED = [
  ['unread', 'feedback - of'],
  ['comments', 'comments'],
  ['of', 'of'],
  ['rated', 'rated'],
] as const;

/**
 * Comments by source or by an attribute.
 * @param options.theme only comments about it
 * @param options.topic only comments about it; not together with a theme
 * @param options.search only values that contain this, whatever its case
 * @param options.limit values with a row of their own
 */
export async function countValues(
  database: Queryable,
  filter: DashboardFilter,
  options: {
    by: string | null;
    theme: number | null;
    topic: string | null;
    search: string | null;
    limit: number;
  },
): Promise<Breakdown<PeopledCounts>> {
  const { by, theme, topic, search, limit } = options;
  const [from, attribute] = [filtered(filter), countedBy(filter, ':by::text')];
  const about =
    topic === null
      ? `${themeCounts(from, attribute)} where theme_id = :theme`
      : `${topicCounts(from, attribute)} where topic_id = :topic`;
  const value = `case when :by::text is null then source else nullif(value, '') end`;
  const rows = await queryNamed<PeopledCounts & { place: number; known: number }>(
    database,
    `with cells as (
       select ${value} as value, feedback, analysed as of, rated, rating_sum,
              case when not :about::boolean then analysed else 0 end as comments,
              case when not :about::boolean then negative else 0 end as negative,
              case when not :about::boolean then positive else 0 end as positive,
              authors_unread as by_unread, authors as by_of, authors_rated as by_rated,
              case when not :about::boolean then authors end as by_comments
         from ${dayCounts(from, attribute)}
       union all
       select ${value}, 0, 0, 0, 0, feedback, negative, positive, null, null, null, authors
         from ${about}
     ), counted as (
       select value, sum(feedback) as feedback, sum(of) as of, sum(comments) as comments, sum(negative) as negative,
              sum(positive) as positive, sum(rated) as rated, sum(rating_sum) as rating_sum,
              ${PEOPLED.map(([name, n]) => `coalesce(sum(${n}) filter (where by_${name} is null), 0) as ${name}_alone, bit_or(by_${name}) as by_${name}`).join(',\n              ')}
         from cells where :search::text is null or position(lower(:search) in lower(value)) > 0 group by value
     ), placed as (
       select *, row_number() over (order by comments desc, feedback desc, value nulls last) as place,
              count(*) over () as known from counted
     )
     select case when place <= :most::int then value end as value, least(place, :most::int + 1) as place, max(known) as known,
            sum(feedback)::float8 as feedback, sum(comments)::float8 as comments, sum(of)::float8 as of,
            sum(negative)::float8 as negative, sum(positive)::float8 as positive,
            coalesce(sum(rated), 0)::float8 as rated, coalesce(sum(rating_sum), 0)::float8 as "ratingSum",
            json_build_object(${PEOPLED.map(([name]) => `'${name}', ${crowd(`sum(${name}_alone)`, `bit_or(by_${name})`)}`).join(', ')}) as people
       from placed group by 1, 2 order by 2`,
    {
      ...filterParameters(filter),
      by,
      theme,
      topic,
      about: theme !== null || topic !== null,
      search,
      most: limit,
    },
  );
  const cells = rows.map(({ place, known: _, ...counts }) => ({ place: Number(place), counts }));
  return {
    values: cells.filter(({ place }) => place <= limit).map(({ counts }) => counts),
    others: cells.find(({ place }) => place > limit)?.counts ?? null,
    known: Number(rows[0]?.known ?? 0),
  };
}
