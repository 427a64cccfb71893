-- What is named most often: people, organisations, places, as the model tells them apart.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
select label, entity, count(distinct feedback_id) as n, count(*) over () as total
  from reporting.feedback_entity
 where entity <> '' and ($1::text is null or source = $1)
   and ($3::date is null or occurred_at >= $3::date::timestamp at time zone 'UTC')
   and ($4::date is null or occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
 group by label, entity
 order by n desc, label, entity
 limit $2
