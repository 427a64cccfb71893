CREATE OR REPLACE VIEW reporting.score_monthly WITH (security_barrier = true) AS
WITH scale AS MATERIALIZED (SELECT source, measure FROM verbatim.rating_scale)
SELECT c.month,
       c.source,
       c.measure,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN 100.0 * c.points / nullif(c.n, 0) END AS score,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people' END AS hidden_reason,
       CASE WHEN NOT c.hidden THEN CASE WHEN c.measure = 'csat' THEN 100 * reporting.wilson_low(c.points::bigint, c.n)
         ELSE greatest(-100, 100.0 * c.points / c.n - 1.959963984540054 * sqrt(greatest(0, 10000 - (100.0 * c.points / c.n) ^ 2) / c.n)) END END::double precision AS score_low,
       CASE WHEN NOT c.hidden THEN CASE WHEN c.measure = 'csat' THEN 100 * reporting.wilson_high(c.points::bigint, c.n)
         ELSE least(100, 100.0 * c.points / c.n + 1.959963984540054 * sqrt(greatest(0, 10000 - (100.0 * c.points / c.n) ^ 2) / c.n)) END END::double precision AS score_high
  FROM (SELECT counted.*, counted.n > 0 AND counted.people < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden FROM (SELECT month, source, measure, sum(feedback)::bigint AS n,
            sum(feedback * CASE WHEN measure = 'csat' THEN CASE WHEN rating >= 4 THEN 1 ELSE 0 END WHEN rating >= 9 THEN 1 WHEN rating <= 6 THEN -1 ELSE 0 END) AS points,
            coalesce(sum(feedback) FILTER (WHERE authors IS NULL AND author IS NULL), 0) + coalesce(bit_count(bit_or(authors)), 0) + count(DISTINCT author) AS people
       FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.rating, r.feedback, z.measure, r.authors, NULL AS author
               FROM verbatim.rollup_rating_day r JOIN scale z ON z.source = r.source
              WHERE r.dated AND z.measure IS NOT NULL AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
              UNION ALL
             SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date, f.source, f.rating, 1, z.measure, NULL, f.author
               FROM verbatim.feedback f JOIN scale z ON z.source = f.source
              WHERE f.rating IS NOT NULL AND f.occurred_at IS NOT NULL AND z.measure IS NOT NULL
                AND NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')) r
      GROUP BY 1, 2, 3) counted) c;

COMMENT ON VIEW reporting.score_monthly IS 'NPS or CSAT by month and source, counted when asked: NPS (9-10 less 0-6, in points) where the scale of the source is 0 to 10 and its question asks to recommend, CSAT (share of 4-5, in percent) where it is 1 to 5; other scales have no score.';
COMMENT ON COLUMN reporting.score_monthly.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN reporting.score_monthly.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.score_monthly.measure IS 'nps or csat.';
COMMENT ON COLUMN reporting.score_monthly.n IS 'Ratings.';
COMMENT ON COLUMN reporting.score_monthly.score IS 'In points: -100..100 for NPS, 0..100 for CSAT.';
COMMENT ON COLUMN reporting.score_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';
COMMENT ON COLUMN reporting.score_monthly.score_low IS 'Low end of the 95 % interval: of CSAT that of Wilson, of NPS the widest that its value allows.';
COMMENT ON COLUMN reporting.score_monthly.score_high IS 'High end.';

GRANT SELECT ON reporting.score_monthly TO verbatim_analyst;
