CREATE OR REPLACE VIEW reporting.digest_quote AS
SELECT q.digest_id, q.place, q.feedback_id, q.start_offset, q.end_offset, q.quote
  FROM verbatim.digest_quote q;

COMMENT ON VIEW reporting.digest_quote IS 'Sentences of customers in stored digests, byte for byte.';
COMMENT ON COLUMN reporting.digest_quote.digest_id IS 'Number of the digest.';
COMMENT ON COLUMN reporting.digest_quote.place IS 'Place in it.';
COMMENT ON COLUMN reporting.digest_quote.feedback_id IS 'Whose words they are.';
COMMENT ON COLUMN reporting.digest_quote.start_offset IS 'First code point of the text, from 0.';
COMMENT ON COLUMN reporting.digest_quote.end_offset IS 'First one after.';
COMMENT ON COLUMN reporting.digest_quote.quote IS 'The words.';

GRANT SELECT ON reporting.digest_quote TO verbatim_analyst;
