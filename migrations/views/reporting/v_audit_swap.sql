CREATE OR REPLACE VIEW reporting.v_audit_swap WITH (security_barrier = true) AS
SELECT l.audit_id, l.model_hash, g.check_id, g.metric, g.task, g.attribute AS axis, g.group_key AS term, g.reference AS baseline_term,
       g.stratum AS polarity, g.value, g.low, g.high, g.adjusted_p, g.group_rows AS pairs, g.status, g.reason, g.sentence
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 WHERE g.check_id IN ('C1', 'C2', 'C3', 'C4') AND g.hidden_reason IS NULL;

COMMENT ON VIEW reporting.v_audit_swap IS 'What replacing one word by another does, in the latest audits of a model (C1 to C4).';
COMMENT ON COLUMN reporting.v_audit_swap.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_swap.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_swap.check_id IS 'C1 to C4.';
COMMENT ON COLUMN reporting.v_audit_swap.metric IS 'What was measured.';
COMMENT ON COLUMN reporting.v_audit_swap.task IS 'Output of the model.';
COMMENT ON COLUMN reporting.v_audit_swap.axis IS 'What the words are of: gender, origin, …';
COMMENT ON COLUMN reporting.v_audit_swap.term IS 'The word.';
COMMENT ON COLUMN reporting.v_audit_swap.baseline_term IS 'The word it replaces.';
COMMENT ON COLUMN reporting.v_audit_swap.polarity IS 'Polarity of the sentences; null: all.';
COMMENT ON COLUMN reporting.v_audit_swap.value IS 'The change.';
COMMENT ON COLUMN reporting.v_audit_swap.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.v_audit_swap.high IS 'High end of it.';
COMMENT ON COLUMN reporting.v_audit_swap.adjusted_p IS 'p adjusted over the family.';
COMMENT ON COLUMN reporting.v_audit_swap.pairs IS 'Pairs of sentences.';
COMMENT ON COLUMN reporting.v_audit_swap.status IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_swap.reason IS 'Why that status.';
COMMENT ON COLUMN reporting.v_audit_swap.sentence IS 'What it says.';

GRANT SELECT ON reporting.v_audit_swap TO verbatim_reader, verbatim_analyst;
