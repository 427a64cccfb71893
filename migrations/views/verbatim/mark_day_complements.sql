-- A table that is being filled has no statistics: any join but by hash takes time with the square of a month's rows.
-- The roll-up job turns sorting off for its own query.
CREATE OR REPLACE FUNCTION verbatim.mark_day_complements(of_month date, sources text[], attributes text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  -- Weeks reach into the months before and after, whose days are hidden for their own months, too.
  UPDATE verbatim.rollup_day r SET complement = m.complement
    FROM (SELECT d.attribute, d.day, d.source, d.value,
                 bool_or(d.small) OVER (PARTITION BY d.attribute, d.source, d.value, date_trunc('month', d.day::timestamp))
                 AND (row_number() OVER by_month <= 2
                      OR coalesce(sum(d.alone) OVER by_month_before, 0) + coalesce(bit_count(bit_or(d.authors) OVER by_month_before), 0) < reporting.least_n())
                 OR bool_or(d.small) OVER (PARTITION BY d.attribute, d.source, CASE d.attribute WHEN '' THEN date_trunc('week', d.day::timestamp) ELSE d.day END)
                 AND (row_number() OVER across <= 2
                      OR coalesce(sum(d.alone) OVER across_before, 0) + coalesce(bit_count(bit_or(d.authors) OVER across_before), 0) < reporting.least_n()) AS complement
            FROM (SELECT c.attribute, c.day, c.source, c.value, c.analysed, c.authors,
                         CASE WHEN c.authors IS NULL THEN c.analysed ELSE 0 END AS alone,
                         coalesce(bit_count(c.authors), c.analysed) < reporting.least_n() AS small
                    FROM verbatim.rollup_day c
                   WHERE c.attribute = ANY (attributes) AND c.source = ANY (sources) AND c.dated AND c.analysed > 0
                     AND c.day >= of_month - interval '1 month' AND c.day < of_month + interval '2 months'
                     AND (c.attribute = '' OR c.day >= of_month AND c.day < of_month + interval '1 month')) d
          WINDOW by_month AS (PARTITION BY d.attribute, d.source, d.value, date_trunc('month', d.day::timestamp)
                              ORDER BY d.small DESC, d.analysed, d.day),
                 by_month_before AS (by_month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                 across AS (PARTITION BY d.attribute, d.source, CASE d.attribute WHEN '' THEN date_trunc('week', d.day::timestamp) ELSE d.day END
                            ORDER BY d.small DESC, d.analysed, d.day, d.value),
                 across_before AS (across ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) m
   WHERE r.attribute = m.attribute AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value
     AND r.complement <> m.complement
     AND r.attribute = ANY (attributes) AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;

COMMENT ON FUNCTION verbatim.mark_day_complements(date, text[], text[]) IS 'Sets rollup_day.complement for a month (its first day) and the weeks that it touches.';
