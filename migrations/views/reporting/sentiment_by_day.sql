CREATE OR REPLACE VIEW reporting.sentiment_by_day AS
SELECT r.day, r.source, r.analysed AS n, r.negative, r.neutral, r.positive, r.mixed,
       r.negative::double precision / r.analysed AS negative_share,
       reporting.wilson_low(r.negative, r.analysed) AS negative_low, reporting.wilson_high(r.negative, r.analysed) AS negative_high,
       r.positive::double precision / r.analysed AS positive_share,
       reporting.wilson_low(r.positive, r.analysed) AS positive_low, reporting.wilson_high(r.positive, r.analysed) AS positive_high,
       (r.score_sum / nullif(r.negative + r.neutral + r.positive + r.mixed, 0))::double precision AS mean_score,
       (r.rating_sum / nullif(r.rated, 0))::double precision AS mean_rating
  FROM verbatim.rollup_day r
 WHERE r.attribute = '' AND r.dated AND r.analysed > 0 AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
 UNION ALL
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
 WHERE status = 'analysed' AND occurred_at IS NOT NULL AND NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
 GROUP BY 1, 2;

COMMENT ON VIEW reporting.sentiment_by_day IS 'Sentiment by day (UTC) and source. Feedback without a time is left out.';
COMMENT ON COLUMN reporting.sentiment_by_day.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN reporting.sentiment_by_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.sentiment_by_day.n IS 'Analysed feedback.';
COMMENT ON COLUMN reporting.sentiment_by_day.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.sentiment_by_day.neutral IS 'Of them neutral.';
COMMENT ON COLUMN reporting.sentiment_by_day.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.sentiment_by_day.mixed IS 'Of them mixed.';
COMMENT ON COLUMN reporting.sentiment_by_day.negative_share IS 'negative / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_by_day.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_by_day.negative_high IS 'High end of it.';
COMMENT ON COLUMN reporting.sentiment_by_day.positive_share IS 'positive / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_by_day.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_by_day.positive_high IS 'High end of it.';
COMMENT ON COLUMN reporting.sentiment_by_day.mean_score IS 'Mean of positive - negative, -1..1.';
COMMENT ON COLUMN reporting.sentiment_by_day.mean_rating IS 'Mean rating of those rated.';

GRANT SELECT ON reporting.sentiment_by_day TO verbatim_analyst;
