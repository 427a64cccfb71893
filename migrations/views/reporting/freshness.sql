CREATE OR REPLACE VIEW reporting.freshness WITH (security_barrier = true) AS
SELECT night.as_of, extract(epoch FROM now() - night.as_of)::float8 AS age_seconds,
       (SELECT count(*) FROM verbatim.feedback f WHERE f.created_at >= coalesce(night.as_of, '-infinity')) AS newer
  FROM (SELECT max(as_of) AS as_of FROM verbatim.run WHERE status = 'done') night;

COMMENT ON VIEW reporting.freshness IS 'How old what the nightly tables show is.';
COMMENT ON COLUMN reporting.freshness.as_of IS 'What was stored before this moment is in them; null before the first nightly run.';
COMMENT ON COLUMN reporting.freshness.age_seconds IS 'Seconds since then.';
COMMENT ON COLUMN reporting.freshness.newer IS 'Feedback that was stored since.';

GRANT SELECT ON reporting.freshness TO verbatim_reader, verbatim_analyst;
