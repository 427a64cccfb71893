CREATE OR REPLACE FUNCTION verbatim.rollup_note_moved_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT n.document_id
            FROM new_rows n JOIN old_rows o USING (document_id, model_id, ordinal)
           WHERE n.theme_id IS DISTINCT FROM o.theme_id
             AND n.model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'theme')) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_moved_segment() IS 'Notes in rollup_touched which days the feedback of sentences is in that went from one theme to another.';

CREATE OR REPLACE TRIGGER rollup_theme_segment_moved AFTER UPDATE ON verbatim.theme_segment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_moved_segment();
