CREATE OR REPLACE VIEW reporting.v_audit_finding_open WITH (security_barrier = true) AS
SELECT f.id AS finding_id, f.fingerprint, f.state, f.severity, f.sentence, f.audits_seen, f.first_audit_id, f.last_audit_id,
       nullif(f.source, '') AS source, m.hash AS model_hash, w.until AS accepted_until, w.by_whom AS accepted_by,
       w.reason AS accepted_because,
       (SELECT array_agg(e.feedback_id ORDER BY e.rank) FROM verbatim.audit_evidence e
         WHERE e.finding_id = f.id AND e.feedback_id IS NOT NULL) AS evidence
  FROM verbatim.audit_finding f
  JOIN verbatim.model m ON m.id = f.model_id
  LEFT JOIN LATERAL (SELECT x.until, x.by_whom, x.reason FROM verbatim.audit_waiver x
                      WHERE x.fingerprint = f.fingerprint AND x.model_hash IN ('', m.hash) AND x.until >= now()
                      ORDER BY x.until DESC LIMIT 1) w ON true
 WHERE f.state <> 'resolved';

COMMENT ON VIEW reporting.v_audit_finding_open IS 'Findings that are not resolved, with what was accepted and until when.';
COMMENT ON COLUMN reporting.v_audit_finding_open.finding_id IS 'Number of the finding.';
COMMENT ON COLUMN reporting.v_audit_finding_open.fingerprint IS 'Name of the problem, the same in every nightly run.';
COMMENT ON COLUMN reporting.v_audit_finding_open.state IS 'new, ongoing or accepted.';
COMMENT ON COLUMN reporting.v_audit_finding_open.severity IS 'warn or fail.';
COMMENT ON COLUMN reporting.v_audit_finding_open.sentence IS 'What it says.';
COMMENT ON COLUMN reporting.v_audit_finding_open.audits_seen IS 'How many audits found it.';
COMMENT ON COLUMN reporting.v_audit_finding_open.first_audit_id IS 'The audit that found it first.';
COMMENT ON COLUMN reporting.v_audit_finding_open.last_audit_id IS 'The last one that found it.';
COMMENT ON COLUMN reporting.v_audit_finding_open.source IS 'Source of its audits; null: all.';
COMMENT ON COLUMN reporting.v_audit_finding_open.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_until IS 'Until when it is accepted; null: not.';
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_by IS 'Who accepted it.';
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_because IS 'Why.';
COMMENT ON COLUMN reporting.v_audit_finding_open.evidence IS 'Feedback that shows it, most telling first.';

GRANT SELECT ON reporting.v_audit_finding_open TO verbatim_reader, verbatim_analyst;
