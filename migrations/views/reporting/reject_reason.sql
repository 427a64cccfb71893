CREATE OR REPLACE VIEW reporting.reject_reason WITH (security_barrier = true) AS
SELECT r.import_id, r.reason, count(*) AS n, count(*) FILTER (WHERE r.closed_at IS NULL) AS open
  FROM verbatim.reject r GROUP BY 1, 2;

COMMENT ON VIEW reporting.reject_reason IS 'Rows that could not be taken, by import and reason.';
COMMENT ON COLUMN reporting.reject_reason.import_id IS 'Number of the import.';
COMMENT ON COLUMN reporting.reject_reason.reason IS 'Code of the reason.';
COMMENT ON COLUMN reporting.reject_reason.n IS 'Rows.';
COMMENT ON COLUMN reporting.reject_reason.open IS 'Of them not mended yet.';

GRANT SELECT ON reporting.reject_reason TO verbatim_reader, verbatim_analyst;
