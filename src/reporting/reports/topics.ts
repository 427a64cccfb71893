import { ANY_TOPIC } from '../../db/rollups/comment-facts.ts';
import { type CountSource, dayCounts, ratingCounts, topicCounts } from '../../db/rollups/count-sources.ts';
import { crowdOf } from '../../db/rollups/people.ts';
import type { TopicKind } from '../../domain/topics/topic.ts';
import { countOf, day, detail, effect, meanOf, score, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { forFew, shareColumns } from './sql-parts.ts';

/** The attribute of a row of `asked` as roll-ups have it. */
const ASKED = "coalesce(asked.attribute, '')";

const columnsOf = (name: string) => [
  ...[text(name), text('attribute'), text('value'), countOf('n'), share('share', 'low', 'high')],
  ...[share('negative', 'negative_low', 'negative_high'), share('positive', 'positive_low', 'positive_high')],
  ...[score, meanOf('mean_rating', 'rating'), detail(text('topic_id'))],
];
const COMMON = {
  parameters: ['source', 'by', 'limit', ...PERIOD],
  defaultLimit: 200,
  optional: true,
  byTopic: true,
} as const;

export const TOPICS: NamedReport = {
  name: 'topics',
  title: 'Topics',
  description:
    'topics that you defined: shares of the analysed feedback and sentiment on each, with 95 % intervals',
  ...COMMON,
  columns: columnsOf('topic'),
  plot: { kind: 'bars', labels: ['topic', 'value'], share: 'share' },
  sql: (from) => `
-- Topics as a share of the analysed feedback, with the sentiment of the sentences about them. A comment may be about
-- several, and one about a topic is about those above it, too. The shares negative and positive are of n: comments with
-- a negative, or a positive, sentence about the topic. A suggestion is not negative.
${counted(from, 'topic', 'subject')}`,
};

export const STATEMENTS: NamedReport = {
  name: 'statements',
  title: 'Kinds of statement',
  description:
    'complaints, praise, suggestions, questions, intent to leave, urgency: shares of the analysed feedback, with 95 % intervals',
  ...COMMON,
  // Negative and positive say what its score would, and eighty columns have no room for it.
  columns: columnsOf('statement').map((column) => (column.name === 'score' ? detail(column) : column)),
  plot: { kind: 'bars', labels: ['statement', 'value'], share: 'share' },
  sql: (from) => `
-- What comments do: those with a complaint, praise, a suggestion, a question … as a share of the analysed feedback, with
-- the sentiment of these sentences. A comment may do several. The shares negative and positive are of n.
${counted(from, 'statement', 'statement')}`,
};

/** SQL of the counts of topics of a kind; comments without a subject have a row of their own. */
const counted = (from: CountSource, name: string, kind: TopicKind): string => `with asked as (
  select null::text as attribute, 0 as place where :by::text[] is null
   union all
  select attribute, place from unnest(:by::text[]) with ordinality as given (attribute, place)
), whole as (
  select asked.place, asked.attribute, d.value, sum(d.analysed)::bigint as of, sum(d.rated) as rated, sum(d.rating_sum) as rating_sum
    from asked
   cross join lateral (select value, analysed, rated, rating_sum from ${dayCounts(from, ASKED)}) d
   group by 1, 2, 3
), counted as materialized (
  select asked.place, t.value, t.topic_id, sum(t.feedback)::bigint as n, sum(t.negative)::bigint as negative,
         sum(t.positive)::bigint as positive, sum(t.score_sum) as score_sum, sum(t.rated) as rated,
         sum(t.rating_sum) as rating_sum${forFew(from, `, ${crowdOf('t.feedback', 't.authors')} as people`)}
    from asked cross join lateral (select * from ${topicCounts(from, ASKED)}) t
   group by 1, 2, 3
), listed as (
  select place, value, topic_id, n, negative, positive, score_sum, rated, rating_sum${forFew(from, ', people')}
    from counted join verbatim.topic on topic.id = topic_id and topic.kind = '${kind}'${
      kind === 'subject'
        ? `
   union all
  select w.place, w.value, null, w.of - coalesce(c.n, 0), null, null, null, w.rated - coalesce(c.rated, 0),
         coalesce(w.rating_sum, 0) - coalesce(c.rating_sum, 0)${forFew(from, ', null')}
    from whole w left join counted c on c.place = w.place and c.value = w.value and c.topic_id = '${ANY_TOPIC}'
   where w.of > coalesce(c.n, 0)
     and exists (select from verbatim.topic where retired_at is null and topic.kind = 'subject')`
        : ''
    }
)
select coalesce(p.path, '(no topic)') as ${name}, w.attribute,
       case when w.attribute is not null then coalesce(nullif(w.value, ''), '(missing)') end as value,
       c.n, ${shareColumns('c.n', 'w.of')},
       ${shareColumns('c.negative', 'c.n', 'negative')},
       ${shareColumns('c.positive', 'c.n', 'positive')},
       (c.score_sum / c.n)::double precision as score,
       (c.rating_sum / nullif(c.rated, 0))::double precision as mean_rating, c.topic_id${forFew(from, ', c.people')}, count(*) over () as total
  from listed c
  join whole w on w.place = c.place and w.value = c.value
  left join verbatim.topic_path p on p.topic_id = c.topic_id
 order by c.place, c.topic_id is null, sum(c.n) over (partition by c.place, c.topic_id) desc, ${name}, c.n desc, value
 limit :limit::integer`;

/** SQL of the points of a rating by the measure of its scale. */
const POINTS = `case coalesce(z.measure, 'rating')
              when 'csat' then case when rating >= 4 then 100 else 0 end
              when 'nps' then case when rating >= 9 then 100 when rating <= 6 then -100 else 0 end
              else rating::numeric end`;

export const DRIVERS: NamedReport = {
  name: 'drivers',
  title: 'Drivers of the score',
  description: 'NPS, CSAT or mean rating of comments with each topic and without, with 95 % intervals',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 30,
  alone: true,
  byTopic: true,
  columns: [
    ...[text('source'), text('measure'), text('topic'), countOf('n'), detail(countOf('rest'))],
    ...[meanOf('with_topic', 'with'), meanOf('without_topic', 'without')],
    detail(effect('difference', 'difference_low', 'difference_high')),
    effect('contribution', 'contribution_low', 'contribution_high'),
  ],
  plot: { kind: 'points', labels: ['source', 'topic'], value: 'contribution' },
  sql: (from) => `
-- The score of comments with a topic and without, of the rated and analysed comments of each source: NPS or CSAT, or the
-- mean rating where the scale has neither. The contribution is the share of the comments with the topic x (their score
-- less that of all): what they add to the score of all. Contributions of topics that share no comment add up. Topics
-- with fewer than 30 ratings on either side are left out. Correlation is no cause.
with scale as materialized (
  select source, measure from verbatim.rating_scale
), whole as (
  select rating_counts.source, coalesce(z.measure, 'rating') as measure, sum(feedback)::bigint as n,
         sum(feedback * points) as total, sum(feedback * points * points) as squares
    from ${ratingCounts(from)} left join scale z using (source)
   cross join lateral (select ${POINTS} as points) v
   where sentiment <> ''
   group by 1, 2
), about as (
  select source, topic_id, sum(rated)::bigint as n, sum(rating_sum) as rating_sum, sum(rating_squares) as rating_squares,
         sum(satisfied)::numeric as satisfied, sum(promoters)::numeric as promoters, sum(detractors)::numeric as detractors${forFew(from, `, ${crowdOf('rated', 'authors_rated')} as people`)}
    from ${topicCounts(from)} join verbatim.topic on topic.id = topic_id and topic.kind = 'subject'
   where rated > 0 group by 1, 2
)
select w.source, w.measure, p.path as topic, a.n, w.n - a.n as rest, e.with_topic, e.without_topic,
       e.difference, e.difference_low, e.difference_high, e.contribution, e.contribution_low, e.contribution_high,
       count(*) over () as total${forFew(from, ', a.people')}
  from about a
  join whole w on w.source = a.source
  join verbatim.topic_path p on p.topic_id = a.topic_id
 cross join lateral reporting.score_effect(w.measure, a.n,
         case w.measure when 'csat' then 100 * a.satisfied when 'nps' then 100 * (a.promoters - a.detractors) else a.rating_sum end,
         case w.measure when 'csat' then 10000 * a.satisfied when 'nps' then 10000 * (a.promoters + a.detractors)
                        else a.rating_squares end,
         w.n, w.total, w.squares) e
 order by w.source, abs(e.contribution) desc, topic
 limit :limit::integer`,
};

export const TOPIC_CHANGES: NamedReport = {
  name: 'topic-changes',
  title: 'Topics that changed',
  description: 'share and negative share of topics in the last 28 days against the 28 before',
  parameters: ['limit'],
  defaultLimit: 20,
  alone: true,
  ofNight: true,
  columns: [
    ...[text('topic'), text('measure'), text('changed'), countOf('n'), detail(countOf('of'))],
    ...[share('share', 'low', 'high'), share('share_before', 'before_low', 'before_high', 'before')],
    detail(share('difference', 'difference_low', 'difference_high')),
    ...[meanOf('probability', 'p'), detail(day('last_day', 'until'))],
  ],
  plot: { kind: 'bars', labels: ['topic', 'measure'], share: 'share' },
  sql: (from) => `
-- Topics by the probability of their change if nothing changed, as the last nightly run counted them: the last 28 days of
-- feedback against the 28 before. Measure: share, comments about the topic of all; negative, comments with a negative
-- sentence about it of those about it. Changed: beyond noise, with at most 5 % false alarms among alarms.
select path as topic, measure, case when changed then 'yes' else 'no' end as changed, n, "of",
       share, share_low as low, share_high as high, share_before,
       reporting.wilson_low(n_before, of_before) as before_low, reporting.wilson_high(n_before, of_before) as before_high,
       difference, difference_low, difference_high, probability, last_day::text, count(*) over () as total${forFew(from, `, json_build_object('alone', case when few then 0 else n end, 'marks', null) as people`)}
  from reporting.topic_change${forFew(from, ' join (select topic_id, measure, few from verbatim.topic_change) f using (topic_id, measure)')}
 order by changed desc nulls last, probability, topic, measure
 limit :limit::integer`,
};
