-- How many points each theme adds to NPS or CSAT: a comment's points are shared among its themes by their sentences,
-- so that the contributions of a source add up to its score. Themes of fewer than ten comments stand together.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select source, measure, score, theme, n, contribution
  from reporting.score_contributions($2::date, $3::date, $1::text)
 order by source, abs(contribution) desc, theme
