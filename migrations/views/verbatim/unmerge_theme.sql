CREATE OR REPLACE FUNCTION verbatim.unmerge_theme(theme bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  UPDATE verbatim.theme t SET merged_into = NULL WHERE t.id = theme;
  PERFORM verbatim.show_merged_themes();
  INSERT INTO verbatim.theme_edit (theme_id, kind, applied_at) VALUES (theme, 'unmerge', now());
END $$;

COMMENT ON FUNCTION verbatim.unmerge_theme(bigint) IS 'Shows a merged theme by itself again.';
