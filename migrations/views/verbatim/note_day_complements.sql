CREATE OR REPLACE FUNCTION verbatim.note_day_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_day_complements(m.month, array_agg(DISTINCT m.source), array_agg(DISTINCT m.attribute))
     FROM (SELECT DISTINCT date_trunc('month', c.day::timestamp)::date AS month, c.source, c.attribute
             FROM changed_rows c WHERE c.dated) m
    GROUP BY m.month;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_day_complements() IS 'Marks complements again in the months whose days were inserted or deleted. The roll-up job never updates a row.';

CREATE OR REPLACE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements();
CREATE OR REPLACE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements();
