CREATE OR REPLACE FUNCTION verbatim.show_merged_themes() RETURNS void
LANGUAGE sql
BEGIN ATOMIC
  WITH RECURSIVE held (id, holder, steps) AS (
    SELECT t.id, t.id, 0 FROM verbatim.theme t WHERE t.merged_into IS NULL
     UNION ALL
    SELECT t.id, h.holder, h.steps + 1 FROM verbatim.theme t JOIN held h ON t.merged_into = h.id
  )
  UPDATE verbatim.theme t SET shown_as = h.holder FROM held h WHERE h.id = t.id AND t.shown_as <> h.holder;
END;

COMMENT ON FUNCTION verbatim.show_merged_themes() IS 'Brings theme.shown_as up to date with theme.merged_into.';
