import { ACTIVE_MODEL, ratingCounts, SELECTED } from '../../db/rollups/count-sources.ts';
import { countOf, quote, rating, score, text } from './columns.ts';
import type { NamedReport } from './named-report.ts';

const PERIOD = ['first_day', 'last_day'] as const;

export const STRONGEST_QUOTES: NamedReport = {
  name: 'quotes',
  title: 'In their words',
  description: 'the strongest negative and positive sentences',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 4,
  optional: true,
  columns: [text('sentiment'), quote, score, rating, text('source'), countOf('line')],
  sql: () => `
-- The strongest negative and positive sentences of 30 to 240 characters, as the customers wrote them. A document
-- gives one sentence, its strongest. The index of strong sentences is read until there are enough.
select side.sentiment, strong.quote, strong.score, strong.rating, strong.source, strong.line
  from (values ('negative'), ('positive')) as side (sentiment)
 cross join lateral (
   select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as quote, s.score,
          comment.rating, comment.source, comment.line, s.document_id
     from verbatim.segment s
    cross join lateral (
      select f.rating, f.source, f.line from verbatim.feedback f
       where f.document_id = s.document_id and ${SELECTED}
       order by f.id limit 1) comment
     join verbatim.document d on d.id = s.document_id
    where s.model_id = ${ACTIVE_MODEL} and s.sentiment = side.sentiment and s.sentiment <> 'neutral'
      and s.end_offset - s.start_offset between 30 and 240
      and not exists (
            select from verbatim.segment o
             where o.document_id = s.document_id and o.model_id = s.model_id and o.sentiment <> 'neutral'
               and o.end_offset - o.start_offset between 30 and 240
               and (abs(o.score) > abs(s.score) or abs(o.score) = abs(s.score) and o.ordinal < s.ordinal))
    order by abs(s.score) desc, s.document_id
    limit :limit::integer) strong
 order by side.sentiment, abs(strong.score) desc, strong.document_id`,
};

/** Comments whose rating and text disagree on one side, the clearest first, by the index of scores. */
const disagreeing = (text: string, rated: string, order: string): string => `
  (select f.id, f.document_id, f.source, f.line, f.rating, a.sentiment, a.score
     from verbatim.analysis a join verbatim.feedback f on f.document_id = a.document_id join scales using (source)
    where a.model_id = ${ACTIVE_MODEL} and a.score ${text} and f.rating / scale ${rated} and ${SELECTED}
    order by ${order}, f.id limit :limit::integer)`;

export const DISAGREEMENT: NamedReport = {
  name: 'disagreement',
  title: 'Rating and text disagree',
  description: 'low ratings with kind words, high ratings with harsh ones',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 5,
  optional: true,
  columns: [rating, text('sentiment'), score, quote, text('source'), countOf('line')],
  sql: (from) => `
-- Feedback whose rating and text disagree. A rating is scaled to 0..1 by 5, 10 or 100, the least of them that holds
-- the highest rating of its source; low is 0.4 or less, high 0.8 or more (1-2 and 4-5 stars). A low rating disagrees
-- with a score of 0.5 or more, a high one with -0.5 or less. Shown: the sentence that disagrees most.
with scales as materialized (
  select source, case when highest <= 5 then 5 when highest <= 10 then 10 else 100 end as scale
    from verbatim.rating_scale
), total as (
  select sum(case when rating / scale <= 0.4 then kind else 0 end
             + case when rating / scale >= 0.8 then harsh else 0 end)::bigint as n
    from ${ratingCounts(from)} join scales using (source)
), disagreeing as (${disagreeing('>= 0.5', '<= 0.4', 'a.score desc')}
  union all${disagreeing('<= -0.5', '>= 0.8', 'a.score')}
)
select d.rating, d.sentiment, d.score,
       (select substring(t.text from s.start_offset + 1 for s.end_offset - s.start_offset)
          from verbatim.segment s join verbatim.document t on t.id = s.document_id
         where s.document_id = d.document_id and s.model_id = ${ACTIVE_MODEL}
         order by s.score * sign(d.score) desc, s.ordinal limit 1) as quote,
       d.source, d.line, total.n as total
  from disagreeing d cross join total
 order by abs(d.score) desc, d.id
 limit :limit::integer`,
};
