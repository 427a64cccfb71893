-- What customers speak of: themes as a share of the analysed feedback, with what is felt about them and how those who
-- speak of them rate. A feedback may speak of several.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with analysed as (
  select count(*) as n from reporting.feedback_analysis
   where status = 'analysed' and ($1::text is null or source = $1)
     and ($3::date is null or occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
), counted as (
  select d.theme_id, count(*) as n, count(*) filter (where d.negative > 0) as negative, avg(d.score) as score,
         avg(f.rating) as mean_rating
    from verbatim.document_theme d join verbatim.feedback f on f.document_id = d.document_id
   where ($1::text is null or f.source = $1)
     and ($3::date is null or f.occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or f.occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
   group by d.theme_id
)
select c.theme_id as id, t.name as theme, c.n, c.n::double precision / a.n as share,
       reporting.wilson_low(c.n, a.n) as low, reporting.wilson_high(c.n, a.n) as high,
       c.score, c.mean_rating, count(*) over () as total
  from counted c join reporting.theme t using (theme_id) cross join analysed a
 order by c.n desc, c.theme_id
 limit $2
