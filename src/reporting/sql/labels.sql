-- Labels of every model that gives its own, as a share of the feedback that it has analysed.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with analysed as (
  select model_name || ' ' || model_version as model, labels
    from reporting.feedback_label
   where value is null and ($1::text is null or source = $1)
   and ($3::date is null or occurred_at >= $3::date::timestamp at time zone 'UTC')
   and ($4::date is null or occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
), total as (
  select model, count(*) as n from analysed group by 1
), counted as (
  select model, label, count(*) as n from analysed cross join unnest(labels) as label group by 1, 2
)
select model, label, c.n, c.n::double precision / t.n as share,
       reporting.wilson_low(c.n, t.n) as low, reporting.wilson_high(c.n, t.n) as high,
       count(*) over () as total
  from counted c join total t using (model)
 order by model, c.n desc, label
 limit $2
