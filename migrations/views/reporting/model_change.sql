CREATE OR REPLACE VIEW reporting.model_change WITH (security_barrier = true) AS
SELECT c.activated_at, m.task, m.id AS model_id, m.name, m.version, m.hash, c.way, c.comparison_id
  FROM verbatim.model_activation c JOIN verbatim.model m ON m.id = c.model_id;

COMMENT ON VIEW reporting.model_change IS 'When reports changed to another model: numbers before and after are not of the same one.';
COMMENT ON COLUMN reporting.model_change.activated_at IS 'When it became the one that reports show.';
COMMENT ON COLUMN reporting.model_change.task IS 'What it is for.';
COMMENT ON COLUMN reporting.model_change.model_id IS 'Number of the model.';
COMMENT ON COLUMN reporting.model_change.name IS 'Its name.';
COMMENT ON COLUMN reporting.model_change.version IS 'Its version.';
COMMENT ON COLUMN reporting.model_change.hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.model_change.way IS 'activate: by command or configuration; promote: after a comparison; rollback: back to a former model.';
COMMENT ON COLUMN reporting.model_change.comparison_id IS 'Comparison that it was promoted by; null: none.';

GRANT SELECT ON reporting.model_change TO verbatim_reader, verbatim_analyst;
