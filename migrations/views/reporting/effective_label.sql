-- Offsets of -1 are those of whole comments, and '' is no topic, so that all of the key of the join can be equal. Level
-- and task are constants where possible: a condition on them leaves the other parts unread.
CREATE OR REPLACE VIEW reporting.effective_label AS
WITH answer AS (
  SELECT f.id AS feedback_id, 'comment'::text AS level, v.task, '' AS about, -1 AS start_offset, -1 AS end_offset,
         NULL::integer AS ordinal, v.value
    FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
   CROSS JOIN LATERAL (VALUES ('sentiment', a.sentiment),
                              ('toxicity', CASE WHEN a.toxicity >= 0.5 THEN 'yes' WHEN a.toxicity IS NOT NULL THEN 'no' END)
                      ) v (task, value)
   WHERE v.value IS NOT NULL
   UNION ALL
  SELECT f.id, 'comment', 'topic', d.topic_id::text, -1, -1, NULL, 'yes'
    FROM verbatim.feedback f
   CROSS JOIN LATERAL (SELECT dt.topic_id FROM verbatim.document_topic dt WHERE dt.document_id = f.document_id OFFSET 0) d
   UNION ALL
  SELECT f.id, 'sentence', v.task, '', s.start_offset, s.end_offset, s.ordinal, v.value
    FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.segment s ON s.document_id = f.document_id AND s.model_id = m.id
   CROSS JOIN LATERAL (VALUES ('sentiment', s.sentiment),
                              ('toxicity', CASE WHEN s.toxicity >= 0.5 THEN 'yes' WHEN s.toxicity IS NOT NULL THEN 'no' END)
                      ) v (task, value)
   WHERE v.value IS NOT NULL
   UNION ALL
  SELECT f.id, 'sentence', 'topic', t.id::text, s.start_offset, s.end_offset, s.ordinal, 'yes'
    FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.sentence_topic st ON st.document_id = f.document_id AND st.model_id = m.id
    JOIN verbatim.topic t ON t.id = st.topic_id AND t.retired_at IS NULL AND st.probability >= t.threshold
    JOIN verbatim.segment s ON s.document_id = st.document_id AND s.model_id = st.model_id AND s.ordinal = st.ordinal
), word AS (
  SELECT j.feedback_id, CASE WHEN j.start_offset IS NULL THEN 'comment' ELSE 'sentence' END AS level,
         CASE WHEN j.task LIKE 'topic %' THEN 'topic' ELSE j.task END AS task,
         CASE WHEN j.task LIKE 'topic %' THEN substr(j.task, 7) ELSE '' END AS about,
         coalesce(j.start_offset, -1) AS start_offset, coalesce(j.end_offset, -1) AS end_offset,
         j.value, j.labellers, j.votes
    FROM verbatim.label_majority j
)
SELECT k.feedback_id, f.source, f.occurred_at, f.document_id, k.level, k.ordinal,
       nullif(k.start_offset, -1) AS start_offset, nullif(k.end_offset, -1) AS end_offset, k.task,
       t.id AS topic_id, t.name AS topic, coalesce(k.said, k.model_value, no.value) AS value,
       CASE WHEN k.said IS NOT NULL THEN 'person' WHEN coalesce(k.model_value, no.value) IS NOT NULL THEN 'model' END AS by,
       coalesce(k.labellers, 0) AS labellers, coalesce(k.votes, 0) AS votes,
       k.labellers IS NOT NULL AND k.said IS NULL AS tied, coalesce(k.model_value, no.value) AS model_value,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash
  FROM (SELECT feedback_id, level, task, about, start_offset, end_offset, answer.ordinal, answer.value AS model_value,
               word.value AS said, word.labellers, word.votes
          FROM answer FULL JOIN word USING (feedback_id, level, task, about, start_offset, end_offset)) k
  JOIN verbatim.feedback f ON f.id = k.feedback_id
  LEFT JOIN verbatim.model m ON m.active AND m.task = 'feedback'
  LEFT JOIN verbatim.topic t ON t.id::text = k.about
  -- The model says no to a topic that it has judged on the text.
  LEFT JOIN LATERAL (SELECT 'no'::text AS value
                       FROM verbatim.topic_scored ts JOIN verbatim.topic_model tm ON tm.model_id = ts.model_id
                      WHERE k.model_value IS NULL AND t.retired_at IS NULL AND tm.topic_id = t.id
                        AND ts.document_id = f.document_id AND ts.model_id = m.id) no ON true;

COMMENT ON VIEW reporting.effective_label IS 'One row per comment or sentence and question: the label that most people gave, or else the answer of the active model. Rules and labels of a former text do not count.';
COMMENT ON COLUMN reporting.effective_label.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.effective_label.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.effective_label.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.effective_label.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.effective_label.level IS 'comment or sentence.';
COMMENT ON COLUMN reporting.effective_label.ordinal IS 'Number of the sentence in the text, from 0; null for comments, and for sentences that the active model does not have.';
COMMENT ON COLUMN reporting.effective_label.start_offset IS 'Where the sentence begins in the text, in Unicode code points; null for comments.';
COMMENT ON COLUMN reporting.effective_label.end_offset IS 'Where it ends, exclusive.';
COMMENT ON COLUMN reporting.effective_label.task IS 'sentiment, toxicity, topic or "emotion NAME". Topics without a label have a row only where the model says yes, emotions only where people labelled them.';
COMMENT ON COLUMN reporting.effective_label.topic_id IS 'The topic; null for other questions.';
COMMENT ON COLUMN reporting.effective_label.topic IS 'Its name.';
COMMENT ON COLUMN reporting.effective_label.value IS 'negative, neutral, positive or mixed; for the other questions yes or no. Null where people are divided and the model has no answer.';
COMMENT ON COLUMN reporting.effective_label.by IS 'person: the label that most people gave; model: nobody labelled it, or people are divided.';
COMMENT ON COLUMN reporting.effective_label.labellers IS 'People who labelled it.';
COMMENT ON COLUMN reporting.effective_label.votes IS 'Of them for the most frequent label.';
COMMENT ON COLUMN reporting.effective_label.tied IS 'True where people are divided: no label has the most votes.';
COMMENT ON COLUMN reporting.effective_label.model_value IS 'What the active model says; null: it has no answer.';
COMMENT ON COLUMN reporting.effective_label.model_name IS 'Name of the active model.';
COMMENT ON COLUMN reporting.effective_label.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.effective_label.model_hash IS 'SHA-256 over its files.';

GRANT SELECT ON reporting.effective_label TO verbatim_analyst;
