-- Models, which of them reports show, and the times in which they did. A model that was never active has no times.
with changes as (
  select model_id, activated_at, lead(activated_at) over (partition by task order by activated_at) as next
    from reporting.model_change
)
select m.task, m.name as model, m.version, m.precision, left(m.hash, 12) as hash,
       case when m.active and c.next is null then 'yes' else 'no' end as active,
       to_char(c.activated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as since,
       to_char(c.next at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as until
  from reporting.model m left join changes c using (model_id)
 order by m.task, c.activated_at desc nulls last, m.model_id desc
