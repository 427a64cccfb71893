-- ratings.sql from roll-ups.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select sentiment, sum(feedback)::bigint as n, sum(rating * feedback) / sum(feedback)::double precision as mean_rating
  from verbatim.rollup_rating_day
 where sentiment <> '' and ($1::text is null or source = $1)
   and ($2::date is null or dated and day >= $2) and ($3::date is null or dated and day <= $3)
 group by sentiment
 order by mean_rating, sentiment
