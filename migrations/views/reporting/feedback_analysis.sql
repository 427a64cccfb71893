CREATE OR REPLACE VIEW reporting.feedback_analysis AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.language, f.attributes,
       f.import_id, f.line, f.document_id, d.text,
       CASE WHEN f.document_id IS NULL THEN 'no_text'
            WHEN a.document_id IS NOT NULL THEN 'analysed'
            WHEN x.code = 'NO_ANSWER' THEN 'no_answer'
            WHEN x.document_id IS NOT NULL THEN 'set_aside'
            ELSE 'pending' END AS status,
       a.sentiment, a.negative, a.neutral, a.positive, a.score, a.confidence, a.emotions, a.toxicity,
       a.tokens, a.windows, a.truncated,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, a.run_id, a.created_at AS analysed_at,
       h.handled_at, h.handled_by, h.note AS handled_note,
       greatest(f.created_at, d.created_at, a.created_at, x.created_at, h.handled_at,
                (SELECT max(c.changed_at) FROM verbatim.feedback_change c WHERE c.feedback_id = f.id),
                (SELECT max(c.activated_at) FROM verbatim.model_activation c WHERE c.model_id = a.model_id)) AS changed_at
  FROM verbatim.feedback f
  LEFT JOIN verbatim.document d ON d.id = f.document_id
  LEFT JOIN verbatim.model m ON m.active AND m.task = 'feedback'
  LEFT JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
  LEFT JOIN verbatim.failure x ON x.document_id = f.document_id AND x.model_id = m.id
  LEFT JOIN verbatim.handled h ON h.feedback_id = f.id;

COMMENT ON VIEW reporting.feedback_analysis IS 'One row per feedback, with the active model''s analysis of its text where there is one.';
COMMENT ON COLUMN reporting.feedback_analysis.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.feedback_analysis.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.feedback_analysis.external_id IS 'The customer''s own id of the row.';
COMMENT ON COLUMN reporting.feedback_analysis.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.feedback_analysis.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.feedback_analysis.language IS 'As given in the file.';
COMMENT ON COLUMN reporting.feedback_analysis.attributes IS 'Every other column of the row; attributes ->> ''Department Name''.';
COMMENT ON COLUMN reporting.feedback_analysis.import_id IS 'The import that stored it.';
COMMENT ON COLUMN reporting.feedback_analysis.line IS 'Physical line of the file on which the row starts, from 1.';
COMMENT ON COLUMN reporting.feedback_analysis.document_id IS 'Its text''s number; null when the row has no text.';
COMMENT ON COLUMN reporting.feedback_analysis.text IS 'The text, normalised (NFC, trimmed).';
COMMENT ON COLUMN reporting.feedback_analysis.status IS 'analysed, pending, no_answer (it says nothing, as "N/A" does), set_aside (could not be judged) or no_text.';
COMMENT ON COLUMN reporting.feedback_analysis.sentiment IS 'negative, neutral, positive or mixed; null unless analysed.';
COMMENT ON COLUMN reporting.feedback_analysis.negative IS 'Probability, 0..1.';
COMMENT ON COLUMN reporting.feedback_analysis.neutral IS 'Probability, 0..1.';
COMMENT ON COLUMN reporting.feedback_analysis.positive IS 'Probability, 0..1.';
COMMENT ON COLUMN reporting.feedback_analysis.score IS 'positive - negative, -1..1.';
COMMENT ON COLUMN reporting.feedback_analysis.confidence IS 'How sure the label is, 0..1.';
COMMENT ON COLUMN reporting.feedback_analysis.emotions IS 'Emotion labels found, most probable first.';
COMMENT ON COLUMN reporting.feedback_analysis.toxicity IS 'Probability, 0..1.';
COMMENT ON COLUMN reporting.feedback_analysis.tokens IS 'Content tokens of the text.';
COMMENT ON COLUMN reporting.feedback_analysis.windows IS 'Windows the text was read in.';
COMMENT ON COLUMN reporting.feedback_analysis.truncated IS 'True when part of the text was not seen by the model.';
COMMENT ON COLUMN reporting.feedback_analysis.model_name IS 'Name of the active model.';
COMMENT ON COLUMN reporting.feedback_analysis.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.feedback_analysis.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.feedback_analysis.run_id IS 'The run that stored the analysis.';
COMMENT ON COLUMN reporting.feedback_analysis.analysed_at IS 'When the analysis was stored.';
COMMENT ON COLUMN reporting.feedback_analysis.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.feedback_analysis.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN reporting.feedback_analysis.handled_note IS 'What was done, in the words of who did it; null: nothing was said.';
COMMENT ON COLUMN reporting.feedback_analysis.changed_at IS 'When the row got its present values at the latest: stored, changed by a later file, analysed, shown with another model or handled. For incremental readers.';

GRANT SELECT ON reporting.feedback_analysis TO verbatim_analyst;
