CREATE OR REPLACE FUNCTION verbatim.rollup_note_sentence_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'topic', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT document_id FROM changed_rows
           WHERE model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'topic')) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_sentence_topic() IS 'Notes in rollup_touched which days the feedback of sentences is in that came to a topic or left one.';

CREATE OR REPLACE TRIGGER rollup_sentence_topic_new AFTER INSERT ON verbatim.sentence_topic REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_sentence_topic();
CREATE OR REPLACE TRIGGER rollup_sentence_topic_gone AFTER DELETE ON verbatim.sentence_topic REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_sentence_topic();
