-- A table that is being filled has no statistics: any join but by hash takes time with the square of a month's rows.
-- The roll-up job turns sorting off for its own query.
CREATE OR REPLACE FUNCTION verbatim.mark_day_complements(of_month date, sources text[], attributes text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  -- Weeks reach into the months before and after, whose days are hidden for their own months, too.
  UPDATE verbatim.rollup_day r SET complement = m.complement
    FROM (SELECT d.attribute, d.day, d.source, d.value,
                 first_value(d.analysed) OVER by_month < reporting.least_n()
                 AND (row_number() OVER by_month <= 2 OR sum(d.analysed) OVER by_month - d.analysed < reporting.least_n())
                 OR first_value(d.analysed) OVER across < reporting.least_n()
                 AND (row_number() OVER across <= 2 OR sum(d.analysed) OVER across - d.analysed < reporting.least_n()) AS complement
            FROM verbatim.rollup_day d
           WHERE d.attribute = ANY (attributes) AND d.source = ANY (sources) AND d.dated AND d.analysed > 0
             AND d.day >= of_month - interval '1 month' AND d.day < of_month + interval '2 months'
             AND (d.attribute = '' OR d.day >= of_month AND d.day < of_month + interval '1 month')
          WINDOW by_month AS (PARTITION BY d.attribute, d.source, d.value, date_trunc('month', d.day::timestamp)
                              ORDER BY d.analysed, d.day ROWS UNBOUNDED PRECEDING),
                 across AS (PARTITION BY d.attribute, d.source, CASE d.attribute WHEN '' THEN date_trunc('week', d.day::timestamp) ELSE d.day END
                            ORDER BY d.analysed, d.day, d.value ROWS UNBOUNDED PRECEDING)) m
   WHERE r.attribute = m.attribute AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value
     AND r.complement <> m.complement
     AND r.attribute = ANY (attributes) AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;

COMMENT ON FUNCTION verbatim.mark_day_complements(date, text[], text[]) IS 'Sets rollup_day.complement for a month (its first day) and the weeks that it touches.';
