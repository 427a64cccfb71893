-- attributes.sql from roll-ups, of attributes that these have.
-- $1 text: source, or null for all
-- $2, $3 date: first and last day, UTC, or null
-- $4 text[]: names of attributes
with counted as (
  select named.place, r.attribute, r.value, sum(r.analysed)::bigint as n, sum(r.negative)::bigint as negative,
         sum(r.positive)::bigint as positive, sum(r.rated) as rated, sum(r.rating_sum) as rating_sum,
         sum(r.analysed) < 10 as small
    from unnest($4::text[]) with ordinality as named (attribute, place)
    join verbatim.rollup_day r using (attribute)
   where ($1::text is null or r.source = $1)
     and ($2::date is null or r.dated and r.day >= $2) and ($3::date is null or r.dated and r.day <= $3)
   group by named.place, r.attribute, r.value
  having sum(r.analysed) > 0
), folded as (
  select place, attribute,
         case when small then '(other)' when value = '' then '(missing)' else value end as value, small,
         sum(n)::bigint as n, sum(negative)::bigint as negative, sum(positive)::bigint as positive,
         sum(rated) as rated, sum(rating_sum) as rating_sum
    from counted
   group by 1, 2, 3, 4
)
select attribute, value, n, negative::double precision / n as negative,
       reporting.wilson_low(negative, n) as negative_low, reporting.wilson_high(negative, n) as negative_high,
       positive::double precision / n as positive,
       reporting.wilson_low(positive, n) as positive_low, reporting.wilson_high(positive, n) as positive_high,
       (rating_sum / nullif(rated, 0))::double precision as mean_rating
  from folded
 order by place, small, folded.n desc, value
