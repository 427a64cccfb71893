CREATE OR REPLACE FUNCTION verbatim.note_activation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.model_activation (model_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_activation() IS 'Notes when a model becomes the active one of its task.';

CREATE OR REPLACE TRIGGER model_activated AFTER INSERT OR UPDATE OF active ON verbatim.model FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION verbatim.note_activation();
