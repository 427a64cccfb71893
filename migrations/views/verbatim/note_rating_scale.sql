-- An import that has another scale than the one before changes what is poor or good on every day of its source.
CREATE OR REPLACE FUNCTION verbatim.note_rating_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.rating_scale - 'by' IS DISTINCT FROM OLD.rating_scale - 'by'
     OR NEW.rating_scale - 'by' IS DISTINCT FROM
        (SELECT i.rating_scale - 'by' FROM verbatim.import i
          WHERE i.source = NEW.source AND i.id <> NEW.id AND i.rating_scale IS NOT NULL AND i.status <> 'undone'
          ORDER BY i.id DESC LIMIT 1) THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT DISTINCT 'day', r.day, r.dated, r.source FROM verbatim.rollup_rating_day r WHERE r.source = NEW.source;
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, c.day
      FROM (SELECT model_id, array_agg(id) AS ids FROM verbatim.audit_cube_set GROUP BY 1) s
     CROSS JOIN LATERAL (SELECT DISTINCT a.day FROM verbatim.audit_cube a WHERE a.set_id = ANY (s.ids) AND a.source = NEW.source) c;
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_rating_scale() IS 'Notes in rollup_touched and audit_cube_touched all days of a source whose scale of ratings has changed.';

CREATE OR REPLACE TRIGGER note_rating_scale AFTER INSERT ON verbatim.import FOR EACH ROW
  WHEN (NEW.rating_scale IS NOT NULL) EXECUTE FUNCTION verbatim.note_rating_scale();
CREATE OR REPLACE TRIGGER note_rating_scale_change AFTER UPDATE OF rating_scale, status ON verbatim.import FOR EACH ROW
  WHEN (NEW.rating_scale IS DISTINCT FROM OLD.rating_scale OR NEW.rating_scale IS NOT NULL AND (NEW.status = 'undone') <> (OLD.status = 'undone'))
  EXECUTE FUNCTION verbatim.note_rating_scale();
