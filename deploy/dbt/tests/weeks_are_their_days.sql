-- Weeks whose analysed comments are not those of their days. Weeks with a hidden day cannot be compared.
with days as (
  select date_trunc('week', day::timestamp)::date as week, source, sum(n) as n
    from {{ source('verbatim', 'sentiment_daily') }}
   group by 1, 2
  having bool_and(n is not null)
)

select *
  from {{ source('verbatim', 'sentiment_weekly') }} w
  join days d using (week, source)
 where d.n <> w.n
