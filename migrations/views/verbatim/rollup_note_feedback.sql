-- Which documents a statement has left alone is noted beside which days it has touched.
CREATE OR REPLACE FUNCTION verbatim.rollup_note_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- One list of days for each statement: new rows, and of changed ones the days they were in and are in.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM new_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme', 'topic']) AS cube;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM old_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme', 'topic']) AS cube;
    INSERT INTO verbatim.document_left (document_id)
    SELECT DISTINCT document_id FROM old_rows WHERE document_id IS NOT NULL;
  ELSE
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(v.occurred_at, v.created_at) AT TIME ZONE 'UTC')::date AS day, v.occurred_at IS NOT NULL AS dated, v.source
        FROM old_rows o JOIN new_rows n ON n.id = o.id
       CROSS JOIN LATERAL (VALUES (o.occurred_at, o.created_at, o.source), (n.occurred_at, n.created_at, n.source)) AS v (occurred_at, created_at, source)
       WHERE (o.occurred_at, o.created_at, o.source, o.document_id, o.rating, o.author, o.attributes)
             IS DISTINCT FROM (n.occurred_at, n.created_at, n.source, n.document_id, n.rating, n.author, n.attributes)
    ) d CROSS JOIN unnest(ARRAY['day', 'theme', 'topic']) AS cube;
    INSERT INTO verbatim.document_left (document_id)
    SELECT DISTINCT o.document_id FROM old_rows o JOIN new_rows n ON n.id = o.id
     WHERE o.document_id IS NOT NULL AND o.document_id IS DISTINCT FROM n.document_id;
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.rollup_note_feedback() IS 'Notes in rollup_touched which days of which source new, changed and deleted feedback is in, and in document_left which documents it no longer has.';

CREATE OR REPLACE TRIGGER rollup_feedback_new AFTER INSERT ON verbatim.feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
CREATE OR REPLACE TRIGGER rollup_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
CREATE OR REPLACE TRIGGER rollup_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
