import { type CountSource, ratingCounts } from '../../db/rollups/count-sources.ts';
import { crowdOf, someAuthors } from '../../db/rollups/people.ts';
import { countOf, day, detail, meanOf, points, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { DAYS, forFew, grainOf, MONTHS, STEP, shareColumns } from './sql-parts.ts';

const NEGATIVE = share('negative', 'negative_low', 'negative_high');
const POSITIVE = share('positive', 'positive_low', 'positive_high');
const SHARE = share('share', 'low', 'high');
const score = { name: 'mean_score', label: 'score', kind: 'score' } as const;
const ratings = meanOf('mean_rating', 'rating');

const THEME = '(:theme::text is null or theme = :theme or theme_id::text = :theme)';
const MODEL = `model_name || ' ' || model_version || ' (' || left(model_hash, 12) || ')'`;
const AS_REPORTED = 'each day by the model that it was first reported with';

/** @param model SQL of the name of a model with lines of its own */
const sentimentSteps = (from: CountSource, chosen: string, counted: string, model?: string): string => `
-- Sentiment over time, ${counted}, with 95 % Wilson intervals.
-- Without a grain: days up to 45 days, weeks (from Monday) up to 400, then months. Feedback without a date is left out.
with chosen as (
  ${chosen} where ${DAYS}
), ${grainOf('chosen')}, counted as (
  select ${STEP} as time, ${model ?? 'null'} as model,${forFew(from, ` ${crowdOf('n')} as people,`)} sum(n)::bigint as n,
         sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(mean_score * n) / nullif(sum(n), 0) as mean_score,
         sum(mean_rating * rated) / nullif(sum(rated), 0) as mean_rating
    from chosen cross join grain
   group by 1, 2
)
select ${model ? 'model, ' : ''}time::text, n,
       ${shareColumns('negative', 'n', 'negative')},
       ${shareColumns('positive', 'n', 'positive')},
       mean_score, mean_rating${forFew(from, ', people')}
  from counted
 order by time, model`;

/** Sentiment by day. */
const daily = (from: CountSource): string =>
  `select * from reporting.sentiment_daily${forFew(from, ` left join (select day, source, authors from verbatim.rollup_day where attribute = '' and dated) r using (day, source)`)}`;
// Of a day that was kept it is known how many people there were, and not which: weeks and months count those of one day.
const asReported = (from: CountSource): string =>
  `select * from reporting.sentiment_as_reported${forFew(
    from,
    ` left join (select coalesce(p.day, r.day) as day, coalesce(p.source, r.source) as source,
           ${someAuthors('case when p.day is null then bit_count(r.authors) else p.people end')} as authors
      from (select * from verbatim.rollup_day where attribute = '' and dated) r
      full join (select * from verbatim.reported_day where attribute = '') p using (day, source)) people using (day, source)`,
  )}`;

/** Reports of what the last nightly run counted: their cost does not depend on the number of comments. */
export const OVER_TIME_REPORTS: readonly NamedReport[] = [
  {
    ...{ name: 'sentiment-over-time', title: 'Sentiment over time', alone: true, ofNight: true },
    description: 'negative and positive by day, week or month',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [day('time'), countOf('n'), NEGATIVE, POSITIVE, score, ratings],
    plot: { kind: 'lines', time: 'time', shares: ['negative', 'positive'] },
    sql: (from) => sentimentSteps(from, daily(from), 'as the last nightly run counted it'),
  },
  {
    ...{ name: 'sentiment-as-reported', title: 'Sentiment as it was reported', alone: true, ofNight: true },
    description: 'each day by the model that it was first reported with',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [text('model'), day('time'), countOf('n'), NEGATIVE, POSITIVE, score, ratings],
    plot: { kind: 'lines', time: 'time', shares: ['negative'], series: 'model' },
    sql: (from) => sentimentSteps(from, asReported(from), AS_REPORTED, MODEL),
  },
  {
    ...{ name: 'toxicity', title: 'Toxicity over time', alone: true, ofNight: true },
    description: 'share of toxic comments by day, week or month',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [day('time'), countOf('n'), countOf('toxic'), SHARE],
    plot: { kind: 'lines', time: 'time', shares: ['share'] },
    sql: (from) => `
-- Comments that are toxic (probability 0.5 or more) over time, as the last nightly run counted them, with 95 %
-- Wilson intervals. Without a grain: days up to 45 days, weeks (from Monday) up to 400, then months.
with chosen as (
  ${daily(from)} where ${DAYS}
), ${grainOf('chosen')}, counted as (
  select ${STEP} as time, sum(n)::bigint as n, sum(toxic)::bigint as toxic${forFew(from, `, ${crowdOf('n')} as people`)}
    from chosen cross join grain
   group by 1
)
select time::text, n, toxic, ${shareColumns('toxic', 'n')}${forFew(from, ', people')}
  from counted
 order by time`,
  },
  {
    ...{ name: 'attribute-over-time', title: 'An attribute over time', alone: true, ofNight: true },
    description: 'negative by the values of an attribute, largest first, the rest added up',
    parameters: ['source', ...PERIOD, 'grain', 'attribute', 'limit'],
    defaultLimit: 5,
    columns: [text('value'), day('time'), countOf('n'), NEGATIVE, POSITIVE, score],
    plot: { kind: 'lines', time: 'time', shares: ['negative'], series: 'value' },
    sql: (from) => `
-- Sentiment over time by the values of an attribute that nightly runs count by, as the last one counted it: the
-- largest values of the period, the others added up as (other).
with named as (
  select coalesce(:attribute::text, (select min(attribute) from reporting.attribute_monthly)) as attribute
), chosen as (
  select day, coalesce(value, '(missing)') as value, n, negative, positive, mean_score${forFew(from, ', authors')}
    from reporting.attribute_daily${forFew(
      from,
      ` left join (select attribute, day, source, value, authors from verbatim.rollup_day where dated) r
              using (attribute, day, source, value)`,
    )}
   where attribute = (select attribute from named) and ${DAYS}
), ${grainOf('chosen')}, totalled as (
  select *, sum(n) over (partition by value) as total from chosen
), ranked as (
  -- Window functions: a join would compare a hundred thousand values pair by pair.
  select *, dense_rank() over (order by total desc nulls last, value) as rank from totalled
), counted as (
  select rank <= :limit::integer as large, case when rank <= :limit::integer then value else '(other)' end as value,
         case when rank <= :limit::integer then rank end as place, max(rank) as levels,
         ${STEP} as time, sum(n)::bigint as n,
         sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(mean_score * n) / nullif(sum(n), 0) as mean_score${forFew(from, `, ${crowdOf('n')} as people`)}
    from ranked cross join grain
   group by 1, 2, 3, 5
)
select value, time::text, n,
       ${shareColumns('negative', 'n', 'negative')},
       ${shareColumns('positive', 'n', 'positive')},
       mean_score${forFew(from, ', people')}, case when not large then max(levels) over () - :limit::integer end as together
  from counted
 order by place nulls last, time`,
  },
  {
    ...{ name: 'theme-over-time', title: 'Themes over time', alone: true, ofNight: true },
    description: 'share of the largest themes, or of one, by day, week or month',
    parameters: ['source', ...PERIOD, 'grain', 'theme', 'limit'],
    defaultLimit: 5,
    columns: [text('theme'), day('time'), countOf('said', 'n'), SHARE, NEGATIVE],
    plot: { kind: 'lines', time: 'time', shares: ['share'], series: 'theme' },
    sql: (from) => `
-- Share of comments about a theme over time, as the last nightly run counted it, with 95 % Wilson intervals: the
-- largest themes of the period, or one. Negative: of these comments, those with a negative sentence about it.
with asked as (
  select day, n from reporting.sentiment_daily
   where ${DAYS}
), ${grainOf('asked')}, whole as (
  select ${STEP} as time, sum(n)::bigint as of
    from asked cross join grain group by 1
), counted as (
  -- Reads the days once: the steps below have a few thousand rows at most.
  select theme_id, theme, ${STEP} as time, sum(said)::bigint as said,
         sum(negative)::bigint as negative${forFew(from, `, ${crowdOf('said')} as people`)}
    from reporting.theme_daily${forFew(
      from,
      ` left join (select day, source, theme_id, authors from verbatim.rollup_theme_day where attribute = '' and dated) r
              using (day, source, theme_id)`,
    )} cross join grain
   where ${DAYS}
     and ${THEME}
   group by 1, 2, 3
), ranked as (
  select theme_id, row_number() over (order by t.talk, sum(said) desc nulls last, theme_id) as rank
    from counted join verbatim.theme t on t.id = theme_id group by theme_id, t.talk
)
select theme, time::text, said, ${shareColumns('said', 'whole.of')},
       ${shareColumns('negative', 'said', 'negative')}${forFew(from, ', people')}
  from counted join whole using (time) join ranked using (theme_id)
 where rank <= :limit::integer
 order by rank, time`,
  },
  {
    ...{ name: 'theme-attribute', title: 'Themes by attribute', alone: true, ofNight: true },
    description: 'the largest themes by the largest values of an attribute',
    parameters: ['source', ...PERIOD, 'attribute', 'theme', 'limit'],
    defaultLimit: 6,
    columns: [text('theme'), text('value'), countOf('said', 'n'), countOf('of'), SHARE, NEGATIVE],
    plot: { kind: 'bars', labels: ['theme', 'value'], share: 'share' },
    sql: (from) => `
-- Themes by the values of an attribute, as the last nightly run counted them, with 95 % Wilson intervals: the largest
-- themes by the largest values, of the whole months that the period touches. Of: analysed comments with the value.
-- Negative: of the comments about the theme, those with a negative sentence about it.
with named as (
  select coalesce(:attribute::text, (select min(attribute) from reporting.attribute_monthly)) as attribute
), whole as (
  select value, sum(n)::bigint as of, row_number() over (order by sum(n) desc nulls last, value) as rank
    from reporting.attribute_monthly
   where attribute = (select attribute from named) and ${MONTHS}
   group by value
), largest as materialized (
  select value, whole.of, rank from whole where rank <= :limit::integer
), chosen as (
  select theme_id, theme, value, sum(said)::bigint as said, sum(negative)::bigint as negative${forFew(from, `, ${crowdOf('said')} as people`)}
    from reporting.theme_attribute_monthly${forFew(
      from,
      ` left join (select month, source, attribute, value, theme_id, ${someAuthors('people')} as authors
                   from verbatim.rollup_theme_month) r using (month, source, attribute, value, theme_id)`,
    )}
   where attribute = (select attribute from named) and ${MONTHS}
     and ${THEME}
   group by 1, 2, 3
), ranked as (
  select theme_id, row_number() over (order by t.talk, sum(said) desc nulls last, theme_id) as rank
    from chosen join verbatim.theme t on t.id = theme_id group by theme_id, t.talk
)
select theme, value, said, largest.of, ${shareColumns('said', 'largest.of')},
       ${shareColumns('negative', 'said', 'negative')}${forFew(from, ', people')}
  from chosen join ranked using (theme_id) join largest using (value)
 where ranked.rank <= :limit::integer
 order by ranked.rank, largest.rank`,
  },
  {
    ...{ name: 'emerging', title: 'Emerging themes', alone: true, ofNight: true },
    description: 'more comments in the last seven days than expected from the past',
    parameters: ['limit'],
    defaultLimit: 10,
    columns: [
      ...[text('theme'), text('emerging'), countOf('said', 'n'), meanOf('expected'), SHARE],
      ...[meanOf('probability', 'p'), day('last_day', 'until')],
    ],
    plot: { kind: 'bars', labels: ['theme'], share: 'share' },
    sql: (from) => `
-- Themes with more comments in the last seven days than expected from the days before, the least probable first, as the
-- last nightly run counted them. The days end with the last day of any feedback. Share: of the comments of these days.
select theme, case when emerging then 'yes' else 'no' end as emerging, said, expected,
       share, share_low as low, share_high as high, probability, last_day::text, count(*) over () as total${forFew(from, `, json_build_object('alone', coalesce(people, said), 'marks', null) as people`)}
  from reporting.emerging_theme${forFew(from, ' join (select theme_id, people from verbatim.theme_emergence) e using (theme_id)')}
 where said > 0
 order by emerging desc, probability, said desc, theme
 limit :limit::integer`,
  },
  {
    ...{ name: 'scores', title: 'NPS and CSAT', alone: true },
    description: 'the score of each source by month, with 95 % intervals',
    parameters: ['source', ...PERIOD],
    columns: [text('source'), text('measure'), day('month'), countOf('n'), points('score', 'low', 'high')],
    sql: (from) => `
-- NPS or CSAT by month and source, with 95 % intervals (of CSAT Wilson's, of NPS the widest that its value
-- allows): NPS (9-10 less 0-6, in points) where the scale of a source is 0 to 10 and its question asks to recommend,
-- CSAT (share of 4-5, in percent) where it is 1 to 5. Other scales have no score.
select source, measure, month::text, n, score, score_low as low, score_high as high${forFew(from, ', people')}
  from reporting.score_monthly${forFew(
    from,
    ` left join (select source, date_trunc('month', day::timestamp)::date as month, ${crowdOf('feedback')} as people
                   from ${ratingCounts(from)} where dated group by 1, 2) r using (source, month)`,
  )}
 where ${MONTHS}
 order by source, month`,
  },
  {
    ...{ name: 'score-contributions', title: 'What makes the score', alone: true },
    description: 'points that each theme adds to NPS or CSAT; they sum to it',
    parameters: ['source', ...PERIOD],
    columns: [
      ...[text('source'), detail(text('measure')), points('score'), text('theme'), countOf('n')],
      points('contribution'),
    ],
    plot: { kind: 'points', labels: ['source', 'theme'], value: 'contribution' },
    sql: (from) => `
-- How many points each theme adds to NPS or CSAT: a comment's points are shared among its themes by their sentences,
-- so that the contributions of a source add up to its score. Themes of fewer than ten people are added up.
select source, measure, score, theme, n, contribution${forFew(
      from,
      `, json_build_object('marks', null, 'alone', case when theme_id is null and theme <> '(no theme)'
                           and exists (select from verbatim.feedback where author is not null) then 0 else n end) as people`,
    )}
  from reporting.score_contributions(:first_day::date, :last_day::date, :source::text)
 order by source, abs(contribution) desc, theme`,
  },
];
