CREATE OR REPLACE VIEW reporting.run_history WITH (security_barrier = true) AS
SELECT r.id AS run_id, r.trigger, r.status, r.error_code, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       r.device, r.runtime, r.documents, r.analysed, r.failed, r.tokens,
       CASE WHEN r.padded_tokens > 0 THEN 1 - r.tokens::double precision / r.padded_tokens END AS padding_share,
       r.started_at, r.finished_at, extract(epoch FROM r.finished_at - r.started_at)::double precision AS seconds,
       r.no_answer, r.mended, r.reading
  FROM verbatim.run r JOIN verbatim.model m ON m.id = r.model_id;

COMMENT ON VIEW reporting.run_history IS 'One row per execution of the analysis.';
COMMENT ON COLUMN reporting.run_history.run_id IS 'Number of the run.';
COMMENT ON COLUMN reporting.run_history.trigger IS 'What started it.';
COMMENT ON COLUMN reporting.run_history.status IS 'running, done, failed or interrupted.';
COMMENT ON COLUMN reporting.run_history.error_code IS 'Code of the error that ended it.';
COMMENT ON COLUMN reporting.run_history.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.run_history.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.run_history.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.run_history.device IS 'cpu or cuda:N.';
COMMENT ON COLUMN reporting.run_history.runtime IS 'Library and version that ran the model.';
COMMENT ON COLUMN reporting.run_history.documents IS 'Documents that had no analysis when it began.';
COMMENT ON COLUMN reporting.run_history.analysed IS 'Analyses it stored.';
COMMENT ON COLUMN reporting.run_history.failed IS 'Documents it set aside, no_answer included.';
COMMENT ON COLUMN reporting.run_history.tokens IS 'Tokens run.';
COMMENT ON COLUMN reporting.run_history.padding_share IS 'Share of padding in what was run, 0..1.';
COMMENT ON COLUMN reporting.run_history.started_at IS 'When it began.';
COMMENT ON COLUMN reporting.run_history.finished_at IS 'When it ended.';
COMMENT ON COLUMN reporting.run_history.seconds IS 'How long it took.';
COMMENT ON COLUMN reporting.run_history.no_answer IS 'Of failed: documents that say nothing ("N/A", "no comment").';
COMMENT ON COLUMN reporting.run_history.mended IS 'Documents of which wrongly decoded characters were mended for reading.';
COMMENT ON COLUMN reporting.run_history.reading IS 'Version of the rules by which texts were cleaned and sorted before the model read them.';

GRANT SELECT ON reporting.run_history TO verbatim_reader, verbatim_analyst;
