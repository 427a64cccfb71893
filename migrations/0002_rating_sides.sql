-- A source with ratings from an earlier version gets the scale that the views assumed for it: 1 to 5.
UPDATE verbatim.import i SET rating_scale = '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}'
  FROM (SELECT n.source, max(n.id) AS id FROM verbatim.import n
         WHERE n.status <> 'undone'
           AND NOT EXISTS (SELECT FROM verbatim.import k WHERE k.source = n.source AND k.rating_scale IS NOT NULL AND k.status <> 'undone')
         GROUP BY 1) o
 WHERE i.id = o.id
   AND (SELECT max(f.rating) <= 5 AND min(f.rating) >= 0 FROM verbatim.feedback f WHERE f.source = o.source);
--> statement-breakpoint
-- What is poor or good is counted again, by the scale.
INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
SELECT DISTINCT 'day', r.day, r.dated, r.source FROM verbatim.rollup_rating_day r;
--> statement-breakpoint
INSERT INTO verbatim.audit_cube_touched (model_id, day)
SELECT DISTINCT s.model_id, c.day FROM verbatim.audit_cube_set s JOIN verbatim.audit_cube c ON c.set_id = s.id;
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.kind IS 'Of it, with a score of 0.5 or more, unless the question asks for praise.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.harsh IS 'With a score of -0.5 or less, unless the question asks for faults.';
