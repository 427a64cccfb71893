CREATE OR REPLACE FUNCTION verbatim.merge_themes(theme bigint, into_theme bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE merged verbatim.theme; holder verbatim.theme;
BEGIN
  merged := verbatim.edited_theme(theme);
  holder := verbatim.edited_theme(into_theme);
  IF merged.model_id <> holder.model_id THEN
    RAISE EXCEPTION 'themes % and % are of different models', theme, into_theme USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF holder.shown_as = theme OR theme = into_theme THEN
    RAISE EXCEPTION 'theme % is shown as theme % already', into_theme, theme USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE verbatim.theme t SET merged_into = merge_themes.into_theme WHERE t.id = theme;
  PERFORM verbatim.show_merged_themes();
  INSERT INTO verbatim.theme_edit (theme_id, kind, into_theme, applied_at)
  VALUES (theme, 'merge', merge_themes.into_theme, now());
END $$;

COMMENT ON FUNCTION verbatim.merge_themes(bigint, bigint) IS 'Shows the first theme as a part of the second from now on.';
