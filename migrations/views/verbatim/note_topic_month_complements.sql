CREATE OR REPLACE FUNCTION verbatim.note_topic_month_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_topic_month_complements(m.month, array_agg(DISTINCT m.source))
     FROM (SELECT DISTINCT c.month, c.source FROM changed_rows c) m
    GROUP BY m.month;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_topic_month_complements() IS 'Marks complements again in the months of topics that were inserted or deleted.';

CREATE OR REPLACE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_topic_month REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_topic_month_complements();
CREATE OR REPLACE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_topic_month REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_topic_month_complements();
