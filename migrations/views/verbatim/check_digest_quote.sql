CREATE OR REPLACE FUNCTION verbatim.check_digest_quote() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM verbatim.document d
     WHERE d.id = NEW.document_id
       AND convert_to(substring(d.text FROM NEW.start_offset + 1 FOR NEW.end_offset - NEW.start_offset), 'UTF8')
           = convert_to(NEW.quote, 'UTF8')
  ) THEN
    RAISE EXCEPTION 'quote % of digest % is not what stands in document % at %..%',
      NEW.place, NEW.digest_id, NEW.document_id, NEW.start_offset, NEW.end_offset USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

COMMENT ON FUNCTION verbatim.check_digest_quote() IS 'Refuses a quote that is not, byte for byte, a slice of the text of its feedback.';

CREATE OR REPLACE TRIGGER digest_quote_verbatim BEFORE INSERT OR UPDATE ON verbatim.digest_quote FOR EACH ROW EXECUTE FUNCTION verbatim.check_digest_quote();
