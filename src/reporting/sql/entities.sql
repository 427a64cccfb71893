-- What is named most often: people, organisations, places, as the model tells them apart.
-- $1 text: source, or null for all
-- $2 integer: rows
select label, entity, count(distinct feedback_id) as n, count(*) over () as total
  from reporting.feedback_entity
 where entity <> '' and ($1::text is null or source = $1)
 group by label, entity
 order by n desc, label, entity
 limit $2
