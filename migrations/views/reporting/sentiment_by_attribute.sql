-- Attributes that roll-ups count by come from these while they hold all that is stored, unless a value of theirs is as
-- long as what roll-ups keep of one. The others are counted, where there are any.
CREATE OR REPLACE VIEW reporting.sentiment_by_attribute AS
WITH held AS MATERIALIZED (
  SELECT h.attribute FROM verbatim.rollup_state s CROSS JOIN LATERAL unnest(s.attributes) AS h (attribute)
   WHERE s.cube = 'day' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
     AND NOT EXISTS (SELECT FROM verbatim.rollup_day r WHERE r.attribute = h.attribute AND char_length(r.value) >= 100)
)
SELECT r.source, r.attribute, CASE r.value WHEN '' THEN '(missing)' ELSE r.value END AS value, r.n,
       r.negative, r.neutral, r.positive, r.mixed,
       r.negative::double precision / r.n AS negative_share,
       reporting.wilson_low(r.negative, r.n) AS negative_low, reporting.wilson_high(r.negative, r.n) AS negative_high,
       r.positive::double precision / r.n AS positive_share,
       reporting.wilson_low(r.positive, r.n) AS positive_low, reporting.wilson_high(r.positive, r.n) AS positive_high,
       (r.score_sum / nullif(r.negative + r.neutral + r.positive + r.mixed, 0))::double precision AS mean_score,
       (r.rating_sum / nullif(r.rated, 0))::double precision AS mean_rating
  FROM (SELECT d.source, d.attribute, d.value, sum(d.analysed)::bigint AS n, sum(d.negative)::bigint AS negative,
               sum(d.neutral)::bigint AS neutral, sum(d.positive)::bigint AS positive, sum(d.mixed)::bigint AS mixed,
               sum(d.score_sum) AS score_sum, sum(d.rated) AS rated, sum(d.rating_sum) AS rating_sum,
               bool_or(d.value <> '') OVER (PARTITION BY d.source, d.attribute) AS known
          FROM verbatim.rollup_day d WHERE d.attribute IN (SELECT attribute FROM held)
         GROUP BY d.source, d.attribute, d.value) r
 WHERE r.known AND r.n > 0
 UNION ALL
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
  FROM reporting.feedback_analysis v
  JOIN (SELECT DISTINCT f.source, o.attribute
          FROM verbatim.feedback f CROSS JOIN LATERAL jsonb_object_keys(f.attributes) AS o (attribute)
         WHERE o.attribute <> ALL (ARRAY(SELECT attribute FROM held))) k ON k.source = v.source
 WHERE v.status = 'analysed'
   AND (NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
        OR EXISTS (SELECT FROM verbatim.rollup_day WHERE attribute = '' AND other_attributes > 0)
        OR (SELECT count(*) FROM held) < (SELECT cardinality(attributes) FROM verbatim.rollup_state WHERE cube = 'day'))
 GROUP BY 1, 2, 3;

COMMENT ON VIEW reporting.sentiment_by_attribute IS 'Sentiment by every value of every attribute of a source: of those that nightly runs count by from what they counted, of others by counting all comments. Ask for one attribute: where attribute = ''Department Name''.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.attribute IS 'Name of the column in the file.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.value IS 'Its value; (missing) where the cell was empty.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.n IS 'Analysed feedback.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.neutral IS 'Of them neutral.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.mixed IS 'Of them mixed.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_share IS 'negative / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.negative_high IS 'High end of it.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_share IS 'positive / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.positive_high IS 'High end of it.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.mean_score IS 'Mean of positive - negative, -1..1.';
COMMENT ON COLUMN reporting.sentiment_by_attribute.mean_rating IS 'Mean rating of those rated.';

GRANT SELECT ON reporting.sentiment_by_attribute TO verbatim_analyst;
