-- disagreement.sql: how many disagree from roll-ups, and the clearest of them by the index of scores.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with scales as materialized (
  select source, poor_from, poor_to, good_from, good_to from verbatim.rating_scale
), total as (
  select sum(case when rating between poor_from and poor_to then kind else 0 end
             + case when rating between good_from and good_to then harsh else 0 end)::bigint as n
    from verbatim.rollup_rating_day join scales using (source)
   where ($1::text is null or source = $1)
     and ($3::date is null or dated and day >= $3) and ($4::date is null or dated and day <= $4)
), active as (
  select id from verbatim.model where active and task = 'feedback'
), disagreeing as (
  (select f.id, f.document_id, f.source, f.line, f.rating, a.sentiment, a.score
     from verbatim.analysis a join verbatim.feedback f on f.document_id = a.document_id join scales using (source)
    where a.model_id = (select id from active) and a.score >= 0.5 and f.rating between poor_from and poor_to
      and f.attributes ->> 'asks' is distinct from 'praise'
      and ($1::text is null or f.source = $1)
      and ($3::date is null or f.occurred_at >= ($3::timestamp at time zone 'UTC'))
      and ($4::date is null or f.occurred_at < (($4::date + 1)::timestamp at time zone 'UTC'))
    order by a.score desc, f.id limit 25 * $2::integer)
  union all
  (select f.id, f.document_id, f.source, f.line, f.rating, a.sentiment, a.score
     from verbatim.analysis a join verbatim.feedback f on f.document_id = a.document_id join scales using (source)
    where a.model_id = (select id from active) and a.score <= -0.5 and f.rating between good_from and good_to
      and f.attributes ->> 'asks' is distinct from 'faults'
      and ($1::text is null or f.source = $1)
      and ($3::date is null or f.occurred_at >= ($3::timestamp at time zone 'UTC'))
      and ($4::date is null or f.occurred_at < (($4::date + 1)::timestamp at time zone 'UTC'))
    order by a.score, f.id limit 25 * $2::integer)
), clearest as (
  select * from disagreeing order by abs(score) desc, id limit 25 * $2::integer
), quoted as (
  select c.*,
         (select substring(t.text from s.start_offset + 1 for s.end_offset - s.start_offset)
            from verbatim.segment s join verbatim.document t on t.id = s.document_id
           where s.document_id = c.document_id and s.model_id = (select id from active)
           order by s.score * sign(c.score) desc, s.ordinal limit 1) as quote
    from clearest c
)
select o.rating, o.sentiment, o.score, o.quote, o.source, o.line, total.n as total
  from (select distinct on (sign(q.score), coalesce(rtrim(lower(q.quote), '.!? '), q.document_id::text)) q.* from quoted q
         order by sign(q.score), coalesce(rtrim(lower(q.quote), '.!? '), q.document_id::text), abs(q.score) desc, q.id) o
 cross join total
 order by abs(o.score) desc, o.id
 limit $2::integer
