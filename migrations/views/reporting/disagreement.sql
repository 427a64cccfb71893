-- The query first finds which comments disagree, the newest first, and then reads what they say: a page of them reads
-- only its own rows.
CREATE OR REPLACE VIEW reporting.disagreement AS
WITH scale AS MATERIALIZED (SELECT source, poor_from, poor_to, good_from, good_to FROM verbatim.rating_scale)
SELECT r.feedback_id, r.source, r.occurred_at, s.rating, s.sentiment, s.score, s.import_id, s.line, s.text,
       s.handled_at, s.handled_by, s.handled_note
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
       SELECT f.rating, a.sentiment, a.score, f.import_id, f.line, d.text,
              h.handled_at, h.handled_by, h.note AS handled_note
         FROM verbatim.feedback f
         JOIN verbatim.analysis a ON a.document_id = f.document_id
          AND a.model_id = (SELECT id FROM verbatim.model WHERE active AND task = 'feedback')
         JOIN verbatim.document d ON d.id = f.document_id
         LEFT JOIN verbatim.handled h ON h.feedback_id = f.id
        WHERE f.id = r.feedback_id OFFSET 0) s
 ORDER BY r.occurred_at DESC;

COMMENT ON VIEW reporting.disagreement IS 'Comments whose rating and words disagree, by the scale of their source: a rating in its upper third with negative words (4 or 5 of 5; of an NPS 9 or 10), one in its lower third with positive words (1 or 2 of 5; of an NPS 0 to 6), turned around where 1 is best. What a question asks for (attribute asks: faults, praise) does not disagree. Sources without a known scale have none.';
COMMENT ON COLUMN reporting.disagreement.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.disagreement.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.disagreement.occurred_at IS 'When it was written.';
COMMENT ON COLUMN reporting.disagreement.rating IS 'As given.';
COMMENT ON COLUMN reporting.disagreement.sentiment IS 'Of its words.';
COMMENT ON COLUMN reporting.disagreement.score IS 'positive - negative, -1..1.';
COMMENT ON COLUMN reporting.disagreement.import_id IS 'The import that brought it.';
COMMENT ON COLUMN reporting.disagreement.line IS 'Its line of that file.';
COMMENT ON COLUMN reporting.disagreement.text IS 'Its words.';
COMMENT ON COLUMN reporting.disagreement.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.disagreement.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN reporting.disagreement.handled_note IS 'What was done, in the words of who did it; null: nothing was said.';

GRANT SELECT ON reporting.disagreement TO verbatim_analyst;
