-- Which disagree, the newest first, and then what they say: of a page of them only its own are looked up. Where all are
-- counted, ratings that disagree are those of the source's scale, and the sources of the longer scales are looked up
-- once; the first condition repeats what the second says of ratings alone: most rows are out before their results are
-- read.
CREATE OR REPLACE VIEW reporting.disagreement AS
WITH scale AS MATERIALIZED (SELECT source, highest FROM verbatim.rating_scale WHERE highest > 5)
SELECT r.feedback_id, r.source, r.occurred_at, s.rating, s.sentiment, s.score, s.import_id, s.line, s.text
  FROM (SELECT found.feedback_id, found.source, found.occurred_at
          FROM (SELECT o.feedback_id, o.source, o.occurred_at
                  FROM verbatim.rollup_disagreement o
                 WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                 UNION ALL
                SELECT f.id, f.source, f.occurred_at
                  FROM verbatim.feedback f
                  JOIN verbatim.model m ON m.active AND m.task = 'feedback'
                  JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
                 WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                   AND CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN f.rating >= 90 OR f.rating <= 60
                            WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN f.rating >= 9 OR f.rating <= 6
                            ELSE f.rating >= 4 OR f.rating <= 2 END
                   AND (a.sentiment = 'positive'
                          AND f.rating <= CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN 60
                                               WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN 6 ELSE 2 END
                        OR a.sentiment = 'negative'
                          AND f.rating >= CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN 90
                                               WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN 9 ELSE 4 END)) found
         ORDER BY found.occurred_at DESC) r
 CROSS JOIN LATERAL (
       SELECT f.rating, a.sentiment, a.score, f.import_id, f.line, d.text
         FROM verbatim.feedback f
         JOIN verbatim.analysis a ON a.document_id = f.document_id
          AND a.model_id = (SELECT id FROM verbatim.model WHERE active AND task = 'feedback')
         JOIN verbatim.document d ON d.id = f.document_id
        WHERE f.id = r.feedback_id OFFSET 0) s
 ORDER BY r.occurred_at DESC;

COMMENT ON VIEW reporting.disagreement IS 'Comments whose rating and words disagree: 4 or 5 of 5 (9 or 10 of 10) with negative words, 1 or 2 of 5 (0 to 6 of 10) with positive ones.';
COMMENT ON COLUMN reporting.disagreement.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.disagreement.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.disagreement.occurred_at IS 'When it was written.';
COMMENT ON COLUMN reporting.disagreement.rating IS 'As given.';
COMMENT ON COLUMN reporting.disagreement.sentiment IS 'Of its words.';
COMMENT ON COLUMN reporting.disagreement.score IS 'positive - negative, -1..1.';
COMMENT ON COLUMN reporting.disagreement.import_id IS 'The import that brought it.';
COMMENT ON COLUMN reporting.disagreement.line IS 'Its line of that file.';
COMMENT ON COLUMN reporting.disagreement.text IS 'Its words.';

GRANT SELECT ON reporting.disagreement TO verbatim_analyst;
