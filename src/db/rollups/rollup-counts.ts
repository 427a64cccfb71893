import {
  attributeValue,
  DAY_COLUMNS,
  DAY_SUMS,
  documentThemes,
  documentTopics,
  HARSH,
  KIND,
  RESULT_COLUMNS,
  summedColumns,
  themeSegments,
  topicSentences,
} from './comment-facts.ts';
import {
  authorsOf,
  DAY_AUTHOR_NAMES,
  PERSON_COLUMNS,
  partialDayAuthors,
  peopleOf,
  unitedDayAuthors,
} from './people.ts';

/** The groups of roll-ups that are counted together: by day, by day and theme, by day and topic. */
export const CUBES = ['day', 'theme', 'topic'] as const;
export type Cube = (typeof CUBES)[number];

/** Tables of each cube; the first has one row at least for each day of a source. */
export const CUBE_TABLES: Readonly<Record<Cube, readonly string[]>> = {
  day: ['rollup_day', 'rollup_emotion_day', 'rollup_rating_day', 'rollup_disagreement'],
  theme: ['rollup_theme_day', 'rollup_contribution_day'],
  topic: ['rollup_topic_day'],
};

// The feedback of the days $3, $4, $5, by two indexes: of times, and of feedback without one. `offset 0` keeps each
// subquery separate: Postgres cannot know how few rows a day has, and would read the whole table instead.
export const TOUCHED_FEEDBACK = `(
      with cells as (select * from unnest($3::date[], $4::boolean[], $5::text[]) as c (day, dated, source))
      select f.* from cells c cross join lateral (
        select * from verbatim.feedback f
         where f.source = c.source and f.occurred_at >= (c.day::timestamp at time zone 'UTC')
           and f.occurred_at < ((c.day + 1)::timestamp at time zone 'UTC') offset 0) f where c.dated
       union all
      select f.* from cells c cross join lateral (
        select * from verbatim.feedback f
         where f.source = c.source and f.occurred_at is null
           and f.created_at >= (c.day::timestamp at time zone 'UTC')
           and f.created_at < ((c.day + 1)::timestamp at time zone 'UTC') offset 0) f where not c.dated
    ) f`;
export const ALL_FEEDBACK = 'verbatim.feedback f';

/** Joins the result of each row of `f`, if any; for some days by index, row by row. */
export const ofDocument = (feedback: string, table: string, alias: string): string =>
  feedback !== TOUCHED_FEEDBACK
    ? `left join verbatim.${table} ${alias} on ${alias}.document_id = f.document_id and ${alias}.model_id = $1`
    : `left join lateral (select * from verbatim.${table} o where o.document_id = f.document_id and o.model_id = $1
                          offset 0) ${alias} on true`;

/** Day, source, and values: '' for all feedback, then that of each of so many attributes of $2. */
const cell = (attributes: number): string => {
  const values = Array.from({ length: attributes }, (_, i) => attributeValue(`($2::text[])[${i + 1}]`));
  return `${DAY_COLUMNS}, array[${["''", ...values].join(', ')}]::text[] as values`;
};

// All feedback, then once more by each attribute.
const byAttribute = (attributes: number): string =>
  `cross join lateral (select (array['']::text[] || $2::text[])[place] as attribute, c.values[place] as value
                         from unnest(array[${Array.from({ length: attributes + 1 }, (_, i) => i + 1).join(', ')}]) as place) b`;

const ALL_SEGMENTS = `(${themeSegments('$1')}) s`;
const TOUCHED_SEGMENTS = `(select distinct document_id from touched where document_id is not null) d
       cross join lateral (${themeSegments('$1')} and ts.document_id = d.document_id offset 0) s`;

const ALL_SENTENCES = `(${topicSentences('$1')}) s`;
const TOUCHED_SENTENCES = `(select distinct document_id from touched where document_id is not null) d
       cross join lateral (${topicSentences('$1')} and st.document_id = d.document_id offset 0) s`;

const DAY_COUNTS = ['feedback', ...DAY_SUMS, 'other_attributes'];

/**
 * Counts feedback into the tables of a cube: $1 model, $2 attributes, so many; of some days $3, $4, $5 (TOUCHED_FEEDBACK).
 * Sums are of numeric or bigint, which add up to the same in any order: a rebuild gives identical tables.
 */
