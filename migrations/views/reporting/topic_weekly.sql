CREATE OR REPLACE VIEW reporting.topic_weekly WITH (security_barrier = true) AS
SELECT c.week,
       c.source,
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
  FROM (SELECT counted.*, counted.feedback > 0 AND counted.people < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.week, t.source, t.topic_id, h.name AS topic, p.path, t.feedback, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, t.people, t.people_rated, w.of
       FROM (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, r.topic_id, sum(r.feedback)::bigint AS feedback, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum,
       coalesce(sum(r.feedback) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0) AS people,
       coalesce(sum(r.rated) FILTER (WHERE r.authors_rated IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_rated)), 0) AS people_rated
               FROM verbatim.rollup_topic_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.topic h ON h.id = t.topic_id AND h.retired_at IS NULL
       JOIN verbatim.topic_path p ON p.topic_id = h.id
       JOIN (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w ON w.week = t.week AND w.source = t.source) counted) c;

COMMENT ON VIEW reporting.topic_weekly IS 'Topics in use by week (UTC) and source, as the last nightly run counted them; a topic has the comments of the topics below it, too.';
COMMENT ON COLUMN reporting.topic_weekly.week IS 'Monday of the week, UTC.';
COMMENT ON COLUMN reporting.topic_weekly.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.topic_weekly.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.topic_weekly.topic IS 'Its name.';
COMMENT ON COLUMN reporting.topic_weekly.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.topic_weekly.feedback IS 'Comments with a sentence about it.';
COMMENT ON COLUMN reporting.topic_weekly."of" IS 'Analysed comments of the same time and source.';
COMMENT ON COLUMN reporting.topic_weekly.share IS 'feedback / of, 0..1; a comment may be about several topics.';
COMMENT ON COLUMN reporting.topic_weekly.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_weekly.share_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_weekly.segments IS 'Sentences of the comments about it.';
COMMENT ON COLUMN reporting.topic_weekly.negative IS 'Comments with a negative sentence about it.';
COMMENT ON COLUMN reporting.topic_weekly.positive IS 'Comments with a positive sentence about it; may be the same.';
COMMENT ON COLUMN reporting.topic_weekly.negative_share IS 'negative / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic_weekly.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_weekly.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_weekly.positive_share IS 'positive / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic_weekly.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_weekly.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.topic_weekly.mean_score IS 'Mean sentiment of what is said about it, -1..1, each comment once.';
COMMENT ON COLUMN reporting.topic_weekly.rated IS 'Comments with a rating.';
COMMENT ON COLUMN reporting.topic_weekly.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.topic_weekly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.topic_weekly TO verbatim_reader, verbatim_analyst;
