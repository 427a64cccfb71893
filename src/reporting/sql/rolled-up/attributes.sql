-- attributes.sql from roll-ups, of attributes that these have.
-- $1 text: source, or null for all
-- $2 text[]: names of attributes
-- $3 integer: values of each attribute, or null for all
-- $4 date: first day, UTC, or null
-- $5 date: last day, or null
with valued as (
  select named.place, named.attribute, case r.value when '' then '(missing)' else r.value end as value,
         sum(r.analysed)::bigint as n, sum(r.negative)::bigint as negative, sum(r.positive)::bigint as positive,
         sum(r.rated) as rated, sum(r.rating_sum) as rating_sum
    from unnest($2::text[]) with ordinality as named (attribute, place)
    join verbatim.rollup_day r on r.attribute = named.attribute
   where ($1::text is null or r.source = $1)
     and ($4::date is null or r.dated and r.day >= $4) and ($5::date is null or r.dated and r.day <= $5)
   group by 1, 2, 3
  having sum(r.analysed) > 0
), ranked as (
  select *, row_number() over (partition by place order by n desc, value) as rank,
         count(*) over (partition by place) as total
    from valued
), folded as (
  select place, attribute, case when small then '(other)' else value end as value, small, total,
         count(*) as together, sum(n)::bigint as n, sum(negative)::bigint as negative,
         sum(positive)::bigint as positive,
         (sum(rating_sum) / nullif(sum(rated), 0))::double precision as mean_rating
    from (select *, n < 10 or coalesce(rank > $3::integer, false) as small from ranked) cut
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
