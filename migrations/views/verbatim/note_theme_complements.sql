CREATE OR REPLACE FUNCTION verbatim.note_theme_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_theme_complements(m.month, array_agg(DISTINCT m.source))
     FROM (SELECT DISTINCT date_trunc('month', c.day::timestamp)::date AS month, c.source
             FROM changed_rows c WHERE c.dated AND c.attribute = '') m
    GROUP BY m.month;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_theme_complements() IS 'Marks complements again in the months whose days of themes were inserted or deleted.';

CREATE OR REPLACE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_theme_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements();
CREATE OR REPLACE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_theme_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements();
