CREATE OR REPLACE VIEW reporting.sentence_topic AS
SELECT st.document_id, st.ordinal, s.start_offset, s.end_offset,
       substring(d.text FROM s.start_offset + 1 FOR s.end_offset - s.start_offset) AS sentence,
       st.topic_id, t.name AS topic, st.probability, st.probability >= t.threshold AS assigned,
       s.sentiment, s.score, m.name AS model_name, m.version AS model_version, m.hash AS model_hash, t.kind
  FROM verbatim.sentence_topic st
  JOIN verbatim.topic t ON t.id = st.topic_id AND t.retired_at IS NULL
  JOIN verbatim.model m ON m.id = st.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.segment s ON s.document_id = st.document_id AND s.model_id = st.model_id AND s.ordinal = st.ordinal
  JOIN verbatim.document d ON d.id = st.document_id;

COMMENT ON VIEW reporting.sentence_topic IS 'One row per sentence and topic that it may be about, by the active model; retired topics are left out.';
COMMENT ON COLUMN reporting.sentence_topic.document_id IS 'The text''s number.';
COMMENT ON COLUMN reporting.sentence_topic.ordinal IS 'Number of the sentence in it, from 0.';
COMMENT ON COLUMN reporting.sentence_topic.start_offset IS 'Where it begins in the text, in Unicode code points.';
COMMENT ON COLUMN reporting.sentence_topic.end_offset IS 'Where it ends, exclusive.';
COMMENT ON COLUMN reporting.sentence_topic.sentence IS 'The sentence.';
COMMENT ON COLUMN reporting.sentence_topic.topic_id IS 'The topic.';
COMMENT ON COLUMN reporting.sentence_topic.topic IS 'Its name.';
COMMENT ON COLUMN reporting.sentence_topic.probability IS 'Probability that the sentence is about the topic, 0.3 to 1.';
COMMENT ON COLUMN reporting.sentence_topic.assigned IS 'Whether it counts: the probability reaches the threshold of the topic.';
COMMENT ON COLUMN reporting.sentence_topic.sentiment IS 'Of the sentence: negative, neutral or positive.';
COMMENT ON COLUMN reporting.sentence_topic.score IS 'Sentiment of it, -1..1.';
COMMENT ON COLUMN reporting.sentence_topic.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.sentence_topic.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.sentence_topic.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.sentence_topic.kind IS 'subject: what a sentence is about; statement: what it does, such as to complain, to praise or to ask.';

GRANT SELECT ON reporting.sentence_topic TO verbatim_analyst;
