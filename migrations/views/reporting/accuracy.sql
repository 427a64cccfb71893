CREATE OR REPLACE VIEW reporting.accuracy WITH (security_barrier = true) AS
SELECT a.model_id, m.name AS model_name, m.version AS model_version, m.active, a.task, t.name AS topic, a.slice, a.level,
       a.measure, nullif(a.class, '') AS class, a.n, a.estimate, a.low, a.high, a.measured_at
  FROM verbatim.accuracy a
  JOIN verbatim.model m ON m.id = a.model_id
  LEFT JOIN verbatim.topic t ON a.task = 'topic ' || t.id;

COMMENT ON VIEW reporting.accuracy IS 'How often a model is right: measured on random samples of comments that people have labelled, and weighted to be of all comments that the samples were drawn from.';
COMMENT ON COLUMN reporting.accuracy.model_id IS 'Number of the model.';
COMMENT ON COLUMN reporting.accuracy.model_name IS 'Its name.';
COMMENT ON COLUMN reporting.accuracy.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.accuracy.active IS 'True for the model that reports show.';
COMMENT ON COLUMN reporting.accuracy.task IS 'What it judged: sentiment, toxicity, emotion and its name, or topic and its id.';
COMMENT ON COLUMN reporting.accuracy.topic IS 'Name of the topic; null for other tasks.';
COMMENT ON COLUMN reporting.accuracy.slice IS 'What the comments are sliced by: all, source, language, sample, or an attribute.';
COMMENT ON COLUMN reporting.accuracy.level IS 'The slice, such as the name of a source, or the day on which a sample was drawn; all for all comments.';
COMMENT ON COLUMN reporting.accuracy.measure IS 'accuracy: share of comments judged as people did; recall: of the comments that people gave the class, the share that the model gave it; precision: the reverse; f1: mean of both over the classes with 5 labels or more; calibration: mean distance of confidence and accuracy (expected calibration error); alpha: agreement of people (Krippendorff).';
COMMENT ON COLUMN reporting.accuracy.class IS 'Class of recall and precision, such as negative or yes; null for the other measures.';
COMMENT ON COLUMN reporting.accuracy.n IS 'Labelled comments that it rests on, of 10 people or more.';
COMMENT ON COLUMN reporting.accuracy.estimate IS 'The value, 0..1; alpha is below 0 where people agree less than chance would.';
COMMENT ON COLUMN reporting.accuracy.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.accuracy.high IS 'High end of it.';
COMMENT ON COLUMN reporting.accuracy.measured_at IS 'When it was measured; only a change is written.';

GRANT SELECT ON reporting.accuracy TO verbatim_reader, verbatim_analyst;
