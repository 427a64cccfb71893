CREATE OR REPLACE FUNCTION verbatim.audit_note_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM verbatim.audit_cube_set) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, d.day
      FROM (SELECT DISTINCT coalesce((occurred_at AT TIME ZONE 'UTC')::date, '-infinity') AS day FROM old_rows) d
     CROSS JOIN (SELECT DISTINCT model_id FROM verbatim.audit_cube_set) s;
  ELSE
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, d.day
      FROM (SELECT DISTINCT coalesce((v.occurred_at AT TIME ZONE 'UTC')::date, '-infinity') AS day
              FROM old_rows o JOIN new_rows n ON n.id = o.id
             CROSS JOIN LATERAL (VALUES (o.occurred_at), (n.occurred_at)) AS v (occurred_at)
             WHERE (o.occurred_at, o.source, o.document_id, o.rating, o.language, o.attributes)
                   IS DISTINCT FROM (n.occurred_at, n.source, n.document_id, n.rating, n.language, n.attributes)) d
     CROSS JOIN (SELECT DISTINCT model_id FROM verbatim.audit_cube_set) s;
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.audit_note_feedback() IS 'Notes in audit_cube_touched the days of changed and deleted feedback.';

CREATE OR REPLACE TRIGGER audit_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback();
CREATE OR REPLACE TRIGGER audit_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback();
