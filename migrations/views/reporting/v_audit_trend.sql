CREATE OR REPLACE VIEW reporting.v_audit_trend WITH (security_barrier = true) AS
SELECT a.id AS audit_id, a.started_at, a.source, m.hash AS model_hash, g.check_id, g.metric, g.task, g.attribute, g.group_key,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.low END AS low,
       CASE WHEN g.hidden_reason IS NULL THEN g.high END AS high,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       g.warn_limit, g.fail_limit, g.status, g.hidden_reason
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_metric g ON g.audit_id = a.id;

COMMENT ON VIEW reporting.v_audit_trend IS 'Each metric of each group over all audits, for a chart.';
COMMENT ON COLUMN reporting.v_audit_trend.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_trend.started_at IS 'When it began.';
COMMENT ON COLUMN reporting.v_audit_trend.source IS 'Only feedback of this source; null: all.';
COMMENT ON COLUMN reporting.v_audit_trend.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_trend.check_id IS 'The check.';
COMMENT ON COLUMN reporting.v_audit_trend.metric IS 'What was measured.';
COMMENT ON COLUMN reporting.v_audit_trend.task IS 'Output of the model.';
COMMENT ON COLUMN reporting.v_audit_trend.attribute IS 'Attribute.';
COMMENT ON COLUMN reporting.v_audit_trend.group_key IS 'Its level.';
COMMENT ON COLUMN reporting.v_audit_trend.value IS 'The gap.';
COMMENT ON COLUMN reporting.v_audit_trend.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.v_audit_trend.high IS 'High end of it.';
COMMENT ON COLUMN reporting.v_audit_trend.rows IS 'Rows that the groups number is over.';
COMMENT ON COLUMN reporting.v_audit_trend.warn_limit IS 'Beyond it a shown effect warns.';
COMMENT ON COLUMN reporting.v_audit_trend.fail_limit IS 'Beyond it a shown effect fails.';
COMMENT ON COLUMN reporting.v_audit_trend.status IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_trend.hidden_reason IS 'Why numbers are null.';

GRANT SELECT ON reporting.v_audit_trend TO verbatim_reader, verbatim_analyst;
