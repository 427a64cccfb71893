CREATE OR REPLACE FUNCTION verbatim.rollup_note_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'topic', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT st.document_id FROM verbatim.sentence_topic st
           WHERE st.topic_id IN (SELECT NEW.id UNION SELECT l.topic_id FROM verbatim.topic_line l WHERE l.above_id = NEW.id)) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_topic() IS 'Notes in rollup_touched the days with comments on a topic, or on one below it, that got another threshold or place in the tree, or was retired.';

CREATE OR REPLACE TRIGGER rollup_topic_changed AFTER UPDATE ON verbatim.topic FOR EACH ROW WHEN (OLD.threshold <> NEW.threshold OR OLD.parent_id IS DISTINCT FROM NEW.parent_id OR (OLD.retired_at IS NULL) <> (NEW.retired_at IS NULL)) EXECUTE FUNCTION verbatim.rollup_note_topic();
