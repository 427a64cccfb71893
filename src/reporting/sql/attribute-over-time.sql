-- Sentiment over time by the values of an attribute that nights count by, as the last night counted it: the largest
-- values of the period, the others added up as (other).
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
-- $4 text: day, week or month, or null: by the length of the period
-- $5 text: attribute, or null for the first that nights count by
-- $6 integer: values
with named as (
  select coalesce($5::text, (select min(attribute) from reporting.attribute_monthly)) as attribute
), chosen as (
  select day, coalesce(value, '(missing)') as value, n, negative, positive, mean_score
    from reporting.attribute_daily
   where attribute = (select attribute from named) and ($1::text is null or source = $1)
     and ($2::date is null or day >= $2::date) and ($3::date is null or day <= $3::date)
), grain as materialized (
  select coalesce($4::text, case when max(day) - min(day) < 45 then 'day' when max(day) - min(day) < 400 then 'week'
                            else 'month' end) as unit
    from chosen
), totalled as (
  select *, sum(n) over (partition by value) as total from chosen
), ranked as (
  -- Windows and no join: a hundred thousand values are sorted, never compared pair by pair.
  select *, dense_rank() over (order by total desc nulls last, value) as rank from totalled
), counted as (
  select rank <= $6::integer as large, case when rank <= $6::integer then value else '(other)' end as value,
         case when rank <= $6::integer then rank end as place, max(rank) as levels,
         date_trunc(grain.unit, day::timestamp)::date as time, sum(n)::bigint as n,
         sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(mean_score * n) / nullif(sum(n), 0) as mean_score
    from ranked cross join grain
   group by 1, 2, 3, 5
)
select value, time::text, n,
       negative::double precision / nullif(n, 0) as negative,
       reporting.wilson_low(negative, n) as negative_low, reporting.wilson_high(negative, n) as negative_high,
       positive::double precision / nullif(n, 0) as positive,
       reporting.wilson_low(positive, n) as positive_low, reporting.wilson_high(positive, n) as positive_high,
       mean_score, case when not large then max(levels) over () - $6::integer end as together
  from counted
 order by place nulls last, time
