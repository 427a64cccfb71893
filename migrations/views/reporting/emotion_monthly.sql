CREATE OR REPLACE VIEW reporting.emotion_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.emotion,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.n::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.n, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.n, c.of) END AS share_high,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.people < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden FROM (SELECT e.month, e.source, e.emotion, e.n, e.people, w.of
       FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.emotion, sum(r.feedback)::bigint AS n,
                    coalesce(sum(r.feedback) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0) AS people
               FROM verbatim.rollup_emotion_day r WHERE r.dated GROUP BY 1, 2, 3) e
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w
         ON w.month = e.month AND w.source = e.source
      WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
      UNION ALL
     SELECT e.month, e.source, e.emotion, e.n, e.people, w.of FROM (
       SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date AS month, f.source, emotion, count(*) AS n, count(DISTINCT coalesce(f.author, f.id::text)) AS people
         FROM verbatim.feedback f
         JOIN verbatim.model m ON m.active AND m.task = 'feedback'
         JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
        CROSS JOIN LATERAL unnest(a.emotions) AS emotion
        WHERE f.occurred_at IS NOT NULL GROUP BY 1, 2, 3) e
       JOIN (SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date AS month, f.source, count(*) AS of
               FROM verbatim.feedback f
               JOIN verbatim.model m ON m.active AND m.task = 'feedback'
               JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
              WHERE f.occurred_at IS NOT NULL GROUP BY 1, 2) w ON w.month = e.month AND w.source = e.source
      WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')) counted) c;

COMMENT ON VIEW reporting.emotion_monthly IS 'Emotions by month and source, counted when asked.';
COMMENT ON COLUMN reporting.emotion_monthly.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN reporting.emotion_monthly.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.emotion_monthly.emotion IS 'Label of the model.';
COMMENT ON COLUMN reporting.emotion_monthly.n IS 'Comments with it.';
COMMENT ON COLUMN reporting.emotion_monthly."of" IS 'Analysed feedback of the same time, source and value.';
COMMENT ON COLUMN reporting.emotion_monthly.share IS 'n / of, 0..1.';
COMMENT ON COLUMN reporting.emotion_monthly.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.emotion_monthly.share_high IS 'High end.';
COMMENT ON COLUMN reporting.emotion_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.emotion_monthly TO verbatim_analyst;
