-- The scale alone says what a low rating is, never the highest one that came: the lower and the upper third of the
-- scale, turned around where 1 is best, and detractors and promoters of an NPS. On 1 to 5 these are 1 and 2, 4 and 5.
CREATE OR REPLACE VIEW verbatim.rating_scale AS
SELECT s.source, s.high AS highest,
       CASE WHEN s.nps THEN 'nps' WHEN NOT s.inverted AND s.high = 5 AND s.low IN (0, 1) THEN 'csat' END AS measure,
       CASE WHEN s.inverted THEN s.high - (s.high - s.low) / 3 ELSE s.low END AS poor_from,
       CASE WHEN s.inverted THEN s.high WHEN s.nps THEN 6 ELSE s.low + (s.high - s.low) / 3 END AS poor_to,
       CASE WHEN s.inverted THEN s.low WHEN s.nps THEN 9 ELSE s.high - (s.high - s.low) / 3 END AS good_from,
       CASE WHEN s.inverted THEN s.low + (s.high - s.low) / 3 ELSE s.high END AS good_to
  FROM (SELECT DISTINCT ON (i.source) i.source, (i.rating_scale ->> 'low')::double precision AS low,
               (i.rating_scale ->> 'high')::double precision AS high, (i.rating_scale ->> 'inverted')::boolean AS inverted,
               (i.rating_scale ->> 'nps')::boolean AS nps
          FROM verbatim.import i WHERE i.rating_scale IS NOT NULL AND i.status <> 'undone'
         ORDER BY i.source, i.id DESC) s;

COMMENT ON VIEW verbatim.rating_scale IS 'The scale of each source''s ratings, as its last import has it, and which of them are poor or good: the lower and the upper third; of an NPS 0 to 6 and 9 to 10. No bounds: the scale is not known.';
COMMENT ON COLUMN verbatim.rating_scale.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rating_scale.highest IS 'Upper end of the scale; null: not known.';
COMMENT ON COLUMN verbatim.rating_scale.measure IS 'nps or csat; null: no score is made of ratings of this scale.';
COMMENT ON COLUMN verbatim.rating_scale.poor_from IS 'Ratings from it to poor_to are poor.';
COMMENT ON COLUMN verbatim.rating_scale.poor_to IS 'See poor_from.';
COMMENT ON COLUMN verbatim.rating_scale.good_from IS 'Ratings from it to good_to are good.';
COMMENT ON COLUMN verbatim.rating_scale.good_to IS 'See good_from.';
