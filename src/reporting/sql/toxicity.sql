-- Comments that are toxic (probability 0.5 or more) over time, as the last night counted them, with 95 % Wilson
-- intervals. Without a grain: days up to 45 days, weeks (from Monday) up to 400, then months.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
-- $4 text: day, week or month, or null
with chosen as (
  select day, n, toxic from reporting.sentiment_daily
   where ($1::text is null or source = $1)
     and ($2::date is null or day >= $2::date) and ($3::date is null or day <= $3::date)
), grain as materialized (
  select coalesce($4::text, case when max(day) - min(day) < 45 then 'day' when max(day) - min(day) < 400 then 'week'
                            else 'month' end) as unit
    from chosen
), counted as (
  select date_trunc(grain.unit, day::timestamp)::date as time, sum(n)::bigint as n, sum(toxic)::bigint as toxic
    from chosen cross join grain
   group by 1
)
select time::text, n, toxic, toxic::double precision / nullif(n, 0) as share,
       reporting.wilson_low(toxic, n) as low, reporting.wilson_high(toxic, n) as high
  from counted
 order by time
