-- sentiment.sql from roll-ups.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
with counted as (
  select sum(negative)::bigint as negative, sum(mixed)::bigint as mixed, sum(neutral)::bigint as neutral,
         sum(positive)::bigint as positive, sum(negative + mixed + neutral + positive)::bigint as total
    from verbatim.rollup_day
   where attribute = '' and ($1::text is null or source = $1)
     and ($2::date is null or dated and day >= $2) and ($3::date is null or dated and day <= $3)
)
select label.sentiment, label.n, label.n::double precision / total as share,
       reporting.wilson_low(label.n, total) as low, reporting.wilson_high(label.n, total) as high
  from counted cross join lateral (values
         ('negative', negative, 1), ('mixed', mixed, 2), ('neutral', neutral, 3), ('positive', positive, 4)
       ) as label (sentiment, n, place)
 where total > 0
 order by place
