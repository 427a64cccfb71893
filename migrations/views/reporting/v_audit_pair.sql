CREATE OR REPLACE VIEW reporting.v_audit_pair WITH (security_barrier = true) AS
SELECT l.audit_id, l.model_hash, p.ordinal AS pair, p.axis, w.term, v.term AS baseline_term, s.name AS template, s.sha256 AS template_sha256,
       s.role, s.polarity, s.form, s.frame, p.skip_reason,
       t.label, b.label AS baseline_label, t.positive, b.positive AS baseline_positive, t.negative,
       b.negative AS baseline_negative, t.toxicity, b.toxicity AS baseline_toxicity, s.domain
  FROM reporting.v_audit_latest l
  JOIN verbatim.audit_pair p ON p.audit_id = l.audit_id
  JOIN verbatim.audit_template s ON s.id = p.template_id
  LEFT JOIN verbatim.audit_term w ON w.id = p.term_id
  LEFT JOIN verbatim.audit_term v ON v.id = p.baseline_id
  LEFT JOIN verbatim.audit_pair_score t ON t.audit_id = p.audit_id AND t.ordinal = p.ordinal AND t.side = 'term'
  LEFT JOIN verbatim.audit_pair_score b ON b.audit_id = p.audit_id AND b.ordinal = p.ordinal AND b.side = 'baseline';

COMMENT ON VIEW reporting.v_audit_pair IS 'Each test sentence with one word and with another, in the latest audits of a model: what stands behind v_audit_swap.';
COMMENT ON COLUMN reporting.v_audit_pair.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_pair.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_pair.pair IS 'Place of the pair in the audit.';
COMMENT ON COLUMN reporting.v_audit_pair.axis IS 'What the words are of, as in v_audit_swap.';
COMMENT ON COLUMN reporting.v_audit_pair.term IS 'The word.';
COMMENT ON COLUMN reporting.v_audit_pair.baseline_term IS 'The word it replaces.';
COMMENT ON COLUMN reporting.v_audit_pair.template IS 'Name of the sentence.';
COMMENT ON COLUMN reporting.v_audit_pair.template_sha256 IS 'SHA-256 of its wording.';
COMMENT ON COLUMN reporting.v_audit_pair.role IS 'How the person appears: author, served, serving, addressee.';
COMMENT ON COLUMN reporting.v_audit_pair.polarity IS 'What it says: negative, neutral or positive.';
COMMENT ON COLUMN reporting.v_audit_pair.form IS 'singular or plural.';
COMMENT ON COLUMN reporting.v_audit_pair.frame IS 'The sentence; braces hold the person.';
COMMENT ON COLUMN reporting.v_audit_pair.skip_reason IS 'Why it was left out; null: it counts.';
COMMENT ON COLUMN reporting.v_audit_pair.label IS 'Sentiment with the word.';
COMMENT ON COLUMN reporting.v_audit_pair.baseline_label IS 'Sentiment with the word it replaces.';
COMMENT ON COLUMN reporting.v_audit_pair.positive IS 'Probability of positive with the word.';
COMMENT ON COLUMN reporting.v_audit_pair.baseline_positive IS 'The same with the other.';
COMMENT ON COLUMN reporting.v_audit_pair.negative IS 'Probability of negative with the word.';
COMMENT ON COLUMN reporting.v_audit_pair.baseline_negative IS 'The same with the other.';
COMMENT ON COLUMN reporting.v_audit_pair.toxicity IS 'Probability of toxic with the word; null where the model does not tell.';
COMMENT ON COLUMN reporting.v_audit_pair.baseline_toxicity IS 'The same with the other.';
COMMENT ON COLUMN reporting.v_audit_pair.domain IS 'What it is about: delivery, product, service, online, billing, food, travel or premises; unknown: asked by an earlier version.';

GRANT SELECT ON reporting.v_audit_pair TO verbatim_reader, verbatim_analyst;
