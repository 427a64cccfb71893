CREATE OR REPLACE VIEW reporting.v_audit_latest WITH (security_barrier = true) AS
SELECT DISTINCT ON (a.model_id, a.source, a.kinds)
       a.id AS audit_id, a.kinds, a.trigger, a.source, a.window_from, a.window_to, a.rows, a.pending, a.hidden_rows,
       a.verdict, a.exit_code, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       p.sha256 AS policy_sha256, a.started_at, a.finished_at
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_policy p ON p.id = a.policy_id
 ORDER BY a.model_id, a.source, a.kinds, a.id DESC;

COMMENT ON VIEW reporting.v_audit_latest IS 'The latest audit of each model, source and kinds.';
COMMENT ON COLUMN reporting.v_audit_latest.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_latest.kinds IS 'observed, labelled, drift, counterfactual: what it covered.';
COMMENT ON COLUMN reporting.v_audit_latest.trigger IS 'nightly, release or manual.';
COMMENT ON COLUMN reporting.v_audit_latest.source IS 'Only feedback of this source; null: all.';
COMMENT ON COLUMN reporting.v_audit_latest.window_from IS 'First moment inside; null: open.';
COMMENT ON COLUMN reporting.v_audit_latest.window_to IS 'First moment after; null: open.';
COMMENT ON COLUMN reporting.v_audit_latest.rows IS 'Feedback with a text.';
COMMENT ON COLUMN reporting.v_audit_latest.pending IS 'Of them without a result yet.';
COMMENT ON COLUMN reporting.v_audit_latest.hidden_rows IS 'Of them in groups whose numbers are not shown.';
COMMENT ON COLUMN reporting.v_audit_latest.verdict IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_latest.exit_code IS 'What verbatim audit returned.';
COMMENT ON COLUMN reporting.v_audit_latest.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.v_audit_latest.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.v_audit_latest.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.v_audit_latest.policy_sha256 IS 'SHA-256 of the policy.';
COMMENT ON COLUMN reporting.v_audit_latest.started_at IS 'When it began.';
COMMENT ON COLUMN reporting.v_audit_latest.finished_at IS 'When it was stored.';

GRANT SELECT ON reporting.v_audit_latest TO verbatim_reader, verbatim_analyst;
