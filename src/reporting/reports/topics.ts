import { ACTIVE_MODEL, SELECTED } from '../../db/rollups/count-sources.ts';
import type { TopicKind } from '../../domain/topics/topic.ts';
import { countOf, detail, meanOf, score, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { shareColumns } from './sql-parts.ts';

const columnsOf = (name: string) => [
  ...[text(name), text('attribute'), text('value'), countOf('n'), share('share', 'low', 'high')],
  ...[share('negative', 'negative_low', 'negative_high'), share('positive', 'positive_low', 'positive_high')],
  ...[score, meanOf('mean_rating', 'rating'), detail(text('topic_id'))],
];
const COMMON = {
  parameters: ['source', 'by', 'limit', ...PERIOD],
  defaultLimit: 200,
  optional: true,
} as const;

export const TOPICS: NamedReport = {
  name: 'topics',
  title: 'Topics',
  description:
    'topics that you defined: shares of the analysed feedback and sentiment on each, with 95 % intervals',
  ...COMMON,
  columns: columnsOf('topic'),
  plot: { kind: 'bars', labels: ['topic', 'value'], share: 'share' },
  sql: () => `
-- Topics as a share of the analysed feedback, with the sentiment of the sentences about them. A comment may be about
-- several, and one about a topic is about those above it, too. The shares negative and positive are of n: comments with
-- a negative, or a positive, sentence about the topic. A suggestion is not negative.
${counted('subject', 'no topic')}`,
};

export const STATEMENTS: NamedReport = {
  name: 'statements',
  title: 'Kinds of statement',
  description:
    'complaints, praise, suggestions, questions, intent to leave, urgency: shares of the analysed feedback, with 95 % intervals',
  ...COMMON,
  columns: columnsOf('statement'),
  plot: { kind: 'bars', labels: ['statement', 'value'], share: 'share' },
  sql: () => `
-- What comments do: those with a complaint, praise, a suggestion, a question … as a share of the analysed feedback, with
-- the sentiment of these sentences. A comment may do several. The shares negative and positive are of n.
${counted('statement', 'none of them')}`,
};

/** @param none name of the comments without any */
const counted = (kind: TopicKind, none: string): string => `with asked as (
  select null::text as attribute, 0 as place where :by::text[] is null
   union all
  select attribute, place from unnest(:by::text[]) with ordinality as given (attribute, place)
), chosen as materialized (
  select f.id, f.document_id, f.rating, f.attributes
    from verbatim.feedback f
    join verbatim.analysis a on a.document_id = f.document_id and a.model_id = ${ACTIVE_MODEL}
   where ${SELECTED}
), valued as (
  select c.document_id, c.rating, a.place, a.attribute,
         case when a.attribute is not null then coalesce(nullif(c.attributes ->> a.attribute, ''), '(missing)') end as value
    from chosen c cross join asked a
), whole as (
  select place, value, count(*) as of from valued group by place, value
), topics as materialized (
  select d.document_id, d.topic_id, d.negative, d.positive, d.score
    from verbatim.document_topic d join verbatim.topic t on t.id = d.topic_id and t.kind = '${kind}'
), counted as (
  select v.place, v.attribute, v.value, t.topic_id, count(*) as n, count(*) filter (where t.negative > 0) as negative,
         count(*) filter (where t.positive > 0) as positive, avg(t.score) as score, avg(v.rating) as mean_rating
    from valued v join topics t on t.document_id = v.document_id
   group by 1, 2, 3, 4
   union all
  select v.place, v.attribute, v.value, null, count(*), null, null, null, avg(v.rating)
    from valued v
   where exists (select from verbatim.topic where kind = '${kind}' and retired_at is null)
     and not exists (select from topics t where t.document_id = v.document_id)
   group by 1, 2, 3
)
select coalesce(p.path, '(${none})') as ${kind === 'subject' ? 'topic' : 'statement'}, c.attribute, c.value, c.n, ${shareColumns('c.n', 'w.of')},
       ${shareColumns('c.negative', 'c.n', 'negative')},
       ${shareColumns('c.positive', 'c.n', 'positive')},
       c.score::double precision as score, c.mean_rating::double precision as mean_rating, c.topic_id,
       count(*) over () as total
  from counted c
  join whole w on w.place = c.place and w.value is not distinct from c.value
  left join verbatim.topic_path p on p.topic_id = c.topic_id
 order by c.place, c.topic_id is null, sum(c.n) over (partition by c.place, c.topic_id) desc, 1, c.n desc, c.value
 limit :limit::integer`;
