CREATE OR REPLACE FUNCTION verbatim.rollup_note_shown_theme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM verbatim.theme_segment ts JOIN verbatim.feedback f ON f.document_id = ts.document_id
   WHERE ts.theme_id IN (SELECT id FROM verbatim.theme WHERE id = NEW.id OR shown_as = NEW.id);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_shown_theme() IS 'Notes in rollup_touched the days with comments on a theme that people merged or took apart.';

CREATE OR REPLACE TRIGGER rollup_theme_shown AFTER UPDATE ON verbatim.theme FOR EACH ROW WHEN (OLD.shown_as IS DISTINCT FROM NEW.shown_as OR OLD.hidden <> NEW.hidden) EXECUTE FUNCTION verbatim.rollup_note_shown_theme();
