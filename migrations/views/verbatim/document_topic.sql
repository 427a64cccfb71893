CREATE OR REPLACE VIEW verbatim.document_topic AS
SELECT p.document_id, p.topic_id, bool_or(p.direct) AS direct, count(*) AS segments,
       count(*) FILTER (WHERE p.sentiment = 'negative' AND NOT p.wish) AS negative,
       count(*) FILTER (WHERE p.sentiment = 'positive') AS positive,
       avg(p.score)::double precision AS score, max(p.probability)::double precision AS probability
  FROM (SELECT st.document_id, st.ordinal, l.above_id AS topic_id, bool_or(l.distance = 0) AS direct,
               max(st.probability) AS probability, min(s.sentiment) AS sentiment, min(s.score) AS score,
               bool_or(w.ordinal IS NOT NULL) AS wish
          FROM verbatim.sentence_topic st
          JOIN verbatim.topic t ON t.id = st.topic_id AND st.probability >= t.threshold
          JOIN verbatim.topic_line l ON l.topic_id = st.topic_id
          JOIN verbatim.model m ON m.id = st.model_id AND m.active AND m.task = 'feedback'
          JOIN verbatim.segment s ON s.document_id = st.document_id AND s.model_id = st.model_id AND s.ordinal = st.ordinal
          LEFT JOIN verbatim.sentence_wish w ON w.document_id = st.document_id AND w.model_id = st.model_id AND w.ordinal = st.ordinal
         GROUP BY st.document_id, st.ordinal, l.above_id) p
 GROUP BY p.document_id, p.topic_id;

COMMENT ON VIEW verbatim.document_topic IS 'One row per document and topic that a sentence of it is about, by the active model; a topic has the sentences of the topics below it, too.';
COMMENT ON COLUMN verbatim.document_topic.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.document_topic.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.document_topic.direct IS 'False where sentences are only about topics below it.';
COMMENT ON COLUMN verbatim.document_topic.segments IS 'Sentences about it.';
COMMENT ON COLUMN verbatim.document_topic.negative IS 'Of them negative.';
COMMENT ON COLUMN verbatim.document_topic.positive IS 'Of them positive.';
COMMENT ON COLUMN verbatim.document_topic.score IS 'Mean sentiment of these sentences, -1..1.';
COMMENT ON COLUMN verbatim.document_topic.probability IS 'The largest probability of them.';
