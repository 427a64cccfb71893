-- What regression models give: a number for each text.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select model_name || ' ' || model_version as model, count(*) as n, avg(value)::double precision as mean,
       percentile_cont(0.1) within group (order by value) as low_tenth,
       percentile_cont(0.5) within group (order by value) as median,
       percentile_cont(0.9) within group (order by value) as high_tenth
  from reporting.feedback_label
 where value is not null and ($1::text is null or source = $1)
   and ($2::date is null or occurred_at >= $2::date::timestamp at time zone 'UTC')
   and ($3::date is null or occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
 group by 1
 order by 1
