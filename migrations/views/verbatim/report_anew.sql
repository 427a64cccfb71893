CREATE OR REPLACE FUNCTION verbatim.report_anew(first_day date, last_day date, of_source text DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
  WITH gone AS (
    DELETE FROM verbatim.reported_day d
     WHERE d.day BETWEEN first_day AND last_day AND (of_source IS NULL OR d.source = of_source)
    RETURNING d.day, d.source
  )
  SELECT count(DISTINCT (day, source)) FROM gone
$$;

COMMENT ON FUNCTION verbatim.report_anew(date, date, text) IS 'From now on the days of a period are reported by the active model, whatever they were first reported with; of how many days and sources this is so now.';

REVOKE ALL ON FUNCTION verbatim.report_anew(date, date, text) FROM PUBLIC;
