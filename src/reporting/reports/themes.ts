import { dayCounts, inPeriod, themeCounts } from '../../db/rollups/count-sources.ts';
import { crowdOf } from '../../db/rollups/people.ts';
import { countOf, meanOf, quote, rating, score, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { forFew, shareColumns } from './sql-parts.ts';

export const THEMES: NamedReport = {
  name: 'themes',
  title: 'Themes',
  description: 'themes as shares of the analysed feedback, with 95 % intervals',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 10,
  optional: true,
  columns: [
    ...[text('id'), text('theme'), countOf('n'), share('share', 'low', 'high'), score],
    meanOf('mean_rating', 'rating'),
  ],
  plot: { kind: 'bars', labels: ['theme'], share: 'share' },
  sql: (from) => `
-- Themes as a share of the analysed feedback, with the sentiment about them and the mean rating of their comments.
-- A comment may be about several. Talk without a subject comes last.
with whole as (
  select sum(analysed)::bigint as of from ${dayCounts(from)}
), counted as (
  select theme_id, sum(feedback)::bigint as n, sum(score_sum) as score_sum, sum(rated) as rated,
         sum(rating_sum) as rating_sum${forFew(from, `, ${crowdOf('feedback')} as people`)}
    from ${themeCounts(from)} group by theme_id
)
select c.theme_id as id, coalesce(t.user_name, t.name) as theme, c.n, ${shareColumns('c.n', 'whole.of')},
       (c.score_sum / c.n)::double precision as score,
       (c.rating_sum / nullif(c.rated, 0))::double precision as mean_rating${forFew(from, ', c.people')}, count(*) over () as total
  from counted c join verbatim.theme t on t.id = c.theme_id cross join whole
 order by t.talk, c.n desc, c.theme_id
 limit :limit::integer`,
};

export const THEME_QUOTES: NamedReport = {
  name: 'theme-quotes',
  title: 'Themes in their words',
  description: 'the sentence nearest to the centre of each theme',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 5,
  optional: true,
  columns: [text('theme'), quote, text('sentiment'), rating, text('source'), countOf('line')],
  sql: () => `
-- The sentence nearest to the centre of each theme, of the largest themes.
with best as (
  select *, row_number() over (partition by theme_id order by rank) as place
    from reporting.theme_quote where (:source::text is null or source = :source) and ${inPeriod('occurred_at')}
)
select b.theme, b.quote, b.sentiment, b.rating, b.source, b.line, b.feedback_id as quoted, count(*) over () as total
  from best b join reporting.theme t using (theme_id)
 where b.place = 1
 order by t.talk, t.feedback desc, b.theme_id
 limit :limit::integer`,
};
