CREATE OR REPLACE VIEW reporting.v_audit_drift_day WITH (security_barrier = true) AS
SELECT (a.started_at AT TIME ZONE 'UTC')::date AS day, a.id AS audit_id, m.hash AS model_hash, a.source, g.check_id, g.metric,
       g.task AS column_name, g.attribute, g.group_key,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_rows END AS rows,
       g.reference_rows AS baseline_rows, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{jensenShannon}')::float8 END AS jensen_shannon,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{normedWasserstein}')::float8 END AS normed_wasserstein,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{kolmogorovSmirnov,statistic}')::float8 END AS ks_statistic,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{kolmogorovSmirnov,p}')::float8 END AS ks_p
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_metric g ON g.audit_id = a.id
 WHERE g.check_id IN ('D1', 'D2', 'D3', 'D4');

COMMENT ON VIEW reporting.v_audit_drift_day IS 'Drift since the baseline (D1 to D4), by the day of the audit.';
COMMENT ON COLUMN reporting.v_audit_drift_day.day IS 'Day of the audit, UTC.';
COMMENT ON COLUMN reporting.v_audit_drift_day.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_drift_day.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_drift_day.source IS 'Only feedback of this source; null: all.';
COMMENT ON COLUMN reporting.v_audit_drift_day.check_id IS 'D1 to D4.';
COMMENT ON COLUMN reporting.v_audit_drift_day.metric IS 'What was measured.';
COMMENT ON COLUMN reporting.v_audit_drift_day.column_name IS 'Column that is compared.';
COMMENT ON COLUMN reporting.v_audit_drift_day.attribute IS 'Attribute of the group.';
COMMENT ON COLUMN reporting.v_audit_drift_day.group_key IS 'Its level; (all) for all rows.';
COMMENT ON COLUMN reporting.v_audit_drift_day.value IS 'How far it has moved.';
COMMENT ON COLUMN reporting.v_audit_drift_day.adjusted_p IS 'p adjusted over the family.';
COMMENT ON COLUMN reporting.v_audit_drift_day.rows IS 'Rows now.';
COMMENT ON COLUMN reporting.v_audit_drift_day.baseline_rows IS 'Rows of the baseline.';
COMMENT ON COLUMN reporting.v_audit_drift_day.warn_limit IS 'From here on it warns.';
COMMENT ON COLUMN reporting.v_audit_drift_day.fail_limit IS 'From here on it fails.';
COMMENT ON COLUMN reporting.v_audit_drift_day.status IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_drift_day.reason IS 'Why that status.';
COMMENT ON COLUMN reporting.v_audit_drift_day.hidden_reason IS 'Why numbers are null.';
COMMENT ON COLUMN reporting.v_audit_drift_day.jensen_shannon IS 'Jensen-Shannon distance of bins or categories, 0..1.';
COMMENT ON COLUMN reporting.v_audit_drift_day.normed_wasserstein IS 'Wasserstein distance of the values, in standard deviations of the baseline; null where they are no numbers.';
COMMENT ON COLUMN reporting.v_audit_drift_day.ks_statistic IS 'Kolmogorov-Smirnov distance of the values, 0..1, also of each group; likewise.';
COMMENT ON COLUMN reporting.v_audit_drift_day.ks_p IS 'Its p, not adjusted; the status does not depend on it.';

GRANT SELECT ON reporting.v_audit_drift_day TO verbatim_reader, verbatim_analyst;
