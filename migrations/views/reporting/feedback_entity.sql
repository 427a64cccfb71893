CREATE OR REPLACE VIEW reporting.feedback_entity AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.attributes, f.document_id, d.text,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, m.active AS model_active,
       e.ordinal, e.label, substring(d.text FROM e.start_offset + 1 FOR e.end_offset - e.start_offset) AS entity,
       e.score, e.start_offset, e.end_offset,
       h.handled_at, h.handled_by, h.note AS handled_note
  FROM verbatim.entity e
  JOIN verbatim.model m ON m.id = e.model_id
  JOIN verbatim.document d ON d.id = e.document_id
  JOIN verbatim.feedback f ON f.document_id = e.document_id
  LEFT JOIN verbatim.handled h ON h.feedback_id = f.id;

COMMENT ON VIEW reporting.feedback_entity IS 'One row per feedback and named entity in its text.';
COMMENT ON COLUMN reporting.feedback_entity.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.feedback_entity.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.feedback_entity.external_id IS 'The customer''s own id of the row.';
COMMENT ON COLUMN reporting.feedback_entity.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.feedback_entity.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.feedback_entity.attributes IS 'Every other column of the row.';
COMMENT ON COLUMN reporting.feedback_entity.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.feedback_entity.text IS 'The text, normalised (NFC, trimmed).';
COMMENT ON COLUMN reporting.feedback_entity.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.feedback_entity.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.feedback_entity.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.feedback_entity.model_active IS 'True for the model that is active for its task.';
COMMENT ON COLUMN reporting.feedback_entity.ordinal IS 'Its place among the entities of the text, from 0.';
COMMENT ON COLUMN reporting.feedback_entity.label IS 'What it is: PER, ORG …';
COMMENT ON COLUMN reporting.feedback_entity.entity IS 'The words themselves.';
COMMENT ON COLUMN reporting.feedback_entity.score IS 'Probability, 0..1.';
COMMENT ON COLUMN reporting.feedback_entity.start_offset IS 'Offset into the text in Unicode code points, from 0.';
COMMENT ON COLUMN reporting.feedback_entity.end_offset IS 'Where it ends, exclusive.';
COMMENT ON COLUMN reporting.feedback_entity.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.feedback_entity.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN reporting.feedback_entity.handled_note IS 'What was done, in the words of who did it; null: nothing was said.';

GRANT SELECT ON reporting.feedback_entity TO verbatim_analyst;
