CREATE OR REPLACE VIEW reporting.night WITH (security_barrier = true) AS
SELECT r.id AS run_id, r.trigger, r.status, r.error_code, r.as_of, r.started_at, r.finished_at,
       extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at)::float8 AS seconds,
       r.documents, r.analysed, r.failed, r.tokens, m.hash AS model_hash,
       (SELECT jsonb_object_agg(s.step, jsonb_build_object('status', s.status, 'counts', s.counts,
                 'seconds', extract(epoch FROM coalesce(s.finished_at, now()) - s.started_at)))
          FROM verbatim.run_step s WHERE s.run_id = r.id) AS steps
  FROM verbatim.run r LEFT JOIN verbatim.model m ON m.id = r.model_id
 WHERE EXISTS (SELECT FROM verbatim.run_step s WHERE s.run_id = r.id);

COMMENT ON VIEW reporting.night IS 'Nightly runs: what each did and how it ended.';
COMMENT ON COLUMN reporting.night.run_id IS 'Number of the nightly run.';
COMMENT ON COLUMN reporting.night.trigger IS 'nightly: by hand or cron; schedule: by verbatim nightly --schedule.';
COMMENT ON COLUMN reporting.night.status IS 'running, done, failed or interrupted.';
COMMENT ON COLUMN reporting.night.error_code IS 'Code of the error that ended it (docs/errors.md).';
COMMENT ON COLUMN reporting.night.as_of IS 'Of a nightly run that is done: what was stored before this moment is in its tables.';
COMMENT ON COLUMN reporting.night.started_at IS 'When it began.';
COMMENT ON COLUMN reporting.night.finished_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN reporting.night.seconds IS 'How long it took, or runs.';
COMMENT ON COLUMN reporting.night.documents IS 'Documents that were missing.';
COMMENT ON COLUMN reporting.night.analysed IS 'Of them, analysed.';
COMMENT ON COLUMN reporting.night.failed IS 'Of them, set aside.';
COMMENT ON COLUMN reporting.night.tokens IS 'Tokens of the analysed.';
COMMENT ON COLUMN reporting.night.model_hash IS 'Hash of the model.';
COMMENT ON COLUMN reporting.night.steps IS 'Each step: status, what it counted, seconds.';

GRANT SELECT ON reporting.night TO verbatim_reader, verbatim_analyst;
