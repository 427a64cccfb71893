-- emotions.sql from roll-ups.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with total as (
  select sum(analysed)::bigint as n from verbatim.rollup_day
   where attribute = '' and ($1::text is null or source = $1)
     and ($3::date is null or dated and day >= $3) and ($4::date is null or dated and day <= $4)
), counted as (
  select emotion, sum(feedback)::bigint as n from verbatim.rollup_emotion_day
   where emotion <> 'neutral' and ($1::text is null or source = $1)
     and ($3::date is null or dated and day >= $3) and ($4::date is null or dated and day <= $4)
   group by emotion
)
select c.emotion, c.n, c.n::double precision / total.n as share,
       reporting.wilson_low(c.n, total.n) as low, reporting.wilson_high(c.n, total.n) as high
  from counted c cross join total
 order by c.n desc, c.emotion
 limit $2::integer