export const COUNT: Readonly<Record<Cube, (feedback: string, attributes: number) => string>> = {
  day: (feedback, attributes) => `
    with facts as materialized (
      select ${cell(attributes)}, f.attributes - $2::text[] <> '{}' as others, ${RESULT_COLUMNS},
             ${PERSON_COLUMNS}
        from ${feedback}
        ${ofDocument(feedback, 'analysis', 'a')}
        ${ofDocument(feedback, 'failure', 'x')}
    ), counted as materialized (
      select day, dated, source, values, count(*) as feedback, ${summedColumns()},
             count(*) filter (where others) as other_attributes, ${partialDayAuthors()}
        from facts group by day, dated, source, values
    ), emotions as (
      insert into verbatim.rollup_emotion_day (day, dated, source, emotion, model_id, feedback, authors)
      select day, dated, source, emotion, $1, count(*), ${authorsOf()}
        from facts cross join lateral unnest(emotions) as emotion group by day, dated, source, emotion
    ), ratings as (
      insert into verbatim.rollup_rating_day (day, dated, source, rating, sentiment, model_id, feedback, kind, harsh, authors)
      select day, dated, source, rating, coalesce(sentiment, ''), $1, count(*),
             count(*) filter (where ${KIND}), count(*) filter (where ${HARSH}), ${authorsOf()}
        from facts where rating is not null group by day, dated, source, rating, coalesce(sentiment, '')
    )
    insert into verbatim.rollup_day
      (day, dated, source, attribute, value, model_id, ${[...DAY_COUNTS, ...DAY_AUTHOR_NAMES].join(', ')})
    select day, dated, source, b.attribute, b.value, $1::int, ${DAY_COUNTS.map((name) => `sum(${name})`).join(', ')},
           ${unitedDayAuthors()}
      from counted c ${byAttribute(attributes)}
     group by b.attribute, day, dated, source, b.value`,
  // The rating of a comment is divided among its shown themes by their sentences, in billionths. Theme 0 has the ratings
  // of comments without a theme. Scores are in millionths.
  theme: (feedback, attributes) => `
    with ${feedback === ALL_FEEDBACK ? '' : `touched as materialized (select f.* from ${feedback}),`}
    about as (${documentThemes(feedback === ALL_FEEDBACK ? ALL_SEGMENTS : TOUCHED_SEGMENTS)}),
    shared as (
      select *, sum(visible) over (partition by document_id) as all_visible from about
    ), parts as (
      select document_id, theme_id, segments, negative, positive, score,
             case when all_visible > 0 then round(1000000000 * visible / all_visible)::bigint else 0 end as part
        from shared
       union all
      select document_id, 0, null, null, null, null, null from shared where all_visible = 0 group by document_id
    ), facts as materialized (
      select ${cell(attributes)}, f.occurred_at, f.rating, f.rating::numeric as exact_rating,
             coalesce(s.theme_id, 0) as theme_id, s.segments, s.negative, s.positive, s.score,
             coalesce(s.part, 1000000000) as part, ${PERSON_COLUMNS}
        from ${feedback === ALL_FEEDBACK ? ALL_FEEDBACK : 'touched f'} left join parts s on s.document_id = f.document_id
       where s.document_id is not null or f.rating is not null
    ), contributions as (
      insert into verbatim.rollup_contribution_day (day, dated, source, theme_id, model_id, rated, csat, nps, authors)
      select day, dated, source, theme_id, $1, count(*),
             coalesce(sum(part) filter (where rating >= 4), 0) / 1000000000,
             (coalesce(sum(part) filter (where rating >= 9), 0) - coalesce(sum(part) filter (where rating <= 6), 0))
               / 1000000000, ${authorsOf()}
        from facts where rating is not null and part > 0 group by day, dated, source, theme_id
    )
    insert into verbatim.rollup_theme_day
      (day, dated, source, attribute, value, theme_id, model_id, feedback, segments, negative, positive, score_sum,
       score_squares, rated, rating_sum, rating_squares, first_at, last_at, authors, authors_rated, authors_negative, authors_positive)
    select * from (
    select day, dated, source, b.attribute, b.value, theme_id, $1::int, count(*), sum(segments),
           count(*) filter (where negative), count(*) filter (where positive),
           sum(score) / 1000000, sum(score * score) / 1000000000000,
           count(exact_rating), coalesce(sum(exact_rating), 0), coalesce(sum(exact_rating * exact_rating), 0),
           min(occurred_at), max(occurred_at), ${authorsOf()}, ${authorsOf('rating is not null')}, ${authorsOf('negative')},
           ${authorsOf('positive')}
      from facts c ${byAttribute(attributes)}
     where theme_id > 0
     group by b.attribute, day, dated, source, b.value, theme_id offset 0) rows
     order by attribute, day, source`,
  topic: (feedback, attributes) => `
    with ${feedback === ALL_FEEDBACK ? '' : `touched as materialized (select f.* from ${feedback}),`}
    about as (${documentTopics(feedback === ALL_FEEDBACK ? ALL_SENTENCES : TOUCHED_SENTENCES)}),
    facts as materialized (
      select ${cell(attributes)}, f.rating, f.rating::numeric as exact_rating, s.topic_id, s.segments, s.negative,
             s.positive, s.score, ${PERSON_COLUMNS}
        from ${feedback === ALL_FEEDBACK ? ALL_FEEDBACK : 'touched f'} join about s on s.document_id = f.document_id
    )
    insert into verbatim.rollup_topic_day
      (day, dated, source, attribute, value, topic_id, model_id, feedback, segments, negative, positive, score_sum,
       rated, rating_sum, rating_squares, satisfied, promoters, detractors, authors, authors_rated, authors_negative, authors_positive)
    select * from (
    select day, dated, source, b.attribute, b.value, topic_id, $1::int, count(*), sum(segments),
           count(*) filter (where negative), count(*) filter (where positive), sum(score) / 1000000,
           count(exact_rating), coalesce(sum(exact_rating), 0), coalesce(sum(exact_rating * exact_rating), 0),
           count(*) filter (where rating >= 4), count(*) filter (where rating >= 9), count(*) filter (where rating <= 6),
           ${authorsOf()}, ${authorsOf('rating is not null')}, ${authorsOf('negative')}, ${authorsOf('positive')}
      from facts c ${byAttribute(attributes)}
     group by b.attribute, day, dated, source, b.value, topic_id offset 0) rows
     order by attribute, day, source`,
};

