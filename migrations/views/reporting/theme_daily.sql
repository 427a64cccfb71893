CREATE OR REPLACE VIEW reporting.theme_daily WITH (security_barrier = true) AS
SELECT c.day,
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
  FROM (SELECT counted.*, CASE WHEN counted.said > 0 AND (SELECT reporting.hides(1)) THEN counted.people < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT r.day, r.source, r.theme_id, coalesce(h.user_name, h.name) AS theme, r.feedback AS said, r.segments, r.negative,
            r.positive, r.score_sum, r.rated, r.rating_sum, r.complement, coalesce(bit_count(r.authors), r.feedback) AS people,
            coalesce(bit_count(r.authors_rated), r.rated) AS people_rated, w.analysed AS of
       FROM verbatim.rollup_theme_day r
       JOIN verbatim.theme h ON h.id = r.theme_id AND NOT h.hidden
       LEFT JOIN verbatim.rollup_day w ON w.attribute = '' AND w.dated AND w.day = r.day AND w.source = r.source AND w.value = ''
      WHERE r.attribute = '' AND r.dated) counted) c;

COMMENT ON VIEW reporting.theme_daily IS 'Themes by day (UTC) and source, as the last nightly run counted them; hidden themes are left out.';
COMMENT ON COLUMN reporting.theme_daily.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN reporting.theme_daily.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.theme_daily.theme_id IS 'Number of the theme, the same in every nightly run.';
COMMENT ON COLUMN reporting.theme_daily.theme IS 'Name of the theme.';
COMMENT ON COLUMN reporting.theme_daily.said IS 'Feedback that speaks of the theme.';
COMMENT ON COLUMN reporting.theme_daily."of" IS 'Analysed feedback of the same time, source and value.';
COMMENT ON COLUMN reporting.theme_daily.share IS 'said / of, 0..1.';
COMMENT ON COLUMN reporting.theme_daily.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_daily.share_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_daily.segments IS 'Sentences about it.';
COMMENT ON COLUMN reporting.theme_daily.negative IS 'Of them with something negative about it.';
COMMENT ON COLUMN reporting.theme_daily.positive IS 'Of them with something positive about it.';
COMMENT ON COLUMN reporting.theme_daily.negative_share IS 'negative / said, 0..1.';
COMMENT ON COLUMN reporting.theme_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_daily.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_daily.positive_share IS 'positive / said, 0..1.';
COMMENT ON COLUMN reporting.theme_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme_daily.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.theme_daily.mean_score IS 'Mean score of what is said about it, -1..1.';
COMMENT ON COLUMN reporting.theme_daily.rated IS 'Of said with a rating.';
COMMENT ON COLUMN reporting.theme_daily.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.theme_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.theme_daily TO verbatim_reader, verbatim_analyst;
