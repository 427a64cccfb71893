CREATE OR REPLACE FUNCTION verbatim.hide_theme(theme bigint, hidden boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  UPDATE verbatim.theme t SET hidden = hide_theme.hidden WHERE t.id = theme;
  INSERT INTO verbatim.theme_edit (theme_id, kind, applied_at)
  VALUES (theme, CASE WHEN hide_theme.hidden THEN 'hide' ELSE 'show' END, now());
END $$;

COMMENT ON FUNCTION verbatim.hide_theme(bigint, boolean) IS 'Leaves a theme out of reports, or shows it again.';
