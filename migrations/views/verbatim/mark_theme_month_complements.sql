CREATE OR REPLACE FUNCTION verbatim.mark_theme_month_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_theme_month r SET complement = m.complement
    FROM (SELECT d.source, d.attribute, d.value, d.theme_id,
                 bool_or(d.small) OVER (PARTITION BY d.source, d.attribute, d.theme_id)
                 AND (row_number() OVER line <= 2
                      OR coalesce(sum(d.alone) OVER before, 0) + coalesce(max(d.people) OVER before, 0) < reporting.least_n()) AS complement
            FROM (SELECT c.source, c.attribute, c.value, c.theme_id, c.feedback, c.people,
                         CASE WHEN c.people IS NULL THEN c.feedback ELSE 0 END AS alone,
                         coalesce(c.people, c.feedback) < reporting.least_n() AS small
                    FROM verbatim.rollup_theme_month c
                   WHERE c.month = of_month AND c.source = ANY (sources) AND c.feedback > 0) d
          WINDOW line AS (PARTITION BY d.source, d.attribute, d.theme_id
                          ORDER BY d.small DESC, d.feedback, d.value),
                 before AS (line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) m
   WHERE r.month = of_month AND r.source = m.source AND r.attribute = m.attribute AND r.value = m.value
     AND r.theme_id = m.theme_id AND r.complement <> m.complement;
$$;

COMMENT ON FUNCTION verbatim.mark_theme_month_complements(date, text[]) IS 'Sets rollup_theme_month.complement for a month (its first day).';
