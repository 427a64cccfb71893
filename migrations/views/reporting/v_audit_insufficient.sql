CREATE OR REPLACE VIEW reporting.v_audit_insufficient WITH (security_barrier = true) AS
SELECT l.audit_id, g.check_id, g.metric, g.task, g.attribute, g.group_key, g.reason,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       CASE WHEN g.hidden_reason IS NULL THEN g.rows_needed END AS rows_needed, g.hidden_reason
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 WHERE g.status = 'insufficient';

COMMENT ON VIEW reporting.v_audit_insufficient IS 'What the latest audits could not tell, and how many rows it would take.';
COMMENT ON COLUMN reporting.v_audit_insufficient.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_insufficient.check_id IS 'The check.';
COMMENT ON COLUMN reporting.v_audit_insufficient.metric IS 'What was measured.';
COMMENT ON COLUMN reporting.v_audit_insufficient.task IS 'Output of the model.';
COMMENT ON COLUMN reporting.v_audit_insufficient.attribute IS 'Attribute.';
COMMENT ON COLUMN reporting.v_audit_insufficient.group_key IS 'Its level.';
COMMENT ON COLUMN reporting.v_audit_insufficient.reason IS 'Why it could not tell.';
COMMENT ON COLUMN reporting.v_audit_insufficient.rows IS 'Rows there are.';
COMMENT ON COLUMN reporting.v_audit_insufficient.rows_needed IS 'Rows in the group that would decide.';
COMMENT ON COLUMN reporting.v_audit_insufficient.hidden_reason IS 'Why numbers are null.';

GRANT SELECT ON reporting.v_audit_insufficient TO verbatim_reader, verbatim_analyst;
