import { dayCounts, emotionCounts, ratingCounts, SELECTED } from '../../db/rollups/count-sources.ts';
import { crowd } from '../../db/rollups/people.ts';
import { countOf, meanOf, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { forFew, shareColumns } from './sql-parts.ts';

export const SENTIMENT: NamedReport = {
  name: 'sentiment',
  title: 'Sentiment',
  description: 'shares of the analysed feedback by sentiment, with 95 % intervals',
  parameters: ['source', ...PERIOD],
  columns: [text('sentiment'), countOf('n'), share('share', 'low', 'high')],
  plot: { kind: 'bars', labels: ['sentiment'], share: 'share' },
  sql: (from) => `
-- How customers feel: feedback by sentiment, with 95 % Wilson intervals.
with counted as (
  select sum(negative)::bigint as negative, sum(mixed)::bigint as mixed, sum(neutral)::bigint as neutral,
         sum(positive)::bigint as positive, sum(negative + mixed + neutral + positive)::bigint as total
    from ${dayCounts(from)}
)
select label.sentiment, label.n, ${shareColumns('label.n', 'total')}
  from counted cross join lateral (values
         ('negative', negative, 1), ('mixed', mixed, 2), ('neutral', neutral, 3), ('positive', positive, 4)
       ) as label (sentiment, n, place)
 where total > 0
 order by place`,
};

export const ATTRIBUTES: NamedReport = {
  name: 'attributes',
  title: 'Sentiment by attribute',
  description: 'share of negative and positive by the columns of your file',
  parameters: ['source', 'attributes', 'limit', ...PERIOD],
  defaultLimit: 30,
  optional: true,
  columns: [
    ...[text('attribute'), text('value'), countOf('n'), share('negative', 'negative_low', 'negative_high')],
    ...[share('positive', 'positive_low', 'positive_high'), meanOf('mean_rating', 'rating')],
  ],
  plot: { kind: 'bars', labels: ['attribute', 'value'], share: 'negative' },
  sql: (from) => `
-- Sentiment by attribute, with 95 % Wilson intervals. Without names: the attributes of 2 to 12 values that are not
-- all numbers and are filled in 80 % of the rows: first the questions of a survey, in place of the names of their
-- columns, then those with the most values, then by name; three. Values of fewer than 10 people, and those beyond the
-- limit, are added up as (other).
with chosen as (
  select attributes from reporting.feedback_analysis f
   where status = 'analysed' and :attributes::text[] is null and ${SELECTED}
), fitting as (
  select pair.key as attribute, count(distinct pair.value) as levels
    from chosen cross join lateral jsonb_each_text(chosen.attributes) as pair
   where pair.key <> 'field' or not chosen.attributes ? 'question'
   group by pair.key
  having count(distinct pair.value) between 2 and 12
     and count(*) >= 0.8 * (select count(*) from chosen)
     and not bool_and(pair.value ~ '^[-+]?[0-9.,]+$')
   order by pair.key = 'question' desc, levels desc, attribute
   limit 3
), named as (
  select attribute, row_number() over (order by attribute = 'question' desc, levels desc, attribute) as place
    from fitting
   union all
  select attribute, place from unnest(:attributes::text[]) with ordinality as given (attribute, place)
), valued as (
  select named.place, named.attribute, case value when '' then '(missing)' else value end as value,
         sum(analysed)::bigint as n, sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(rated) as rated, sum(rating_sum) as rating_sum,
         coalesce(sum(analysed) filter (where authors is null), 0)::bigint as alone, bit_or(authors) as authors
    from named cross join lateral ${dayCounts(from, 'named.attribute')}
   group by 1, 2, 3
  having sum(analysed) > 0
), ranked as (
  select *, row_number() over (partition by place order by n desc, value) as rank,
         count(*) over (partition by place) as total
    from valued
), folded as (
  select place, attribute, case when small then '(other)' else value end as value, small, total,
         count(*) as together, sum(n)::bigint as n, sum(negative)::bigint as negative,
         sum(positive)::bigint as positive,
         (sum(rating_sum) / nullif(sum(rated), 0))::double precision as mean_rating${forFew(from, `, ${crowd('sum(alone)', 'bit_or(authors)')} as people`)}
    from (select *, alone + coalesce(bit_count(authors), 0) < 10 or coalesce(rank > :limit::integer, false) as small from ranked) cut
   group by 1, 2, 3, 4, 5
)
select attribute, value, n, ${shareColumns('negative', 'n', 'negative')},
       ${shareColumns('positive', 'n', 'positive')},
       mean_rating${forFew(from, ', people')}, case when small and total > :limit::integer then together end as together
  from folded
 order by place, small, n desc, value`,
};

export const RATINGS: NamedReport = {
  name: 'ratings',
  title: 'Ratings by sentiment',
  description: 'mean rating of each sentiment',
  parameters: ['source', ...PERIOD],
  optional: true,
  columns: [text('sentiment'), countOf('n'), meanOf('mean_rating', 'mean rating')],
  sql: (from) => `
-- Mean rating by sentiment, of the feedback that has a rating.
select sentiment, sum(feedback)::bigint as n, sum(rating * feedback) / sum(feedback)::double precision as mean_rating
  from ${ratingCounts(from)}
 where sentiment <> ''
 group by sentiment
 order by mean_rating, sentiment`,
};

export const EMOTIONS: NamedReport = {
  name: 'emotions',
  title: 'Emotions',
  description: 'emotions found, as a share of the analysed feedback',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 8,
  optional: true,
  columns: [text('emotion'), countOf('n'), share('share', 'low', 'high')],
  plot: { kind: 'bars', labels: ['emotion'], share: 'share' },
  sql: (from) => `
-- Emotions found, as a share of the analysed feedback; a comment may hold several.
with whole as (
  select sum(analysed)::bigint as of from ${dayCounts(from)}
), counted as (
  select emotion, sum(feedback)::bigint as n from ${emotionCounts(from)} where emotion <> 'neutral' group by emotion
)
select emotion, n, ${shareColumns('n', 'whole.of')}
  from counted cross join whole
 order by n desc, emotion
 limit :limit::integer`,
};
