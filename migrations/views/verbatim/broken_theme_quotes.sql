CREATE OR REPLACE FUNCTION verbatim.broken_theme_quotes() RETURNS TABLE (theme_id bigint, rank integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT q.theme_id, q.rank
    FROM verbatim.theme_quote q
    JOIN verbatim.document d ON d.id = q.document_id
    JOIN verbatim.feedback f ON f.id = q.feedback_id
   WHERE f.document_id IS DISTINCT FROM q.document_id
      OR convert_to(substring(d.text FROM q.start_offset + 1 FOR q.end_offset - q.start_offset), 'UTF8')
         <> convert_to(q.quote, 'UTF8');
END;

COMMENT ON FUNCTION verbatim.broken_theme_quotes() IS 'Quotes that their feedback no longer says, because a later file changed its text; the next nightly run replaces them.';
