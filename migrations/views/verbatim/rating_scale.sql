-- One row a source with ratings. Without a noted scale (imported by an earlier version) ratings up to 5 are of 1 to 5;
-- higher ones may be of any scale and make no score.
CREATE OR REPLACE VIEW verbatim.rating_scale AS
SELECT h.source, h.highest,
       CASE WHEN i.scale IS NULL THEN CASE WHEN h.highest <= 5 THEN 'csat' END
            WHEN (i.scale ->> 'nps')::boolean THEN 'nps'
            WHEN NOT (i.scale ->> 'inverted')::boolean AND i.scale ->> 'high' = '5' AND i.scale ->> 'low' IN ('0', '1') THEN 'csat'
       END AS measure
  FROM (SELECT r.source, max(r.rating) AS highest FROM verbatim.rollup_rating_day r
         WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') GROUP BY 1
         UNION ALL
        SELECT f.source, max(f.rating) FROM verbatim.feedback f
         WHERE f.rating IS NOT NULL AND NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') GROUP BY 1) h
  LEFT JOIN (SELECT DISTINCT ON (source) source, rating_scale AS scale FROM verbatim.import
              WHERE rating_scale IS NOT NULL AND status <> 'undone' ORDER BY source, id DESC) i ON i.source = h.source;

COMMENT ON VIEW verbatim.rating_scale IS 'How far the ratings of each source go.';
COMMENT ON COLUMN verbatim.rating_scale.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rating_scale.highest IS 'Its highest rating.';
COMMENT ON COLUMN verbatim.rating_scale.measure IS 'nps or csat; null: no score is made of ratings of this scale.';
