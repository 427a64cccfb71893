-- Emotions found, as a share of the analysed feedback; a comment may hold several.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with chosen as (
  select emotions from reporting.feedback_analysis
   where status = 'analysed' and ($1::text is null or source = $1)
   and ($3::date is null or occurred_at >= $3::date::timestamp at time zone 'UTC')
   and ($4::date is null or occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
), total as (select count(*) as n from chosen)
select emotion, count(*) as n, count(*)::double precision / total.n as share,
       reporting.wilson_low(count(*), total.n) as low, reporting.wilson_high(count(*), total.n) as high
  from chosen cross join lateral unnest(emotions) as emotion cross join total
 where emotion <> 'neutral'
 group by emotion, total.n
 order by n desc, emotion
 limit $2::integer
