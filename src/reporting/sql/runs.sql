-- Runs of the analysis and nights, newest first.
-- $1 date: first day, UTC, or null
-- $2 date: last day, or null
-- $3 integer: rows
select run_id::text as id, trigger, status, error_code as error, model_name || ' ' || model_version as model,
       documents, analysed, failed - no_answer as failed, no_answer, mended, seconds,
       to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as started, count(*) over () as total
  from reporting.run_history
 where ($1::date is null or started_at >= $1::date::timestamp at time zone 'UTC')
   and ($2::date is null or started_at < ($2::date + 1)::timestamp at time zone 'UTC')
 order by run_id desc
 limit $3::integer
