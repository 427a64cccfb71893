CREATE OR REPLACE VIEW reporting.label_share AS
WITH analysed AS (
  SELECT model_name, model_version, model_hash, model_active, labels FROM reporting.feedback_label WHERE value IS NULL
), total AS (
  SELECT model_hash, count(*) AS n FROM analysed GROUP BY 1
)
SELECT a.model_name, a.model_version, a.model_hash, a.model_active, label, count(*) AS feedback, t.n,
       count(*)::double precision / t.n AS share,
       reporting.wilson_low(count(*), t.n) AS low, reporting.wilson_high(count(*), t.n) AS high
  FROM analysed a
  JOIN total t USING (model_hash)
 CROSS JOIN unnest(a.labels) AS label
 GROUP BY a.model_name, a.model_version, a.model_hash, a.model_active, label, t.n;

COMMENT ON VIEW reporting.label_share IS 'How often each label of a model holds. Labels that may hold together can sum to more than 1.';
COMMENT ON COLUMN reporting.label_share.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.label_share.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.label_share.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.label_share.model_active IS 'True for the model that is active for its task.';
COMMENT ON COLUMN reporting.label_share.label IS 'The label.';
COMMENT ON COLUMN reporting.label_share.feedback IS 'Feedback for which it holds.';
COMMENT ON COLUMN reporting.label_share.n IS 'Feedback that the model has analysed.';
COMMENT ON COLUMN reporting.label_share.share IS 'feedback / n, 0..1.';
COMMENT ON COLUMN reporting.label_share.low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.label_share.high IS 'High end of it.';

GRANT SELECT ON reporting.label_share TO verbatim_analyst;
