CREATE OR REPLACE FUNCTION verbatim.rename_theme(theme bigint, name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  IF length(rename_theme.name) > 200 OR btrim(rename_theme.name) = '' THEN
    RAISE EXCEPTION 'a theme''s name has 1 to 200 characters' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE verbatim.theme t SET user_name = btrim(rename_theme.name) WHERE t.id = theme;
  INSERT INTO verbatim.theme_edit (theme_id, kind, name, applied_at)
  VALUES (theme, 'rename', btrim(rename_theme.name), now());
END $$;

COMMENT ON FUNCTION verbatim.rename_theme(bigint, text) IS 'Gives a theme a name, which it keeps; null gives the made one back.';
