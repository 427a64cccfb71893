CREATE OR REPLACE FUNCTION verbatim.mark_topic_month_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_topic_month r SET complement = m.complement
    FROM (SELECT d.source, d.attribute, d.value, d.topic_id,
                 first_value(d.feedback) OVER line < reporting.least_n()
                 AND (row_number() OVER line <= 2 OR sum(d.feedback) OVER line - d.feedback < reporting.least_n()) AS complement
            FROM verbatim.rollup_topic_month d
           WHERE d.month = of_month AND d.source = ANY (sources) AND d.feedback > 0
          WINDOW line AS (PARTITION BY d.source, d.attribute, d.topic_id
                          ORDER BY d.feedback, d.value ROWS UNBOUNDED PRECEDING)) m
   WHERE r.month = of_month AND r.source = m.source AND r.attribute = m.attribute AND r.value = m.value
     AND r.topic_id = m.topic_id AND r.complement <> m.complement;
$$;

COMMENT ON FUNCTION verbatim.mark_topic_month_complements(date, text[]) IS 'Sets rollup_topic_month.complement for a month (its first day).';
