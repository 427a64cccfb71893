CREATE OR REPLACE FUNCTION verbatim.split_theme(theme bigint, parts integer DEFAULT 2) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF (verbatim.edited_theme(theme)).merged_into IS NOT NULL THEN
    RAISE EXCEPTION 'theme % is merged into another', theme
      USING ERRCODE = 'invalid_parameter_value', HINT = 'verbatim.unmerge_theme() takes it out again';
  END IF;
  IF parts IS NULL OR parts NOT BETWEEN 2 AND 20 THEN
    RAISE EXCEPTION 'a theme is split into 2 to 20 parts' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO verbatim.theme_edit (theme_id, kind, parts) VALUES (theme, 'split', parts);
END $$;

COMMENT ON FUNCTION verbatim.split_theme(bigint, integer) IS 'Splits a theme in the next nightly run: the part nearest to its middle keeps id and name, the others become themes.';
