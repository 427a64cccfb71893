CREATE OR REPLACE VIEW verbatim.sentence_wish AS
SELECT w.document_id, w.model_id, w.ordinal
  FROM verbatim.sentence_topic w
  JOIN verbatim.topic t ON t.id = w.topic_id AND t.key = 'statement-suggestion' AND t.kind = 'statement'
                       AND t.retired_at IS NULL AND w.probability >= t.threshold
 WHERE NOT EXISTS (SELECT FROM verbatim.sentence_topic c
                     JOIN verbatim.topic o ON o.id = c.topic_id AND o.key = 'statement-complaint'
                                          AND o.kind = 'statement' AND o.retired_at IS NULL
                    WHERE c.document_id = w.document_id AND c.model_id = w.model_id AND c.ordinal = w.ordinal
                      AND c.probability > w.probability);

COMMENT ON VIEW verbatim.sentence_wish IS 'Sentences that suggest something more than they complain: they do not count as negative about a topic.';
COMMENT ON COLUMN verbatim.sentence_wish.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.sentence_wish.model_id IS 'The model whose embedding was judged.';
COMMENT ON COLUMN verbatim.sentence_wish.ordinal IS 'Number of the sentence in the document.';
