CREATE OR REPLACE FUNCTION verbatim.mark_theme_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_theme_day r SET complement = m.complement
    FROM (SELECT d.day, d.source, d.value, d.theme_id,
                 first_value(d.feedback) OVER by_month < reporting.least_n()
                 AND (row_number() OVER by_month <= 2 OR sum(d.feedback) OVER by_month - d.feedback < reporting.least_n())
                 OR first_value(d.feedback) OVER by_week < reporting.least_n()
                 AND (row_number() OVER by_week <= 2 OR sum(d.feedback) OVER by_week - d.feedback < reporting.least_n()) AS complement
            FROM verbatim.rollup_theme_day d
           WHERE d.attribute = '' AND d.source = ANY (sources) AND d.dated AND d.feedback > 0
             AND d.day >= of_month - interval '1 month' AND d.day < of_month + interval '2 months'
          WINDOW by_month AS (PARTITION BY d.source, d.theme_id, date_trunc('month', d.day::timestamp)
                              ORDER BY d.feedback, d.day ROWS UNBOUNDED PRECEDING),
                 by_week AS (PARTITION BY d.source, d.theme_id, date_trunc('week', d.day::timestamp)
                             ORDER BY d.feedback, d.day ROWS UNBOUNDED PRECEDING)) m
   WHERE r.attribute = '' AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value AND r.theme_id = m.theme_id
     AND r.complement <> m.complement
     AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;

COMMENT ON FUNCTION verbatim.mark_theme_complements(date, text[]) IS 'Sets rollup_theme_day.complement for a month (its first day) and the weeks that it touches.';
