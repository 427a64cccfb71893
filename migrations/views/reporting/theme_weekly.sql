CREATE OR REPLACE VIEW reporting.theme_weekly WITH (security_barrier = true) AS
SELECT c.week,
       c.source,
       c.theme_id,
       c.theme,
       CASE WHEN NOT c.hidden THEN c.said END AS said,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.said::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.said, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.said, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.segments END AS segments,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.said, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.said) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.said) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.said, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.said) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.said) END AS positive_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.said, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people'
            WHEN c.few_ratings THEN 'ratings of fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT counted.*, counted.said > 0 AND counted.people < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.week, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, t.people, t.people_rated, w.of
       FROM (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum,
       coalesce(sum(r.feedback) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0) AS people,
       coalesce(sum(r.rated) FILTER (WHERE r.authors_rated IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_rated)), 0) AS people_rated
               FROM verbatim.rollup_theme_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w ON w.week = t.week AND w.source = t.source) counted) c;

COMMENT ON VIEW reporting.theme_weekly IS 'Themes by week (UTC) and source, as the last nightly run counted them; hidden themes are left out.';
COMMENT ON COLUMN reporting.theme_weekly.week IS 'Monday of the week, UTC.';
COMMENT ON COLUMN reporting.theme_weekly.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.theme_weekly.theme_id IS 'Number of the theme, the same in every nightly run.';
COMMENT ON COLUMN reporting.theme_weekly.theme IS 'Name of the theme.';
COMMENT ON COLUMN reporting.theme_weekly.said IS 'Feedback that speaks of the theme.';
COMMENT ON COLUMN reporting.theme_weekly."of" IS 'Analysed feedback of the same time, source and value.';
COMMENT ON COLUMN reporting.theme_weekly.share IS 'said / of, 0..1.';
COMMENT ON COLUMN reporting.theme_weekly.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_weekly.share_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_weekly.segments IS 'Sentences about it.';
COMMENT ON COLUMN reporting.theme_weekly.negative IS 'Of them with something negative about it.';
COMMENT ON COLUMN reporting.theme_weekly.positive IS 'Of them with something positive about it.';
COMMENT ON COLUMN reporting.theme_weekly.negative_share IS 'negative / said, 0..1.';
COMMENT ON COLUMN reporting.theme_weekly.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_weekly.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_weekly.positive_share IS 'positive / said, 0..1.';
COMMENT ON COLUMN reporting.theme_weekly.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_weekly.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_weekly.mean_score IS 'Mean score of what is said about it, -1..1.';
COMMENT ON COLUMN reporting.theme_weekly.rated IS 'Of said with a rating.';
COMMENT ON COLUMN reporting.theme_weekly.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.theme_weekly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.theme_weekly TO verbatim_reader, verbatim_analyst;
