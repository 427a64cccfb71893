-- Rows that could not be taken, by source and reason. Open: not mended yet.
-- $1 text: source, or null for all
-- $2 date: first day of reading, UTC, or null
-- $3 date: last day, or null
-- $4 integer: rows
select i.source, r.reason, sum(r.n)::bigint as n, sum(r.open)::bigint as open, count(distinct i.file_name) as files,
       to_char(max(i.started_at) at time zone 'UTC', 'YYYY-MM-DD') as last, count(*) over () as total
  from reporting.reject_reason r join reporting.import i using (import_id)
 where ($1::text is null or i.source = $1)
   and ($2::date is null or i.started_at >= $2::date::timestamp at time zone 'UTC')
   and ($3::date is null or i.started_at < ($3::date + 1)::timestamp at time zone 'UTC')
 group by i.source, r.reason
 order by n desc, i.source, r.reason
 limit $4::integer
