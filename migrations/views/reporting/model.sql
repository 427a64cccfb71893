CREATE OR REPLACE VIEW reporting.model WITH (security_barrier = true) AS
SELECT m.id AS model_id, m.name, m.version, m.hash, m.task, m.precision, m.active, m.checked_at, m.created_at
  FROM verbatim.model m;

COMMENT ON VIEW reporting.model IS 'The models that are known, and which are active.';
COMMENT ON COLUMN reporting.model.model_id IS 'Number of the model.';
COMMENT ON COLUMN reporting.model.name IS 'Its name.';
COMMENT ON COLUMN reporting.model.version IS 'Its version.';
COMMENT ON COLUMN reporting.model.hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.model.task IS 'What it is for.';
COMMENT ON COLUMN reporting.model.precision IS 'fp32, int8 ….';
COMMENT ON COLUMN reporting.model.active IS 'True for the one that reports of its task show.';
COMMENT ON COLUMN reporting.model.checked_at IS 'When it passed its checks.';
COMMENT ON COLUMN reporting.model.created_at IS 'When it became known.';

GRANT SELECT ON reporting.model TO verbatim_reader, verbatim_analyst;
