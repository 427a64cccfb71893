CREATE OR REPLACE FUNCTION verbatim.keep_referenced() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  referenced boolean;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    -- After all tables of the statement: feedback may be one of them.
    IF TG_TABLE_NAME = 'document' THEN
      referenced := EXISTS (SELECT FROM verbatim.feedback WHERE document_id IS NOT NULL);
    ELSE
      referenced := EXISTS (SELECT FROM verbatim.feedback);
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    referenced := true;
  ELSE
    -- A snapshot of before would not show the comments of a transaction that this statement has waited for.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE feature_not_supported USING MESSAGE = format('rows of verbatim.%I are deleted at the isolation level read committed only', TG_TABLE_NAME);
    END IF;
    IF TG_TABLE_NAME = 'document' THEN
      referenced := EXISTS (SELECT FROM verbatim.feedback WHERE document_id = ANY (ARRAY(SELECT id FROM old_rows)));
    ELSE
      referenced := EXISTS (SELECT FROM verbatim.feedback WHERE import_id = ANY (ARRAY(SELECT id FROM old_rows)));
    END IF;
  END IF;
  IF referenced THEN
    RAISE foreign_key_violation USING MESSAGE = format('comments reference rows of verbatim.%I', TG_TABLE_NAME), TABLE = TG_TABLE_NAME, SCHEMA = 'verbatim';
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.keep_referenced() IS 'Refuses to delete or renumber documents and imports that comments reference; its counterpart is check_feedback_references.';

CREATE OR REPLACE TRIGGER document_referenced AFTER DELETE ON verbatim.document REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced();
CREATE OR REPLACE TRIGGER document_renumbered AFTER UPDATE OF id ON verbatim.document FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION verbatim.keep_referenced();
CREATE OR REPLACE TRIGGER document_emptied AFTER TRUNCATE ON verbatim.document FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced();
CREATE OR REPLACE TRIGGER import_referenced AFTER DELETE ON verbatim.import REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced();
CREATE OR REPLACE TRIGGER import_renumbered AFTER UPDATE OF id ON verbatim.import FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION verbatim.keep_referenced();
CREATE OR REPLACE TRIGGER import_emptied AFTER TRUNCATE ON verbatim.import FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced();
