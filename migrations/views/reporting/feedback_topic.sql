-- Feedback first, as in feedback_theme.
CREATE OR REPLACE VIEW reporting.feedback_topic AS
SELECT f.id AS feedback_id, f.source, f.occurred_at, f.rating, f.document_id,
       d.topic_id, t.name AS topic, p.path, d.direct, d.segments, d.negative, d.positive,
       CASE WHEN d.negative > 0 AND d.positive > 0 THEN 'mixed' WHEN d.negative > 0 THEN 'negative'
            WHEN d.positive > 0 THEN 'positive' ELSE 'neutral' END AS sentiment,
       d.score, d.probability, t.kind, h.handled_at, h.handled_by
  FROM verbatim.feedback f
 CROSS JOIN LATERAL (SELECT * FROM verbatim.document_topic dt WHERE dt.document_id = f.document_id OFFSET 0) d
  JOIN verbatim.topic t ON t.id = d.topic_id
  JOIN verbatim.topic_path p ON p.topic_id = d.topic_id
  LEFT JOIN verbatim.handled h ON h.feedback_id = f.id;

COMMENT ON VIEW reporting.feedback_topic IS 'One row per comment and topic that a sentence of it is about, by the active model; retired topics are left out. A topic has the comments of the topics below it, too.';
COMMENT ON COLUMN reporting.feedback_topic.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.feedback_topic.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.feedback_topic.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.feedback_topic.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.feedback_topic.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.feedback_topic.topic_id IS 'The topic.';
COMMENT ON COLUMN reporting.feedback_topic.topic IS 'Its name.';
COMMENT ON COLUMN reporting.feedback_topic.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.feedback_topic.direct IS 'False where the comment is only about topics below it.';
COMMENT ON COLUMN reporting.feedback_topic.segments IS 'Sentences of the comment about the topic.';
COMMENT ON COLUMN reporting.feedback_topic.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.feedback_topic.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.feedback_topic.sentiment IS 'Of these sentences: negative, neutral, positive, or mixed where some are negative and some positive.';
COMMENT ON COLUMN reporting.feedback_topic.score IS 'Mean sentiment of these sentences, -1..1.';
COMMENT ON COLUMN reporting.feedback_topic.probability IS 'The largest probability of these sentences, 0.3 to 1.';
COMMENT ON COLUMN reporting.feedback_topic.kind IS 'subject: what a sentence is about; statement: what it does, such as to complain, to praise or to ask.';
COMMENT ON COLUMN reporting.feedback_topic.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.feedback_topic.handled_by IS 'Name of the API key, or of who ran the command.';

GRANT SELECT ON reporting.feedback_topic TO verbatim_analyst;
