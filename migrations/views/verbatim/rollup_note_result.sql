CREATE OR REPLACE FUNCTION verbatim.rollup_note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'day', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM changed_rows c JOIN verbatim.feedback f ON f.document_id = c.document_id
   WHERE c.model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'day');
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_result() IS 'Notes in rollup_touched which days the feedback of new, changed and deleted results is in.';

CREATE OR REPLACE TRIGGER rollup_analysis_new AFTER INSERT ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
CREATE OR REPLACE TRIGGER rollup_analysis_changed AFTER UPDATE ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
CREATE OR REPLACE TRIGGER rollup_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
CREATE OR REPLACE TRIGGER rollup_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
CREATE OR REPLACE TRIGGER rollup_failure_changed AFTER UPDATE ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
CREATE OR REPLACE TRIGGER rollup_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
