CREATE OR REPLACE FUNCTION verbatim.note_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE verbatim.installation SET keyed_at = now() WHERE keyed_at IS NULL;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION verbatim.note_key() IS 'Notes that a key was made: the HTTP server never opens again to callers without one.';

CREATE OR REPLACE TRIGGER api_key_made AFTER INSERT ON verbatim.api_key FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_key();
