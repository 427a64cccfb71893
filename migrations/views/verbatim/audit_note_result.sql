CREATE OR REPLACE FUNCTION verbatim.audit_note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.audit_cube_touched (model_id, day)
  SELECT DISTINCT c.model_id, coalesce((f.occurred_at AT TIME ZONE 'UTC')::date, '-infinity')
    FROM changed_rows c JOIN verbatim.feedback f ON f.document_id = c.document_id
   WHERE c.model_id IN (SELECT model_id FROM verbatim.audit_cube_set);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.audit_note_result() IS 'Notes in audit_cube_touched the days of feedback whose document was set aside, is no longer set aside, or lost its analysis.';

CREATE OR REPLACE TRIGGER audit_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
CREATE OR REPLACE TRIGGER audit_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
CREATE OR REPLACE TRIGGER audit_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
