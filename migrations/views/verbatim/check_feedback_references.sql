-- In place of foreign keys, which look up each row on its own: a third of what an import cost Postgres.
CREATE OR REPLACE FUNCTION verbatim.check_feedback_references() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  documents bigint[];
  imports bigint[];
  others bigint[];
  found bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    documents := ARRAY(SELECT DISTINCT document_id FROM new_rows WHERE document_id IS NOT NULL);
    imports := ARRAY(SELECT DISTINCT import_id FROM new_rows);
  ELSE
    -- What the rows referenced before the statement exists.
    documents := ARRAY(SELECT document_id FROM new_rows WHERE document_id IS NOT NULL EXCEPT SELECT document_id FROM old_rows);
    imports := ARRAY(SELECT import_id FROM new_rows EXCEPT SELECT import_id FROM old_rows);
  END IF;
  -- Nobody else sees a row of this transaction, so nobody can delete it before this one ends. Others are locked as a
  -- foreign key locks them: who deletes one waits, and then finds the comment.
  SELECT count(*), array_agg(id ORDER BY id) FILTER (WHERE xmin <> pg_current_xact_id()::xid) INTO found, others
    FROM verbatim.document WHERE id = ANY (documents);
  IF found = cardinality(documents) AND others IS NOT NULL THEN
    PERFORM FROM verbatim.document WHERE id = ANY (others) ORDER BY id FOR KEY SHARE;
    GET DIAGNOSTICS found = ROW_COUNT;
    found := found + cardinality(documents) - cardinality(others);
  END IF;
  IF found < cardinality(documents) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a comment references a document that does not exist', TABLE = 'feedback', SCHEMA = 'verbatim', CONSTRAINT = 'feedback_document';
  END IF;
  PERFORM FROM verbatim.import WHERE id = ANY (imports) ORDER BY id FOR KEY SHARE;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < cardinality(imports) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a comment references an import that does not exist', TABLE = 'feedback', SCHEMA = 'verbatim', CONSTRAINT = 'feedback_import';
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.check_feedback_references() IS 'Refuses comments whose document or import does not exist, once a statement; its counterpart is keep_referenced.';

CREATE OR REPLACE TRIGGER feedback_references_new AFTER INSERT ON verbatim.feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.check_feedback_references();
CREATE OR REPLACE TRIGGER feedback_references_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.check_feedback_references();
