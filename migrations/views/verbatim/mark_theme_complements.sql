CREATE OR REPLACE FUNCTION verbatim.mark_theme_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_theme_day r SET complement = m.complement
    FROM (SELECT d.day, d.source, d.value, d.theme_id,
                 bool_or(d.small) OVER (PARTITION BY d.source, d.theme_id, date_trunc('month', d.day::timestamp))
                 AND (row_number() OVER by_month <= 2
                      OR coalesce(sum(d.alone) OVER by_month_before, 0) + coalesce(bit_count(bit_or(d.authors) OVER by_month_before), 0) < reporting.least_n())
                 OR bool_or(d.small) OVER (PARTITION BY d.source, d.theme_id, date_trunc('week', d.day::timestamp))
                 AND (row_number() OVER by_week <= 2
                      OR coalesce(sum(d.alone) OVER by_week_before, 0) + coalesce(bit_count(bit_or(d.authors) OVER by_week_before), 0) < reporting.least_n()) AS complement
            FROM (SELECT c.day, c.source, c.value, c.theme_id, c.feedback, c.authors,
                         CASE WHEN c.authors IS NULL THEN c.feedback ELSE 0 END AS alone,
                         coalesce(bit_count(c.authors), c.feedback) < reporting.least_n() AS small
                    FROM verbatim.rollup_theme_day c
                   WHERE c.attribute = '' AND c.source = ANY (sources) AND c.dated AND c.feedback > 0
                     AND c.day >= of_month - interval '1 month' AND c.day < of_month + interval '2 months') d
          WINDOW by_month AS (PARTITION BY d.source, d.theme_id, date_trunc('month', d.day::timestamp)
                              ORDER BY d.small DESC, d.feedback, d.day),
                 by_month_before AS (by_month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                 by_week AS (PARTITION BY d.source, d.theme_id, date_trunc('week', d.day::timestamp)
                             ORDER BY d.small DESC, d.feedback, d.day),
                 by_week_before AS (by_week ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) m
   WHERE r.attribute = '' AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value AND r.theme_id = m.theme_id
     AND r.complement <> m.complement
     AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;

COMMENT ON FUNCTION verbatim.mark_theme_complements(date, text[]) IS 'Sets rollup_theme_day.complement for a month (its first day) and the weeks that it touches.';
