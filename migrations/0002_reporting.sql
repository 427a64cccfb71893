CREATE SCHEMA reporting;
--> statement-breakpoint
COMMENT ON SCHEMA reporting IS 'What people and BI tools query: stable views over the schema verbatim, always of the active model.';
--> statement-breakpoint
CREATE FUNCTION reporting.wilson_low(k bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN
  greatest(0, (k::double precision / n + 1.9207294103470627 / n
    - 1.959963984540054 * sqrt(greatest(0, k::double precision / n * (1 - k::double precision / n) / n + 0.9603647051735313 / n / n)))
  / (1 + 3.8414588206941254 / n)) END;
--> statement-breakpoint
COMMENT ON FUNCTION reporting.wilson_low(bigint, bigint) IS 'Low end of the 95 % Wilson interval (Wilson 1927) of k out of n; null when n is 0.';
--> statement-breakpoint
CREATE FUNCTION reporting.wilson_high(k bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN
  least(1, (k::double precision / n + 1.9207294103470627 / n
    + 1.959963984540054 * sqrt(greatest(0, k::double precision / n * (1 - k::double precision / n) / n + 0.9603647051735313 / n / n)))
  / (1 + 3.8414588206941254 / n)) END;
--> statement-breakpoint
COMMENT ON FUNCTION reporting.wilson_high(bigint, bigint) IS 'High end of the 95 % Wilson interval (Wilson 1927) of k out of n; null when n is 0.';
--> statement-breakpoint
CREATE VIEW reporting.feedback_analysis AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.language, f.author, f.attributes,
       f.import_id, f.line, f.document_id, d.text,
       CASE WHEN f.document_id IS NULL THEN 'no_text'
            WHEN a.document_id IS NOT NULL THEN 'analysed'
            WHEN x.document_id IS NOT NULL THEN 'set_aside'
            ELSE 'pending' END AS status,
       a.sentiment, a.negative, a.neutral, a.positive, a.score, a.confidence, a.emotions, a.toxicity,
       a.tokens, a.windows, a.truncated,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, a.run_id, a.created_at AS analysed_at
  FROM verbatim.feedback f
  LEFT JOIN verbatim.document d ON d.id = f.document_id
  LEFT JOIN verbatim.model m ON m.active AND m.task = 'feedback'
  LEFT JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
  LEFT JOIN verbatim.failure x ON x.document_id = f.document_id AND x.model_id = m.id;
--> statement-breakpoint
COMMENT ON VIEW reporting.feedback_analysis IS 'One row per feedback, with the active model''s analysis of its text where there is one.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.feedback_id IS 'Number of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.external_id IS 'The customer''s own id of the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.occurred_at IS 'When the customer wrote it; null when unknown.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.rating IS 'Stars or score as given.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.language IS 'As given in the file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.author IS 'Pseudonym of the author as given.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.attributes IS 'Every other column of the row; attributes ->> ''Department Name''.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.import_id IS 'The import that stored it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.line IS 'Physical line of the file on which the row starts, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.document_id IS 'Its text''s number; null when the row has no text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.text IS 'The text, normalised (NFC, trimmed).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.status IS 'analysed, pending, set_aside (could not be judged) or no_text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.sentiment IS 'negative, neutral, positive or mixed; null unless analysed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.negative IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.neutral IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.positive IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.score IS 'positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.confidence IS 'How sure the label is, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.emotions IS 'Emotion labels found, most probable first.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.toxicity IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.tokens IS 'Content tokens of the text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.windows IS 'Windows the text was read in.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.truncated IS 'True when part of the text was not seen by the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.model_name IS 'Name of the active model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.run_id IS 'The run that stored the analysis.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.analysed_at IS 'When the analysis was stored.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_by_day AS
SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, source,
       count(*) AS n,
       count(*) FILTER (WHERE sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
       count(*) FILTER (WHERE sentiment = 'positive') AS positive,
       count(*) FILTER (WHERE sentiment = 'mixed') AS mixed,
       count(*) FILTER (WHERE sentiment = 'negative')::double precision / count(*) AS negative_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_high,
       count(*) FILTER (WHERE sentiment = 'positive')::double precision / count(*) AS positive_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_high,
       avg(score)::double precision AS mean_score, avg(rating) AS mean_rating
  FROM reporting.feedback_analysis
 WHERE status = 'analysed' AND occurred_at IS NOT NULL
 GROUP BY 1, 2;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_by_day IS 'Sentiment by day (UTC) and source. Feedback without a time is left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.n IS 'Analysed feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.negative_high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.positive_high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_day.mean_rating IS 'Mean rating of those rated.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_by_attribute AS
WITH keys AS (
  SELECT DISTINCT f.source, k.attribute
    FROM verbatim.feedback f CROSS JOIN LATERAL jsonb_object_keys(f.attributes) AS k (attribute)
)
SELECT v.source, k.attribute, coalesce(v.attributes ->> k.attribute, '(missing)') AS value,
       count(*) AS n,
       count(*) FILTER (WHERE sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
       count(*) FILTER (WHERE sentiment = 'positive') AS positive,
       count(*) FILTER (WHERE sentiment = 'mixed') AS mixed,
       count(*) FILTER (WHERE sentiment = 'negative')::double precision / count(*) AS negative_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_high,
       count(*) FILTER (WHERE sentiment = 'positive')::double precision / count(*) AS positive_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_high,
       avg(score)::double precision AS mean_score, avg(rating) AS mean_rating
  FROM reporting.feedback_analysis v JOIN keys k ON k.source = v.source
 WHERE v.status = 'analysed'
 GROUP BY 1, 2, 3;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_by_attribute IS 'Sentiment by every value of every attribute of a source. Ask for one attribute: where attribute = ''Department Name''.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.attribute IS 'Name of the column in the file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.value IS 'Its value; (missing) where the cell was empty.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.n IS 'Analysed feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_by_attribute.mean_rating IS 'Mean rating of those rated.';
--> statement-breakpoint
CREATE VIEW reporting.run_history AS
SELECT r.id AS run_id, r.trigger, r.status, r.error_code, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       r.device, r.runtime, r.documents, r.analysed, r.failed, r.tokens,
       CASE WHEN r.padded_tokens > 0 THEN 1 - r.tokens::double precision / r.padded_tokens END AS padding_share,
       r.started_at, r.finished_at, extract(epoch FROM r.finished_at - r.started_at)::double precision AS seconds
  FROM verbatim.run r JOIN verbatim.model m ON m.id = r.model_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.run_history IS 'One row per execution of the analysis.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.run_id IS 'Number of the run.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.trigger IS 'What started it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.status IS 'running, done, failed or interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.error_code IS 'Code of the error that ended it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.device IS 'cpu or cuda:N.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.runtime IS 'Library and version that ran the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.documents IS 'Documents that had no analysis when it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.analysed IS 'Analyses it stored.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.failed IS 'Documents it set aside.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.tokens IS 'Tokens run.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.padding_share IS 'Share of padding in what was run, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.finished_at IS 'When it ended.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.seconds IS 'How long it took.';
