CREATE OR REPLACE VIEW reporting.attribute_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.attribute,
       c.value,
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
               counted.n = 0 AND counted.feedback > 0 AND counted.people_unread < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day, r.source, r.attribute, r.value, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive, r.mixed,
            r.toxic, r.score_sum, r.rated, r.rating_sum, r.complement,
            coalesce(bit_count(r.authors), r.analysed) AS people, coalesce(bit_count(r.authors_rated), r.rated) AS people_rated,
            coalesce(bit_count(r.authors_unread), r.feedback - r.analysed) AS people_unread
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated) counted) c;

COMMENT ON VIEW reporting.attribute_daily IS 'Sentiment by day, source and the attributes that nightly runs are told to count by (verbatim nightly --by).';
COMMENT ON COLUMN reporting.attribute_daily.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN reporting.attribute_daily.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.attribute_daily.attribute IS 'Name of the attribute.';
COMMENT ON COLUMN reporting.attribute_daily.value IS 'Its value.';
COMMENT ON COLUMN reporting.attribute_daily.feedback IS 'All feedback, whether analysed or not.';
COMMENT ON COLUMN reporting.attribute_daily.n IS 'Analysed feedback; what the shares are of.';
COMMENT ON COLUMN reporting.attribute_daily.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.attribute_daily.neutral IS 'Of them neutral.';
COMMENT ON COLUMN reporting.attribute_daily.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.attribute_daily.mixed IS 'Of them mixed.';
COMMENT ON COLUMN reporting.attribute_daily.toxic IS 'Of them toxic (probability 0.5 or more).';
COMMENT ON COLUMN reporting.attribute_daily.negative_share IS 'negative / n, 0..1.';
COMMENT ON COLUMN reporting.attribute_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.attribute_daily.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.attribute_daily.positive_share IS 'positive / n, 0..1.';
COMMENT ON COLUMN reporting.attribute_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.attribute_daily.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.attribute_daily.toxic_share IS 'toxic / n, 0..1.';
COMMENT ON COLUMN reporting.attribute_daily.toxic_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.attribute_daily.toxic_high IS 'High end.';
COMMENT ON COLUMN reporting.attribute_daily.mean_score IS 'Mean of positive - negative, -1..1.';
COMMENT ON COLUMN reporting.attribute_daily.rated IS 'Of n with a rating.';
COMMENT ON COLUMN reporting.attribute_daily.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.attribute_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.attribute_daily TO verbatim_reader, verbatim_analyst;
