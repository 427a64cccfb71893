CREATE OR REPLACE FUNCTION verbatim.rollup_note_theme_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT document_id FROM changed_rows
           WHERE model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'theme')) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_theme_segment() IS 'Notes in rollup_touched which days the feedback of sentences is in that came to a theme or left one.';

CREATE OR REPLACE TRIGGER rollup_theme_segment_new AFTER INSERT ON verbatim.theme_segment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment();
CREATE OR REPLACE TRIGGER rollup_theme_segment_gone AFTER DELETE ON verbatim.theme_segment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment();