/** Roll-ups that have months of attributes, too. */
export type MonthlyCube = Exclude<Cube, 'day'>;

/** Adds days of themes or topics up to months: $1 model; of the months of some days only $2, $3. Of all attributes. */
export const countMonths = (cube: MonthlyCube, touched: boolean): string => `
  insert into verbatim.rollup_${cube}_month
    (month, source, attribute, value, ${cube}_id, model_id, feedback, segments, negative, positive, score_sum, rated,
     rating_sum, people, people_rated)
  select date_trunc('month', r.day::timestamp)::date, r.source, r.attribute, r.value, r.${cube}_id, $1::int,
         sum(r.feedback), sum(r.segments), sum(r.negative), sum(r.positive), sum(r.score_sum), sum(r.rated),
         sum(r.rating_sum), case when bit_or(r.authors) is not null then ${peopleOf('r.feedback', 'r.authors')} end,
         case when bit_or(r.authors_rated) is not null then ${peopleOf('r.rated', 'r.authors_rated')} end
    from ${touched ? monthsOfDays(cube) : `verbatim.rollup_${cube}_day r`}
   where r.dated and r.attribute <> '' and r.value <> ''
   group by 1, 2, 3, 4, 5`;

const monthsOfDays = (
  cube: MonthlyCube,
): string => `(select distinct date_trunc('month', day::timestamp)::date as month, source
            from unnest($2::date[], $3::text[]) as c (day, source)) m
    cross join lateral unnest($4::text[]) as a (attribute)
    cross join lateral (
      select * from verbatim.rollup_${cube}_day r
       where r.attribute = a.attribute and r.day >= m.month and r.day < m.month + interval '1 month'
         and r.dated and r.source = m.source offset 0) r`;
