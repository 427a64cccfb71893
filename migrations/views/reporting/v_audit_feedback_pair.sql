CREATE OR REPLACE VIEW reporting.v_audit_feedback_pair AS
SELECT l.audit_id, l.model_hash, p.ordinal AS pair, p.axis, w.term, v.term AS baseline_term, p.feedback_id, p.skip_reason,
       t.label, b.label AS baseline_label, t.positive, b.positive AS baseline_positive, t.negative,
       b.negative AS baseline_negative, t.toxicity, b.toxicity AS baseline_toxicity
  FROM reporting.v_audit_latest l
  JOIN verbatim.audit_pair p ON p.audit_id = l.audit_id AND p.feedback_id IS NOT NULL
  LEFT JOIN verbatim.audit_term w ON w.id = p.term_id
  LEFT JOIN verbatim.audit_term v ON v.id = p.baseline_id
  LEFT JOIN verbatim.audit_pair_score t ON t.audit_id = p.audit_id AND t.ordinal = p.ordinal AND t.side = 'term'
  LEFT JOIN verbatim.audit_pair_score b ON b.audit_id = p.audit_id AND b.ordinal = p.ordinal AND b.side = 'baseline';

COMMENT ON VIEW reporting.v_audit_feedback_pair IS 'Comments of customers with a word exchanged (C4), in the latest audits of a model, by number and never with their text.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.pair IS 'Place of the pair in the audit.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.axis IS 'What the words are of, as in v_audit_swap.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.term IS 'A word of the first side; null where nothing was exchanged.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_term IS 'Its counterpart on the second.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.feedback_id IS 'The comment.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.skip_reason IS 'Why nothing was exchanged; null: it counts.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.label IS 'Sentiment with the word.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_label IS 'Sentiment with the word it replaces.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.positive IS 'Probability of positive with the word.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_positive IS 'The same with the other.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.negative IS 'Probability of negative with the word.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_negative IS 'The same with the other.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.toxicity IS 'Probability of toxic with the word; null where the model does not tell.';
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_toxicity IS 'The same with the other.';

GRANT SELECT ON reporting.v_audit_feedback_pair TO verbatim_analyst;
