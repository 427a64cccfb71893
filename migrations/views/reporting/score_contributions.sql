CREATE OR REPLACE FUNCTION reporting.score_contributions(first_day date DEFAULT NULL, last_day date DEFAULT NULL, of_source text DEFAULT NULL)
RETURNS TABLE (source text, measure text, score double precision, rated bigint, theme_id bigint, theme text, n bigint, contribution double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
  WITH fresh AS MATERIALIZED (
    SELECT count(*) = 2 AS yes FROM verbatim.rollup_fresh WHERE cube IN ('day', 'theme')
  ), rolled AS (
    SELECT r.source, r.theme_id, sum(r.rated)::bigint AS n, coalesce(sum(r.rated) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0) AS people, sum(r.csat) AS csat, sum(r.nps) AS nps
      FROM verbatim.rollup_contribution_day r
     WHERE (SELECT yes FROM fresh) AND (of_source IS NULL OR r.source = of_source)
       AND (first_day IS NULL OR r.dated AND r.day >= first_day) AND (last_day IS NULL OR r.dated AND r.day <= last_day)
     GROUP BY 1, 2
  ), scale AS (
    SELECT r.source, sum(r.feedback)::bigint AS rated,
           (SELECT z.measure FROM verbatim.rating_scale z WHERE z.source = r.source) AS measure
      FROM verbatim.rollup_rating_day r
     WHERE (SELECT yes FROM fresh) AND (of_source IS NULL OR r.source = of_source)
       AND (first_day IS NULL OR r.dated AND r.day >= first_day) AND (last_day IS NULL OR r.dated AND r.day <= last_day)
     GROUP BY 1
  ), asked AS (
    SELECT f.id, coalesce(f.author, f.id::text) AS person, f.source, f.document_id, f.rating,
           z.measure
      FROM verbatim.feedback f JOIN verbatim.rating_scale z ON z.source = f.source AND z.measure IS NOT NULL
     WHERE NOT (SELECT yes FROM fresh) AND f.rating IS NOT NULL AND (of_source IS NULL OR f.source = of_source)
       AND (first_day IS NULL OR f.occurred_at >= (first_day::timestamp AT TIME ZONE 'UTC'))
       AND (last_day IS NULL OR f.occurred_at < ((last_day + 1)::timestamp AT TIME ZONE 'UTC'))
  ), scored AS (
    SELECT a.*, count(*) OVER (PARTITION BY a.source) AS rated,
           CASE WHEN a.measure = 'csat' THEN CASE WHEN a.rating >= 4 THEN 100.0 ELSE 0.0 END
                WHEN a.rating >= 9 THEN 100.0 WHEN a.rating <= 6 THEN -100.0 ELSE 0.0 END AS points
      FROM asked a
  ), spoken AS (
    SELECT s.id, t.shown_as AS theme_id, count(*)::numeric AS segments
      FROM scored s
      JOIN verbatim.model m ON m.active AND m.task = 'feedback'
      JOIN verbatim.theme_segment ts ON ts.document_id = s.document_id AND ts.model_id = m.id
      JOIN verbatim.theme t ON t.id = ts.theme_id
      JOIN verbatim.theme h ON h.id = t.shown_as AND NOT h.hidden
     GROUP BY s.id, t.shown_as
  ), parts AS (
    SELECT s.source, s.measure, s.rated, p.theme_id, s.id, s.person,
           s.points / s.rated * coalesce(p.segments / sum(p.segments) OVER (PARTITION BY s.id), 1) AS part
      FROM scored s LEFT JOIN spoken p ON p.id = s.id
  ), summed AS (
    SELECT source, measure, rated, theme_id, count(DISTINCT id) AS n, count(DISTINCT person) AS people, sum(part) AS part
      FROM parts GROUP BY source, measure, rated, theme_id
     UNION ALL
    SELECT r.source, s.measure, s.rated, nullif(r.theme_id, 0), r.n, r.people,
           100.0 * CASE WHEN s.measure = 'nps' THEN r.nps ELSE r.csat END / s.rated
      FROM rolled r JOIN scale s ON s.source = r.source AND s.measure IS NOT NULL
  ), named AS (
    SELECT s.source, s.measure, s.rated, s.n, s.people, s.part, h.id AS theme_id,
           CASE WHEN s.theme_id IS NULL THEN '(no theme)' ELSE coalesce(h.user_name, h.name) END AS theme
      FROM summed s LEFT JOIN verbatim.theme h ON h.id = s.theme_id
  ), told AS (
    SELECT n.source, n.measure, n.rated, CASE WHEN n.people >= reporting.least_n() THEN n.theme_id END AS theme_id,
           CASE WHEN n.people >= reporting.least_n() THEN n.theme ELSE '(fewer than ' || reporting.least_n() || ' people)' END AS theme,
           n.n, n.part
      FROM named n
  )
  SELECT t.source, t.measure, sum(sum(t.part)) OVER (PARTITION BY t.source)::double precision, t.rated, t.theme_id, t.theme,
         sum(t.n)::bigint, sum(t.part)::double precision
    FROM told t GROUP BY t.source, t.measure, t.rated, t.theme_id, t.theme
   ORDER BY t.source, abs(sum(t.part)) DESC, t.theme
$$;

COMMENT ON FUNCTION reporting.score_contributions(date, date, text) IS 'What each theme contributes to the score of a period: NPS (9-10 less 0-6) where the scale of the source is 0 to 10 and its question asks to recommend, CSAT (share of 4-5) where it is 1 to 5, in points; other scales have no score. A comments points are shared among its themes by their sentences, so that contributions add up to the score; themes of fewer than reporting.least_n() comments stand together.';

REVOKE ALL ON FUNCTION reporting.score_contributions(date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting.score_contributions(date, date, text) TO verbatim_analyst;
