-- How old what nights show is, and what came since.
select to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as as_of, f.age_seconds / 3600 as age_hours, f.newer,
       (select status || coalesce(' (' || error_code || ')', '') from reporting.night order by run_id desc limit 1)
         as last_night,
       (select to_char(max(finished_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from reporting.import) as last_import,
       (select name || ' ' || version from reporting.model where active and task = 'feedback') as model
  from reporting.freshness f
