CREATE OR REPLACE VIEW reporting.digest AS
SELECT d.id AS digest_id, d.period, d.first_day, d.last_day, d.grouped_by, m.hash AS model_hash, d.run_id, d.content,
       d.created_at, d.delivered_at
  FROM verbatim.digest d JOIN verbatim.model m ON m.id = d.model_id;

COMMENT ON VIEW reporting.digest IS 'Digests that were made, each content once.';
COMMENT ON COLUMN reporting.digest.digest_id IS 'Number of the digest.';
COMMENT ON COLUMN reporting.digest.period IS 'day, week, month, all, or its first and last day.';
COMMENT ON COLUMN reporting.digest.first_day IS 'First day, UTC; null: from the beginning.';
COMMENT ON COLUMN reporting.digest.last_day IS 'Last day, UTC, included; null: no end.';
COMMENT ON COLUMN reporting.digest.grouped_by IS 'What it is broken down by: source or attributes.';
COMMENT ON COLUMN reporting.digest.model_hash IS 'Hash of the model.';
COMMENT ON COLUMN reporting.digest.run_id IS 'The nightly run that made it; null when made by hand.';
COMMENT ON COLUMN reporting.digest.content IS 'The digest as verbatim digest --format json prints it.';
COMMENT ON COLUMN reporting.digest.created_at IS 'When it was made.';
COMMENT ON COLUMN reporting.digest.delivered_at IS 'When a webhook took it.';

GRANT SELECT ON reporting.digest TO verbatim_analyst;
