CREATE OR REPLACE VIEW reporting.v_audit_gate WITH (security_barrier = true) AS
SELECT l.audit_id, l.kinds, l.trigger, l.source, l.model_name, l.model_version, l.model_hash, l.policy_sha256, l.verdict, l.exit_code,
       count(*) FILTER (WHERE g.status = 'fail') AS failed,
       count(*) FILTER (WHERE g.status = 'warn') AS warned,
       count(*) FILTER (WHERE g.status = 'pass') AS passed,
       count(*) FILTER (WHERE g.status = 'insufficient') AS insufficient
  FROM reporting.v_audit_latest l LEFT JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 GROUP BY l.audit_id, l.kinds, l.trigger, l.source, l.model_name, l.model_version, l.model_hash, l.policy_sha256,
          l.verdict, l.exit_code;

COMMENT ON VIEW reporting.v_audit_gate IS 'What the latest audits mean for a release: outcome, and how many metrics have which status.';
COMMENT ON COLUMN reporting.v_audit_gate.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_gate.kinds IS 'What it covered.';
COMMENT ON COLUMN reporting.v_audit_gate.trigger IS 'nightly, release or manual.';
COMMENT ON COLUMN reporting.v_audit_gate.source IS 'Only feedback of this source; null: all.';
COMMENT ON COLUMN reporting.v_audit_gate.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.v_audit_gate.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.v_audit_gate.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.v_audit_gate.policy_sha256 IS 'SHA-256 of the policy.';
COMMENT ON COLUMN reporting.v_audit_gate.verdict IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_gate.exit_code IS '0 pass, 1 fail, 3 a required check could not tell.';
COMMENT ON COLUMN reporting.v_audit_gate.failed IS 'Metrics that fail.';
COMMENT ON COLUMN reporting.v_audit_gate.warned IS 'Metrics that warn.';
COMMENT ON COLUMN reporting.v_audit_gate.passed IS 'Metrics that pass.';
COMMENT ON COLUMN reporting.v_audit_gate.insufficient IS 'Metrics that could not tell.';

GRANT SELECT ON reporting.v_audit_gate TO verbatim_reader, verbatim_analyst;
