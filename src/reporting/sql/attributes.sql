-- Sentiment by attribute, with 95 % Wilson intervals. Without names: the attributes of 2 to 12 values that are not
-- all numbers and are filled in 80 % of the rows; the three with the most values, then by name. Values with fewer
-- than 10 comments are added up as (other).
-- $1 text: source, or null for all
-- $2 text[]: names of attributes, or null
with chosen as (
  select feedback_id, attributes, sentiment, rating
    from reporting.feedback_analysis
   where status = 'analysed' and ($1::text is null or source = $1)
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
), counted as (
  select named.place, named.attribute, coalesce(chosen.attributes ->> named.attribute, '(missing)') as value,
         chosen.sentiment, chosen.rating,
         count(*) over (partition by named.attribute, chosen.attributes ->> named.attribute) < 10 as small
    from named cross join chosen
), folded as (
  select place, attribute, case when small then '(other)' else value end as value, small, sentiment, rating
    from counted
)
select attribute, value, count(*) as n,
       count(*) filter (where sentiment = 'negative')::double precision / count(*) as negative,
       reporting.wilson_low(count(*) filter (where sentiment = 'negative'), count(*)) as negative_low,
       reporting.wilson_high(count(*) filter (where sentiment = 'negative'), count(*)) as negative_high,
       count(*) filter (where sentiment = 'positive')::double precision / count(*) as positive,
       reporting.wilson_low(count(*) filter (where sentiment = 'positive'), count(*)) as positive_low,
       reporting.wilson_high(count(*) filter (where sentiment = 'positive'), count(*)) as positive_high,
       avg(rating) as mean_rating
  from folded
 group by place, attribute, value, small
 order by place, small, n desc, value
