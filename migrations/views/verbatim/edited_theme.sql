CREATE OR REPLACE FUNCTION verbatim.edited_theme(theme bigint) RETURNS verbatim.theme
LANGUAGE plpgsql AS $$
DECLARE found_theme verbatim.theme;
BEGIN
  -- One edit at a time: two merges could close a circle together.
  PERFORM FROM verbatim.mutex m WHERE m.name = 'theme_edit' FOR UPDATE;
  SELECT * INTO found_theme FROM verbatim.theme t WHERE t.id = theme;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no theme %', theme USING ERRCODE = 'no_data_found', HINT = 'select * from reporting.theme';
  END IF;
  UPDATE verbatim.theme t SET edited_at = now() WHERE t.id = theme;
  RETURN found_theme;
END $$;

COMMENT ON FUNCTION verbatim.edited_theme(bigint) IS 'Marks a theme as edited and returns it; raises where there is none. For the functions beside it.';
