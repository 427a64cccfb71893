-- NPS or CSAT by month and source, with 95 % intervals (of CSAT Wilson's, of NPS the widest that its value
-- allows): NPS (9-10 less 0-6, in points) where the scale of a source is 0 to 10 and its question asks to recommend,
-- CSAT (share of 4-5, in percent) where it is 1 to 5. Other scales have no score.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null: months that begin in the period
-- $3 date: last day, or null
select source, measure, month::text, n, score, score_low as low, score_high as high
  from reporting.score_monthly
 where ($1::text is null or source = $1)
   and ($2::date is null or month >= date_trunc('month', $2::date::timestamp)::date)
   and ($3::date is null or month <= $3::date)
 order by source, month
