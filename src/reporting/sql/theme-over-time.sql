-- Share of comments that speak of a theme over time, as the last night counted it, with 95 % Wilson intervals: the
-- largest themes of the period, or one. Negative: of those who speak of it, with a negative sentence about it.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
-- $4 text: day, week or month, or null: by the length of the period
-- $5 text: name or number of a theme, or null
-- $6 integer: themes
with asked as (
  select day, n from reporting.sentiment_daily
   where ($1::text is null or source = $1)
     and ($2::date is null or day >= $2::date) and ($3::date is null or day <= $3::date)
), grain as materialized (
  select coalesce($4::text, case when max(day) - min(day) < 45 then 'day' when max(day) - min(day) < 400 then 'week'
                            else 'month' end) as unit
    from asked
), whole as (
  select date_trunc(grain.unit, day::timestamp)::date as time, sum(n)::bigint as of
    from asked cross join grain group by 1
), counted as (
  -- One pass over the days: all that follows is of some thousand rows at most.
  select theme_id, theme, date_trunc(grain.unit, day::timestamp)::date as time, sum(said)::bigint as said,
         sum(negative)::bigint as negative
    from reporting.theme_daily cross join grain
   where ($1::text is null or source = $1) and ($5::text is null or theme = $5 or theme_id::text = $5)
     and ($2::date is null or day >= $2::date) and ($3::date is null or day <= $3::date)
   group by 1, 2, 3
), ranked as (
  select theme_id, row_number() over (order by sum(said) desc nulls last, theme_id) as rank
    from counted group by theme_id
)
select theme, time::text, said, said::double precision / nullif(whole.of, 0) as share,
       reporting.wilson_low(said, whole.of) as low, reporting.wilson_high(said, whole.of) as high,
       negative::double precision / nullif(said, 0) as negative,
       reporting.wilson_low(negative, said) as negative_low, reporting.wilson_high(negative, said) as negative_high
  from counted join whole using (time) join ranked using (theme_id)
 where rank <= $6::integer
 order by rank, time
