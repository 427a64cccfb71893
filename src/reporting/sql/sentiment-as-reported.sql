-- Sentiment over time, each day by the model that it was first reported with, with 95 % Wilson intervals. Without a
-- grain: days up to 45 days, weeks (from Monday) up to 400, then months. Feedback without a date is left out.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
-- $4 text: day, week or month, or null
with chosen as (
  select * from reporting.sentiment_as_reported
   where ($1::text is null or source = $1)
     and ($2::date is null or day >= $2::date) and ($3::date is null or day <= $3::date)
), grain as materialized (
  select coalesce($4::text, case when max(day) - min(day) < 45 then 'day' when max(day) - min(day) < 400 then 'week'
                            else 'month' end) as unit
    from chosen
), counted as (
  select date_trunc(grain.unit, day::timestamp)::date as time,
         model_name || ' ' || model_version || ' (' || left(model_hash, 12) || ')' as model, sum(n)::bigint as n,
         sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(mean_score * n) / nullif(sum(n), 0) as mean_score,
         sum(mean_rating * rated) / nullif(sum(rated), 0) as mean_rating
    from chosen cross join grain
   group by 1, 2
)
select model, time::text, n,
       negative::double precision / nullif(n, 0) as negative,
       reporting.wilson_low(negative, n) as negative_low, reporting.wilson_high(negative, n) as negative_high,
       positive::double precision / nullif(n, 0) as positive,
       reporting.wilson_low(positive, n) as positive_low, reporting.wilson_high(positive, n) as positive_high,
       mean_score, mean_rating
  from counted
 order by time, model
