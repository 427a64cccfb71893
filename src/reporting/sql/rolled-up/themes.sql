-- themes.sql from roll-ups.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with analysed as (
  select sum(analysed)::bigint as n from verbatim.rollup_day
   where attribute = '' and ($1::text is null or source = $1)
     and ($3::date is null or dated and day >= $3) and ($4::date is null or dated and day <= $4)
), counted as (
  select theme_id, sum(feedback)::bigint as n, sum(score_sum) as score_sum, sum(rated) as rated,
         sum(rating_sum) as rating_sum
    from verbatim.rollup_theme_day
   where attribute = '' and ($1::text is null or source = $1)
     and ($3::date is null or dated and day >= $3) and ($4::date is null or dated and day <= $4)
   group by theme_id
)
select c.theme_id as id, coalesce(t.user_name, t.name) as theme, c.n, c.n::double precision / a.n as share,
       reporting.wilson_low(c.n, a.n) as low, reporting.wilson_high(c.n, a.n) as high,
       (c.score_sum / c.n)::double precision as score, (c.rating_sum / nullif(c.rated, 0))::double precision as mean_rating,
       count(*) over () as total
  from counted c join verbatim.theme t on t.id = c.theme_id and not t.hidden cross join analysed a
 order by c.n desc, c.theme_id
 limit $2
