CREATE OR REPLACE FUNCTION verbatim.show_merged_themes() RETURNS void
LANGUAGE sql
BEGIN ATOMIC
  WITH RECURSIVE bucket AS (
    -- One theme of talk shows all of a model: one that a person edited, else the oldest that the last clustering found.
    SELECT DISTINCT ON (t.model_id) t.model_id, t.id FROM verbatim.theme t
     WHERE t.talk AND t.merged_into IS NULL ORDER BY t.model_id, t.edited_at IS NULL, NOT t.current, t.id
  ), held (id, holder, steps) AS (
    SELECT t.id, CASE WHEN t.talk THEN b.id ELSE t.id END, 0
      FROM verbatim.theme t LEFT JOIN bucket b ON b.model_id = t.model_id WHERE t.merged_into IS NULL
     UNION ALL
    SELECT t.id, h.holder, h.steps + 1 FROM verbatim.theme t JOIN held h ON t.merged_into = h.id
  )
  UPDATE verbatim.theme t SET shown_as = h.holder FROM held h WHERE h.id = t.id AND t.shown_as <> h.holder;
END;

COMMENT ON FUNCTION verbatim.show_merged_themes() IS 'Brings theme.shown_as up to date with theme.merged_into and theme.talk.';
