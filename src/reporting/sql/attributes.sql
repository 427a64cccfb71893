-- Sentiment by attribute, with 95 % Wilson intervals. Without names: the attributes of 2 to 12 values that are not
-- all numbers and are filled in 80 % of the rows; the three with the most values, then by name. Values with fewer
-- than 10 comments, and those beyond the $3 largest, are added up as (other).
-- $1 text: source, or null for all
-- $2 text[]: names of attributes, or null
-- $3 integer: values of each attribute
-- $4 date: first day, UTC, or null
-- $5 date: last day, or null
with chosen as (
  select feedback_id, attributes, sentiment, rating
    from reporting.feedback_analysis
   where status = 'analysed' and ($1::text is null or source = $1)
     and ($4::date is null or occurred_at >= $4::date::timestamp at time zone 'UTC')
     and ($5::date is null or occurred_at < ($5::date + 1)::timestamp at time zone 'UTC')
), fitting as (
  select pair.key as attribute, count(distinct pair.value) as levels
    from chosen cross join lateral jsonb_each_text(chosen.attributes) as pair
   where $2::text[] is null
   group by pair.key
  having count(distinct pair.value) between 2 and 12
     and count(*) >= 0.8 * (select count(*) from chosen)
     and not bool_and(pair.value ~ '^[-+]?[0-9.,]+$')
   order by levels desc, attribute
   limit 3
), named as (
  select attribute, row_number() over (order by levels desc, attribute) as place from fitting
   union all
  select attribute, place from unnest($2::text[]) with ordinality as given (attribute, place)
), valued as (
  select named.place, named.attribute, coalesce(chosen.attributes ->> named.attribute, '(missing)') as value,
         count(*) as n, count(*) filter (where sentiment = 'negative') as negative,
         count(*) filter (where sentiment = 'positive') as positive, count(rating) as rated,
         sum(rating::double precision) as rating_sum
    from named cross join chosen
   group by 1, 2, 3
), ranked as (
  select *, row_number() over (partition by place order by n desc, value) as rank,
         count(*) over (partition by place) as total
    from valued
), folded as (
  select place, attribute, case when small then '(other)' else value end as value, small, total,
         count(*) as together, sum(n)::bigint as n, sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(rating_sum) / nullif(sum(rated), 0) as mean_rating
    from (select *, n < 10 or rank > $3::integer as small from ranked) cut
   group by 1, 2, 3, 4, 5
)
select attribute, value, n,
       negative::double precision / n as negative,
       reporting.wilson_low(negative, n) as negative_low, reporting.wilson_high(negative, n) as negative_high,
       positive::double precision / n as positive,
       reporting.wilson_low(positive, n) as positive_low, reporting.wilson_high(positive, n) as positive_high,
       mean_rating, case when small and total > $3::integer then together end as together
  from folded
 order by place, small, n desc, value
