-- A source with ratings that an earlier version imported gets the scale that the views have taken it for: 1 to 5.
UPDATE verbatim.import i SET rating_scale = '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}'
  FROM (SELECT n.source, max(n.id) AS id FROM verbatim.import n
         WHERE n.status <> 'undone'
           AND NOT EXISTS (SELECT FROM verbatim.import k WHERE k.source = n.source AND k.rating_scale IS NOT NULL AND k.status <> 'undone')
         GROUP BY 1) o
 WHERE i.id = o.id
   AND (SELECT max(f.rating) <= 5 AND min(f.rating) >= 0 FROM verbatim.feedback f WHERE f.source = o.source);
--> statement-breakpoint
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
--> statement-breakpoint
COMMENT ON VIEW verbatim.rating_scale IS 'The scale of each source''s ratings, as its last import has it, and which of them are poor or good: the lower and the upper third; of an NPS 0 to 6 and 9 to 10. No bounds: the scale is not known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.highest IS 'Upper end of the scale; null: not known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.measure IS 'nps or csat; null: no score is made of ratings of this scale.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.poor_from IS 'Ratings from it to poor_to are poor.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.poor_to IS 'See poor_from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.good_from IS 'Ratings from it to good_to are good.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.good_to IS 'See good_from.';
--> statement-breakpoint
-- An import that has another scale than the one before changes what is poor or good on every day of its source.
CREATE FUNCTION verbatim.note_rating_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.rating_scale - 'by' IS DISTINCT FROM OLD.rating_scale - 'by'
     OR NEW.rating_scale - 'by' IS DISTINCT FROM
        (SELECT i.rating_scale - 'by' FROM verbatim.import i
          WHERE i.source = NEW.source AND i.id <> NEW.id AND i.rating_scale IS NOT NULL AND i.status <> 'undone'
          ORDER BY i.id DESC LIMIT 1) THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT DISTINCT 'day', r.day, r.dated, r.source FROM verbatim.rollup_rating_day r WHERE r.source = NEW.source;
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, c.day
      FROM (SELECT model_id, array_agg(id) AS ids FROM verbatim.audit_cube_set GROUP BY 1) s
     CROSS JOIN LATERAL (SELECT DISTINCT a.day FROM verbatim.audit_cube a WHERE a.set_id = ANY (s.ids) AND a.source = NEW.source) c;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_rating_scale() IS 'Notes in rollup_touched and audit_cube_touched all days of a source whose scale of ratings has changed.';
--> statement-breakpoint
CREATE TRIGGER note_rating_scale AFTER INSERT ON verbatim.import FOR EACH ROW
  WHEN (NEW.rating_scale IS NOT NULL) EXECUTE FUNCTION verbatim.note_rating_scale();
--> statement-breakpoint
CREATE TRIGGER note_rating_scale_change AFTER UPDATE OF rating_scale, status ON verbatim.import FOR EACH ROW
  WHEN (NEW.rating_scale IS DISTINCT FROM OLD.rating_scale OR NEW.rating_scale IS NOT NULL AND (NEW.status = 'undone') <> (OLD.status = 'undone'))
  EXECUTE FUNCTION verbatim.note_rating_scale();
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.kind IS 'Of it, with a score of 0.5 or more, unless the question asks for praise.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.harsh IS 'With a score of -0.5 or less, unless the question asks for faults.';
--> statement-breakpoint
INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
SELECT DISTINCT 'day', r.day, r.dated, r.source FROM verbatim.rollup_rating_day r
 WHERE r.source IN (SELECT i.source FROM verbatim.import i WHERE i.layout ->> 'asks' IS NOT NULL);
--> statement-breakpoint
DELETE FROM verbatim.rollup_disagreement;
--> statement-breakpoint
INSERT INTO verbatim.rollup_disagreement (day, dated, source, feedback_id, model_id, occurred_at)
SELECT (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source, f.id, a.model_id,
       f.occurred_at
  FROM verbatim.rating_scale s
  JOIN verbatim.feedback f ON f.source = s.source
  JOIN verbatim.rollup_state t ON t.cube = 'day'
  JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = t.model_id
 WHERE a.sentiment = 'negative' AND f.rating BETWEEN s.good_from AND s.good_to AND f.attributes ->> 'asks' IS DISTINCT FROM 'faults'
    OR a.sentiment = 'positive' AND f.rating BETWEEN s.poor_from AND s.poor_to AND f.attributes ->> 'asks' IS DISTINCT FROM 'praise';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.disagreement AS
WITH scale AS MATERIALIZED (SELECT source, poor_from, poor_to, good_from, good_to FROM verbatim.rating_scale)
SELECT r.feedback_id, r.source, r.occurred_at, s.rating, s.sentiment, s.score, s.import_id, s.line, s.text
  FROM (SELECT found.feedback_id, found.source, found.occurred_at
          FROM (SELECT o.feedback_id, o.source, o.occurred_at
                  FROM verbatim.rollup_disagreement o
                 WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                 UNION ALL
                SELECT f.id, f.source, f.occurred_at
                  FROM verbatim.feedback f
                  JOIN scale z ON z.source = f.source
                   AND (f.rating BETWEEN z.poor_from AND z.poor_to OR f.rating BETWEEN z.good_from AND z.good_to)
                  JOIN verbatim.model m ON m.active AND m.task = 'feedback'
                  JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
                 WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                   AND CASE WHEN f.rating BETWEEN z.poor_from AND z.poor_to THEN a.sentiment = 'positive' AND f.attributes ->> 'asks' IS DISTINCT FROM 'praise'
                            ELSE a.sentiment = 'negative' AND f.attributes ->> 'asks' IS DISTINCT FROM 'faults' END) found
         ORDER BY found.occurred_at DESC) r
 CROSS JOIN LATERAL (
       SELECT f.rating, a.sentiment, a.score, f.import_id, f.line, d.text
         FROM verbatim.feedback f
         JOIN verbatim.analysis a ON a.document_id = f.document_id
          AND a.model_id = (SELECT id FROM verbatim.model WHERE active AND task = 'feedback')
         JOIN verbatim.document d ON d.id = f.document_id
        WHERE f.id = r.feedback_id OFFSET 0) s
 ORDER BY r.occurred_at DESC;
--> statement-breakpoint
COMMENT ON VIEW reporting.disagreement IS 'Comments whose rating and words disagree, by the scale of their source: a rating in its upper third with negative words (4 or 5 of 5; of an NPS 9 or 10), one in its lower third with positive words (1 or 2 of 5; of an NPS 0 to 6), turned around where 1 is best. What a question asks for (attribute asks: faults, praise) does not disagree. Sources without a known scale have none.';
