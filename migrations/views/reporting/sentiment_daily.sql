CREATE OR REPLACE VIEW reporting.sentiment_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' people'
            WHEN c.few_ratings THEN 'ratings of fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.people < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.people_unread < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day AS day, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum, bool_or(r.complement) AS complement,
       coalesce(sum(r.analysed) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0) AS people,
       coalesce(sum(r.rated) FILTER (WHERE r.authors_rated IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_rated)), 0) AS people_rated,
       coalesce(sum(r.feedback - r.analysed) FILTER (WHERE r.authors_unread IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_unread)), 0) AS people_unread
       FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) counted) c;

COMMENT ON VIEW reporting.sentiment_daily IS 'Sentiment by day (UTC) and source, as the last nightly run counted it. Feedback without a time is left out.';
COMMENT ON COLUMN reporting.sentiment_daily.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN reporting.sentiment_daily.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.sentiment_daily.feedback IS 'All feedback, whether analysed or not.';
COMMENT ON COLUMN reporting.sentiment_daily.n IS 'Analysed feedback; what the shares are of.';
COMMENT ON COLUMN reporting.sentiment_daily.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.sentiment_daily.neutral IS 'Of them neutral.';
COMMENT ON COLUMN reporting.sentiment_daily.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.sentiment_daily.mixed IS 'Of them mixed.';
COMMENT ON COLUMN reporting.sentiment_daily.toxic IS 'Of them toxic (probability 0.5 or more).';
COMMENT ON COLUMN reporting.sentiment_daily.negative_share IS 'negative / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_daily.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_daily.positive_share IS 'positive / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_daily.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_daily.toxic_share IS 'toxic / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_daily.toxic_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_daily.toxic_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_daily.mean_score IS 'Mean of positive - negative, -1..1.';
COMMENT ON COLUMN reporting.sentiment_daily.rated IS 'Of n with a rating.';
COMMENT ON COLUMN reporting.sentiment_daily.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.sentiment_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.sentiment_daily TO verbatim_reader, verbatim_analyst;
