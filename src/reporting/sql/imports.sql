-- Files that were read, with their counts, newest first. Open: rows that could not be taken and are not mended.
-- $1 text: source, or null for all
-- $2 date: first day of reading, UTC, or null
-- $3 date: last day, or null
-- $4 integer: rows
select i.import_id::text as id, i.source, i.file_name as file, i.status, i.read, i.accepted, i.duplicates, i.changed,
       i.rejected, coalesce((select sum(r.open) from reporting.reject_reason r where r.import_id = i.import_id), 0)::bigint
         as open,
       to_char(i.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as started, count(*) over () as total
  from reporting.import i
 where ($1::text is null or i.source = $1)
   and ($2::date is null or i.started_at >= $2::date::timestamp at time zone 'UTC')
   and ($3::date is null or i.started_at < ($3::date + 1)::timestamp at time zone 'UTC')
 order by i.import_id desc
 limit $4::integer
