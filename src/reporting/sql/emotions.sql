-- Emotions found, as a share of the analysed feedback; a comment may hold several.
-- $1 text: source, or null for all
-- $2 integer: rows
with chosen as (
  select emotions from reporting.feedback_analysis
   where status = 'analysed' and ($1::text is null or source = $1)
), total as (select count(*) as n from chosen)
select emotion, count(*) as n, count(*)::double precision / total.n as share,
       reporting.wilson_low(count(*), total.n) as low, reporting.wilson_high(count(*), total.n) as high
  from chosen cross join lateral unnest(emotions) as emotion cross join total
 where emotion <> 'neutral'
 group by emotion, total.n
 order by n desc, emotion
 limit $2::integer
