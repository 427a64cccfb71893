CREATE OR REPLACE VIEW reporting.sentiment_as_reported WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       m.id AS model_id, m.name AS model_name, m.version AS model_version, m.hash AS model_hash, c.kept_at,
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
  FROM (SELECT counted.*,
               CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.people < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.people_rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.people_unread < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, coalesce(w.complement, false) AS complement,
                       coalesce(r.people, r.analysed) AS people, coalesce(r.people_rated, r.rated) AS people_rated,
                       coalesce(r.people, r.feedback) AS people_unread
                  FROM verbatim.reported_day r
                  LEFT JOIN (SELECT d.attribute, d.day, d.source, d.value, d.complement FROM verbatim.rollup_day d
                              WHERE d.dated AND d.complement AND (SELECT reporting.hides(1))) w
                    ON w.attribute = r.attribute AND w.day = r.day AND w.source = r.source AND w.value = r.value
                 WHERE r.attribute = ''
                 UNION ALL
                SELECT r.day, r.source, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, r.complement,
                       coalesce(bit_count(r.authors), r.analysed), coalesce(bit_count(r.authors_rated), r.rated),
                       coalesce(bit_count(r.authors_unread), r.feedback - r.analysed)
                  FROM verbatim.rollup_day r
                 WHERE r.attribute = '' AND r.dated
                   AND NOT EXISTS (SELECT FROM verbatim.reported_day p
                                    WHERE p.attribute = r.attribute AND p.day = r.day AND p.source = r.source)) counted) c
  JOIN verbatim.model m ON m.id = c.model_id;

COMMENT ON VIEW reporting.sentiment_as_reported IS 'Sentiment by day (UTC) and source, each day by the model that it was first reported with: another model changes no day before it. Comments that came after kept_at are in sentiment_daily alone. Sums of several days are of several models where model_id differs.';
COMMENT ON COLUMN reporting.sentiment_as_reported.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN reporting.sentiment_as_reported.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.sentiment_as_reported.model_id IS 'Number of the model that judged the row.';
COMMENT ON COLUMN reporting.sentiment_as_reported.model_name IS 'Its name.';
COMMENT ON COLUMN reporting.sentiment_as_reported.model_version IS 'Its version: where it changes from one day to the next, the model changed.';
COMMENT ON COLUMN reporting.sentiment_as_reported.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.sentiment_as_reported.kept_at IS 'When another model took over and the day was kept as it was; null: each nightly run counts it, by the active model.';
COMMENT ON COLUMN reporting.sentiment_as_reported.feedback IS 'All feedback, whether analysed or not.';
COMMENT ON COLUMN reporting.sentiment_as_reported.n IS 'Analysed feedback; what the shares are of.';
COMMENT ON COLUMN reporting.sentiment_as_reported.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.sentiment_as_reported.neutral IS 'Of them neutral.';
COMMENT ON COLUMN reporting.sentiment_as_reported.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.sentiment_as_reported.mixed IS 'Of them mixed.';
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic IS 'Of them toxic (probability 0.5 or more).';
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_share IS 'negative / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_share IS 'positive / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_share IS 'toxic / n, 0..1.';
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_high IS 'High end.';
COMMENT ON COLUMN reporting.sentiment_as_reported.mean_score IS 'Mean of positive - negative, -1..1.';
COMMENT ON COLUMN reporting.sentiment_as_reported.rated IS 'Of n with a rating.';
COMMENT ON COLUMN reporting.sentiment_as_reported.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.sentiment_as_reported.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.sentiment_as_reported TO verbatim_reader, verbatim_analyst;
