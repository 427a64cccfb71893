-- Without any such model nothing is read.
CREATE OR REPLACE VIEW reporting.feedback_label AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.attributes, f.document_id, d.text,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, m.active AS model_active,
       a.labels[1] AS label, (SELECT max(p) FROM unnest(a.label_probabilities) AS p) AS probability,
       a.labels, a.value, a.tokens, a.windows, a.truncated, a.run_id, a.created_at AS analysed_at,
       h.handled_at, h.handled_by, h.note AS handled_note
  FROM verbatim.analysis a
  JOIN verbatim.model m ON m.id = a.model_id AND (m.labels <> '{}' OR m.task = 'regression')
  JOIN verbatim.document d ON d.id = a.document_id
  JOIN verbatim.feedback f ON f.document_id = a.document_id
  LEFT JOIN verbatim.handled h ON h.feedback_id = f.id
 WHERE EXISTS (SELECT FROM verbatim.model o WHERE o.labels <> '{}' OR o.task = 'regression');

COMMENT ON VIEW reporting.feedback_label IS 'One row per feedback and model that gives labels (or a number) of its own.';
COMMENT ON COLUMN reporting.feedback_label.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.feedback_label.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.feedback_label.external_id IS 'The customer''s own id of the row.';
COMMENT ON COLUMN reporting.feedback_label.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.feedback_label.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.feedback_label.attributes IS 'Every other column of the row.';
COMMENT ON COLUMN reporting.feedback_label.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.feedback_label.text IS 'The text, normalised (NFC, trimmed).';
COMMENT ON COLUMN reporting.feedback_label.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.feedback_label.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.feedback_label.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.feedback_label.model_active IS 'True for the model that is active for its task.';
COMMENT ON COLUMN reporting.feedback_label.label IS 'The most probable label that holds; null when none does.';
COMMENT ON COLUMN reporting.feedback_label.probability IS 'The greatest of the label probabilities, 0..1.';
COMMENT ON COLUMN reporting.feedback_label.labels IS 'All labels that hold, most probable first.';
COMMENT ON COLUMN reporting.feedback_label.value IS 'The number that a regression model gives.';
COMMENT ON COLUMN reporting.feedback_label.tokens IS 'Content tokens of the text.';
COMMENT ON COLUMN reporting.feedback_label.windows IS 'Windows the text was read in.';
COMMENT ON COLUMN reporting.feedback_label.truncated IS 'True when part of the text was not seen by the model.';
COMMENT ON COLUMN reporting.feedback_label.run_id IS 'The run that stored the analysis.';
COMMENT ON COLUMN reporting.feedback_label.analysed_at IS 'When the analysis was stored.';
COMMENT ON COLUMN reporting.feedback_label.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.feedback_label.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN reporting.feedback_label.handled_note IS 'What was done, in the words of who did it; null: nothing was said.';

GRANT SELECT ON reporting.feedback_label TO verbatim_analyst;
