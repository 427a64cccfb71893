import { ACTIVE_MODEL, ratingCounts, SELECTED } from '../../db/rollups/count-sources.ts';
import { countOf, quote, rating, score, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';

/** SQL of a sentence without capitals and its last signs: equal ones are the same words. */
const WORDS = (quote: string): string => `rtrim(lower(${quote}), '.!? ')`;
/** A comment without a sentence is like no other. */
const SAME_QUOTE = `coalesce(${WORDS('q.quote')}, q.document_id::text)`;

export const STRONGEST_QUOTES: NamedReport = {
  name: 'quotes',
  title: 'In their words',
  description: 'the strongest negative and positive sentences',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 4,
  optional: true,
  columns: [text('sentiment'), quote, score, rating, text('source'), countOf('line')],
  sql: () => `
-- The strongest sentences of 30 to 240 characters in negative and in positive comments, as the customers wrote them. A
-- document gives one sentence, its strongest. A sentence that many wrote is shown once, among 25 times as many as are shown. The
-- index of strong sentences is read until there are enough.
select side.sentiment, distinct_ones.quote, distinct_ones.score, distinct_ones.rating, distinct_ones.source, distinct_ones.line,
       distinct_ones.quoted
  from (values ('negative'), ('positive')) as side (sentiment)
 cross join lateral (
   select o.* from (
     select distinct on (${WORDS('strong.quote')}) strong.* from (
       select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as quote, s.score,
              comment.rating, comment.source, comment.line, comment.quoted, s.document_id
         from verbatim.segment s
        cross join lateral (
          select f.rating, f.source, f.line, f.id as quoted from verbatim.feedback f
           where f.document_id = s.document_id and ${SELECTED}
           order by f.id limit 1) comment
         join verbatim.document d on d.id = s.document_id
        where s.model_id = ${ACTIVE_MODEL} and s.sentiment = side.sentiment and s.sentiment <> 'neutral'
          and s.end_offset - s.start_offset between 30 and 240
          and exists (
                select from verbatim.analysis a
                 where a.document_id = s.document_id and a.model_id = s.model_id and a.sentiment = side.sentiment)
          and not exists (
                select from verbatim.segment o
                 where o.document_id = s.document_id and o.model_id = s.model_id and o.sentiment <> 'neutral'
                   and o.end_offset - o.start_offset between 30 and 240
                   and (abs(o.score) > abs(s.score) or abs(o.score) = abs(s.score) and o.ordinal < s.ordinal))
        order by abs(s.score) desc, s.document_id
        limit 25 * :limit::integer) strong
      order by ${WORDS('strong.quote')}, abs(strong.score) desc, strong.document_id) o
    order by abs(o.score) desc, o.document_id
    limit :limit::integer) distinct_ones
 order by side.sentiment, abs(distinct_ones.score) desc, distinct_ones.document_id`,
};

/** Comments whose rating and text disagree on one side, the clearest first, by the index of scores. */
const disagreeing = (side: 'poor' | 'good', text: string, order: string): string => `
  (select f.id, f.document_id, f.source, f.line, f.rating, a.sentiment, a.score
     from verbatim.analysis a join verbatim.feedback f on f.document_id = a.document_id join scales using (source)
    where a.model_id = ${ACTIVE_MODEL} and a.score ${text} and f.rating between ${side}_from and ${side}_to
      and f.attributes ->> 'asks' is distinct from '${side === 'poor' ? 'praise' : 'faults'}' and ${SELECTED}
    order by ${order}, f.id limit 25 * :limit::integer)`;

export const DISAGREEMENT: NamedReport = {
  name: 'disagreement',
  title: 'Rating and text disagree',
  description: 'low ratings with kind words, high ratings with harsh ones',
  parameters: ['source', 'limit', ...PERIOD],
  defaultLimit: 5,
  optional: true,
  columns: [rating, text('sentiment'), score, quote, text('source'), countOf('line')],
  sql: (from) => `
-- Feedback whose rating and text disagree, by the scale of its source: a rating in the lower third (of an NPS 0 to 6)
-- with a score of 0.5 or more, one in the upper third (9 or 10) with -0.5 or less; reversed where 1 is best. What a
-- question asks for does not disagree: faults beside a high rating, praise beside a low one. Shown: the sentence that
-- disagrees most; a sentence that many wrote is shown once, among 25 times as many comments as are shown.
with scales as materialized (
  select source, poor_from, poor_to, good_from, good_to from verbatim.rating_scale
), total as (
  select sum(case when rating between poor_from and poor_to then kind else 0 end
             + case when rating between good_from and good_to then harsh else 0 end)::bigint as n
    from ${ratingCounts(from)} join scales using (source)
), disagreeing as (${disagreeing('poor', '>= 0.5', 'a.score desc')}
  union all${disagreeing('good', '<= -0.5', 'a.score')}
), clearest as (
  select * from disagreeing order by abs(score) desc, id limit 25 * :limit::integer
), quoted as (
  select c.*,
         (select substring(t.text from s.start_offset + 1 for s.end_offset - s.start_offset)
            from verbatim.segment s join verbatim.document t on t.id = s.document_id
           where s.document_id = c.document_id and s.model_id = ${ACTIVE_MODEL}
           order by s.score * sign(c.score) desc, s.ordinal limit 1) as quote
    from clearest c
)
select o.rating, o.sentiment, o.score, o.quote, o.source, o.line, o.id as quoted, total.n as total
  from (select distinct on (sign(q.score), ${SAME_QUOTE}) q.* from quoted q
         order by sign(q.score), ${SAME_QUOTE}, abs(q.score) desc, q.id) o
 cross join total
 order by abs(o.score) desc, o.id
 limit :limit::integer`,
};
