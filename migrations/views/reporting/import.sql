CREATE OR REPLACE VIEW reporting.import WITH (security_barrier) AS
SELECT i.id AS import_id, i.source, i.file_name, i.status, i.read, i.accepted, i.duplicates, i.changed, i.rejected,
       i.started_at, i.finished_at, i.undone_at, i.masked, i.erased
  FROM verbatim.import i;

COMMENT ON VIEW reporting.import IS 'Files that were read, with their counts.';
COMMENT ON COLUMN reporting.import.import_id IS 'Number of the import.';
COMMENT ON COLUMN reporting.import.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.import.file_name IS 'Name of the file.';
COMMENT ON COLUMN reporting.import.status IS 'running, done, failed, interrupted, undoing or undone.';
COMMENT ON COLUMN reporting.import.read IS 'Rows of the file.';
COMMENT ON COLUMN reporting.import.accepted IS 'Rows that are new feedback.';
COMMENT ON COLUMN reporting.import.duplicates IS 'Rows that were known.';
COMMENT ON COLUMN reporting.import.changed IS 'Rows that changed feedback that was known.';
COMMENT ON COLUMN reporting.import.rejected IS 'Rows that could not be taken.';
COMMENT ON COLUMN reporting.import.started_at IS 'When it began.';
COMMENT ON COLUMN reporting.import.finished_at IS 'When it ended; null: it has not.';
COMMENT ON COLUMN reporting.import.undone_at IS 'When it was taken back; null: it was not.';
COMMENT ON COLUMN reporting.import.masked IS 'Parts of its rows that were masked, by kind.';
COMMENT ON COLUMN reporting.import.erased IS 'Rows that were not stored: their author, id or content was erased.';

GRANT SELECT ON reporting.import TO verbatim_reader, verbatim_analyst;
