-- What regression models give: a number for each text.
-- $1 text: source, or null for all
select model_name || ' ' || model_version as model, count(*) as n, avg(value)::double precision as mean,
       percentile_cont(0.1) within group (order by value) as low_tenth,
       percentile_cont(0.5) within group (order by value) as median,
       percentile_cont(0.9) within group (order by value) as high_tenth
  from reporting.feedback_label
 where value is not null and ($1::text is null or source = $1)
 group by 1
 order by 1
