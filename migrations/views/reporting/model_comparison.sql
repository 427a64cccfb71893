CREATE OR REPLACE VIEW reporting.model_comparison WITH (security_barrier = true) AS
SELECT c.id AS comparison_id, c.compared_at, c.task,
       c.candidate_id, n.name AS candidate_name, n.version AS candidate_version, n.hash AS candidate_hash,
       c.active_id, o.name AS active_name, o.version AS active_version, o.hash AS active_hash,
       c.labelled,
       CASE WHEN NOT reporting.hides(c.labelled) THEN c.candidate_right END AS candidate_right,
       CASE WHEN NOT reporting.hides(c.labelled) THEN c.active_right END AS active_right,
       CASE WHEN NOT reporting.hides(c.labelled) THEN c.only_candidate END AS only_candidate,
       CASE WHEN NOT reporting.hides(c.labelled) THEN c.only_active END AS only_active,
       c.look, c.p, c.accuracy_difference, c.accuracy_low, c.accuracy_high, c.f1_difference, c.f1_low, c.f1_high,
       c.candidate_calibration, c.active_calibration, c.calibration_low, c.calibration_high, c.margin, c.verdict,
       c.audit_id, c.sampled,
       CASE WHEN NOT reporting.hides(c.sampled) THEN c.changed END AS changed,
       (SELECT min(a.activated_at) FROM verbatim.model_activation a WHERE a.comparison_id = c.id) AS promoted_at
  FROM verbatim.model_comparison c
  JOIN verbatim.model n ON n.id = c.candidate_id
  JOIN verbatim.model o ON o.id = c.active_id;

COMMENT ON VIEW reporting.model_comparison IS 'Comparisons of a candidate with the active model, on comments that were drawn at random and labelled by people. Differences are the candidate minus the active model.';
COMMENT ON COLUMN reporting.model_comparison.comparison_id IS 'Number of the comparison.';
COMMENT ON COLUMN reporting.model_comparison.compared_at IS 'When.';
COMMENT ON COLUMN reporting.model_comparison.task IS 'What was compared: sentiment.';
COMMENT ON COLUMN reporting.model_comparison.candidate_id IS 'Number of the model that may take its place.';
COMMENT ON COLUMN reporting.model_comparison.candidate_name IS 'Its name.';
COMMENT ON COLUMN reporting.model_comparison.candidate_version IS 'Its version.';
COMMENT ON COLUMN reporting.model_comparison.candidate_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.model_comparison.active_id IS 'Number of the model that was active then.';
COMMENT ON COLUMN reporting.model_comparison.active_name IS 'Its name.';
COMMENT ON COLUMN reporting.model_comparison.active_version IS 'Its version.';
COMMENT ON COLUMN reporting.model_comparison.active_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.model_comparison.labelled IS 'Labelled random comments that both have judged.';
COMMENT ON COLUMN reporting.model_comparison.candidate_right IS 'Of them, comments that the candidate judged as people did.';
COMMENT ON COLUMN reporting.model_comparison.active_right IS 'Comments that the active model judged as people did.';
COMMENT ON COLUMN reporting.model_comparison.only_candidate IS 'Comments that only the candidate judged as people did.';
COMMENT ON COLUMN reporting.model_comparison.only_active IS 'Comments that only the active model judged as people did.';
COMMENT ON COLUMN reporting.model_comparison.look IS 'How often these two were compared on different labels, this time included: later looks need a smaller p.';
COMMENT ON COLUMN reporting.model_comparison.p IS 'Exact p value of McNemar''s test, two-sided; null without a comment that only one judged rightly.';
COMMENT ON COLUMN reporting.model_comparison.accuracy_difference IS 'Difference of accuracy, weighted by how likely each comment was to be drawn; null where they are too few.';
COMMENT ON COLUMN reporting.model_comparison.accuracy_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN reporting.model_comparison.accuracy_high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN reporting.model_comparison.f1_difference IS 'Difference of macro F1, weighted alike; null where it cannot be told.';
COMMENT ON COLUMN reporting.model_comparison.f1_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN reporting.model_comparison.f1_high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN reporting.model_comparison.candidate_calibration IS 'Expected calibration error of the candidate, 0 to 1.';
COMMENT ON COLUMN reporting.model_comparison.active_calibration IS 'Expected calibration error of the active model, 0 to 1.';
COMMENT ON COLUMN reporting.model_comparison.calibration_low IS 'Lower end of the 95 % interval of the difference of both errors.';
COMMENT ON COLUMN reporting.model_comparison.calibration_high IS 'Upper end of that interval.';
COMMENT ON COLUMN reporting.model_comparison.margin IS 'Loss of accuracy up to which a candidate counts as not worse, 0 to 1; 0: it has to be better.';
COMMENT ON COLUMN reporting.model_comparison.verdict IS 'better: beyond chance; not worse: by less than the margin; worse: beyond chance; open: the comments do not tell; too few: fewer than 30.';
COMMENT ON COLUMN reporting.model_comparison.audit_id IS 'Audit of swaps that the candidate went through; null: none.';
COMMENT ON COLUMN reporting.model_comparison.sampled IS 'Other comments that both have judged, drawn at random; null: none were drawn.';
COMMENT ON COLUMN reporting.model_comparison.changed IS 'Of these, comments whose sentiment differs.';
COMMENT ON COLUMN reporting.model_comparison.promoted_at IS 'When the candidate was promoted by this comparison; null: it was not.';

GRANT SELECT ON reporting.model_comparison TO verbatim_reader, verbatim_analyst;
