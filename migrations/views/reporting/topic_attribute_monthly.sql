CREATE OR REPLACE VIEW reporting.topic_attribute_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.attribute,
       c.value,
       c.topic_id,
       c.topic,
       c.path,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.feedback::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.feedback, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.feedback, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.segments END AS segments,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.feedback, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.feedback) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.feedback) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.feedback, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.feedback) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.feedback) END AS positive_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.feedback, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people'
            WHEN c.few_ratings THEN 'ratings of fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.feedback > 0 AND (SELECT reporting.hides(1)) THEN counted.people < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.month, t.source, t.attribute, t.value, t.topic_id, h.name AS topic, p.path, t.feedback, t.segments,
            t.negative, t.positive, t.score_sum, t.rated, t.rating_sum, t.complement, t.people, t.people_rated, w.of
       FROM (SELECT r.month, r.source, r.attribute, r.value, r.topic_id, r.feedback, r.segments, r.negative,
                    r.positive, r.score_sum, r.rated, r.rating_sum, r.complement,
                    coalesce(r.people, r.feedback) AS people, coalesce(r.people_rated, r.rated) AS people_rated
               FROM verbatim.rollup_topic_month r) t
       JOIN verbatim.topic h ON h.id = t.topic_id AND h.retired_at IS NULL
       JOIN verbatim.topic_path p ON p.topic_id = h.id
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r
              WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) w
         ON w.month = t.month AND w.source = t.source AND w.attribute = t.attribute AND w.value = t.value) counted) c;

COMMENT ON VIEW reporting.topic_attribute_monthly IS 'Topics in use by month, source and one value of an attribute that nightly runs count by; a topic has the comments of the topics below it, too.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.attribute IS 'Name of the attribute.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.value IS 'Its value.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.topic IS 'Its name.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.feedback IS 'Comments with a sentence about it.';
COMMENT ON COLUMN reporting.topic_attribute_monthly."of" IS 'Analysed comments of the same time, source and value.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.share IS 'feedback / of, 0..1; a comment may be about several topics.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.share_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.segments IS 'Sentences of the comments about it.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.negative IS 'Comments with a negative sentence about it.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.positive IS 'Comments with a positive sentence about it; may be the same.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.negative_share IS 'negative / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.positive_share IS 'positive / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.mean_score IS 'Mean sentiment of what is said about it, -1..1, each comment once.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.rated IS 'Comments with a rating.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.topic_attribute_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.topic_attribute_monthly TO verbatim_reader, verbatim_analyst;
