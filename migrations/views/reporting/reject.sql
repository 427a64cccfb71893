CREATE OR REPLACE VIEW reporting.reject AS
SELECT r.import_id, r.line, r.reason, r.detail, r.raw_row
  FROM verbatim.reject r WHERE r.closed_at IS NULL;

COMMENT ON VIEW reporting.reject IS 'Rows that could not be taken and are not mended, as they stand in the file.';
COMMENT ON COLUMN reporting.reject.import_id IS 'Number of the import.';
COMMENT ON COLUMN reporting.reject.line IS 'Physical line of the file, from 1.';
COMMENT ON COLUMN reporting.reject.reason IS 'Code of the reason.';
COMMENT ON COLUMN reporting.reject.detail IS 'What is wrong with it.';
COMMENT ON COLUMN reporting.reject.raw_row IS 'The row itself.';

GRANT SELECT ON reporting.reject TO verbatim_analyst;
