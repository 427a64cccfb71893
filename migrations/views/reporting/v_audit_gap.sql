CREATE OR REPLACE VIEW reporting.v_audit_gap WITH (security_barrier = true) AS
SELECT l.audit_id, l.model_hash, g.check_id, g.metric, g.task, g.attribute, g.group_key, g.reference, g.stratum, g.scale,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.low END AS low,
       CASE WHEN g.hidden_reason IS NULL THEN g.high END AS high,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_value END AS group_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.reference_value END AS reference_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.difference END AS difference,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       g.family_size, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason, g.sentence,
       CASE WHEN g.hidden_reason IS NULL THEN g.method #>> '{overall,test}' END AS overall_test,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,statistic}')::float8 END AS overall_statistic,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,degreesOfFreedom}')::integer END AS overall_df,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,p}')::float8 END AS overall_p
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id;

COMMENT ON VIEW reporting.v_audit_gap IS 'Every gap of the latest audits; numbers of hidden groups are null, with the reason beside them.';
COMMENT ON COLUMN reporting.v_audit_gap.audit_id IS 'Number of the audit.';
COMMENT ON COLUMN reporting.v_audit_gap.model_hash IS 'SHA-256 over the files of the model.';
COMMENT ON COLUMN reporting.v_audit_gap.check_id IS 'O1 to O5, X1, L1 to L4, D1 to D4, C1 to C4.';
COMMENT ON COLUMN reporting.v_audit_gap.metric IS 'What was measured.';
COMMENT ON COLUMN reporting.v_audit_gap.task IS 'Output of the model.';
COMMENT ON COLUMN reporting.v_audit_gap.attribute IS 'Attribute; crossed ones with & between.';
COMMENT ON COLUMN reporting.v_audit_gap.group_key IS 'Its level.';
COMMENT ON COLUMN reporting.v_audit_gap.reference IS 'What it is compared with.';
COMMENT ON COLUMN reporting.v_audit_gap.stratum IS 'Rating band or other stratum.';
COMMENT ON COLUMN reporting.v_audit_gap.scale IS 'ratio, difference or distance.';
COMMENT ON COLUMN reporting.v_audit_gap.value IS 'The gap.';
COMMENT ON COLUMN reporting.v_audit_gap.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.v_audit_gap.high IS 'High end of it.';
COMMENT ON COLUMN reporting.v_audit_gap.group_value IS 'Share, mean or AUC of the group.';
COMMENT ON COLUMN reporting.v_audit_gap.reference_value IS 'The same of the reference.';
COMMENT ON COLUMN reporting.v_audit_gap.difference IS 'The gap as a difference, where the scale is a ratio.';
COMMENT ON COLUMN reporting.v_audit_gap.rows IS 'Rows that the groups number is over.';
COMMENT ON COLUMN reporting.v_audit_gap.adjusted_p IS 'p adjusted over the family.';
COMMENT ON COLUMN reporting.v_audit_gap.family_size IS 'Tests in the family.';
COMMENT ON COLUMN reporting.v_audit_gap.warn_limit IS 'Beyond it a shown effect warns.';
COMMENT ON COLUMN reporting.v_audit_gap.fail_limit IS 'Beyond it a shown effect fails.';
COMMENT ON COLUMN reporting.v_audit_gap.status IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN reporting.v_audit_gap.reason IS 'Why that status.';
COMMENT ON COLUMN reporting.v_audit_gap.hidden_reason IS 'Why numbers are null: small, complementary, all_same or differencing.';
COMMENT ON COLUMN reporting.v_audit_gap.sentence IS 'What it says.';
COMMENT ON COLUMN reporting.v_audit_gap.overall_test IS 'Test over all shown groups of the attribute before they are compared one by one; null where there is none.';
COMMENT ON COLUMN reporting.v_audit_gap.overall_statistic IS 'Its statistic.';
COMMENT ON COLUMN reporting.v_audit_gap.overall_df IS 'Its degrees of freedom.';
COMMENT ON COLUMN reporting.v_audit_gap.overall_p IS 'Its p, not adjusted; the status does not depend on it.';

GRANT SELECT ON reporting.v_audit_gap TO verbatim_reader, verbatim_analyst;
