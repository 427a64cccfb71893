-- What a period was reported with stays to be seen when another model takes over.
CREATE TABLE "verbatim"."reported_day" (
	"day" date NOT NULL,
	"source" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint NOT NULL,
	"analysed" bigint NOT NULL,
	"negative" bigint NOT NULL,
	"neutral" bigint NOT NULL,
	"positive" bigint NOT NULL,
	"mixed" bigint NOT NULL,
	"toxic" bigint NOT NULL,
	"score_sum" numeric NOT NULL,
	"rated" bigint NOT NULL,
	"rating_sum" numeric NOT NULL,
	"kept_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reported_day_attribute_day_source_value_pk" PRIMARY KEY("attribute","day","source","value")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."reported_day" ADD CONSTRAINT "reported_day_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
COMMENT ON TABLE verbatim.reported_day IS 'Counts of a day and source as they were shown when another model took over: the first model that a day was reported with keeps it, until verbatim.report_anew.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.attribute IS 'Name of the attribute; empty: all feedback of the day and source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.value IS 'Its value; empty: feedback without it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.model_id IS 'The model that counted it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.feedback IS 'All feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.analysed IS 'Of it analysed by the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.negative IS 'Of those negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.neutral IS 'Of those neutral.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.positive IS 'Of those positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.mixed IS 'Of those mixed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.toxic IS 'Of those toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.score_sum IS 'Sum of positive - negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.rated IS 'Of those with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.rating_sum IS 'Sum of those ratings.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.kept_at IS 'When the other model took over.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_as_reported WITH (security_barrier = true) AS
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*,
               counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.reported_day r WHERE r.attribute = ''
                 UNION ALL
                SELECT r.day, r.source, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.rollup_day r
                 WHERE r.attribute = '' AND r.dated
                   AND NOT EXISTS (SELECT FROM verbatim.reported_day p
                                    WHERE p.attribute = r.attribute AND p.day = r.day AND p.source = r.source)) counted) c
  JOIN verbatim.model m ON m.id = c.model_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_as_reported IS 'Sentiment by day (UTC) and source, each day by the model that it was first reported with: another model changes no day before it. Comments that came after kept_at are in sentiment_daily alone. Sums of several days are of several models where model_id differs.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.model_id IS 'Number of the model that judged the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.model_name IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.model_version IS 'Its version: where it changes from one day to the next, the model changed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.kept_at IS 'When another model took over and the day was kept as it was; null: each night counts it, by the active model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_as_reported.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.attribute_as_reported WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.attribute,
       c.value,
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*,
               counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.attribute, r.value, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.reported_day r WHERE r.attribute <> '' AND r.value <> ''
                 UNION ALL
                SELECT r.day, r.source, r.attribute, r.value, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.rollup_day r
                 WHERE r.attribute <> '' AND r.value <> '' AND r.dated
                   AND NOT EXISTS (SELECT FROM verbatim.reported_day p
                                    WHERE p.attribute = r.attribute AND p.day = r.day AND p.source = r.source)) counted) c
  JOIN verbatim.model m ON m.id = c.model_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.attribute_as_reported IS 'sentiment_as_reported by the values of the attributes that nights count by. Days on which nights did not count by an attribute yet are counted by the active model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.attribute IS 'Name of the attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.value IS 'Its value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.model_id IS 'Number of the model that judged the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.model_name IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.model_version IS 'Its version: where it changes from one day to the next, the model changed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.kept_at IS 'When another model took over and the day was kept as it was; null: each night counts it, by the active model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_as_reported.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE FUNCTION verbatim.report_anew(first_day date, last_day date, of_source text DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
  WITH gone AS (
    DELETE FROM verbatim.reported_day d
     WHERE d.day BETWEEN first_day AND last_day AND (of_source IS NULL OR d.source = of_source)
    RETURNING d.day, d.source
  )
  SELECT count(DISTINCT (day, source)) FROM gone
$$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.report_anew(date, date, text) IS 'From now on the days of a period are reported by the active model, whatever they were first reported with; of how many days and sources this is so now.';
--> statement-breakpoint
REVOKE ALL ON FUNCTION verbatim.report_anew(date, date, text) FROM PUBLIC;
--> statement-breakpoint
DO $$
BEGIN
  IF to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN
    RETURN;
  END IF;
  GRANT SELECT ON reporting.sentiment_as_reported, reporting.attribute_as_reported TO verbatim_reader, verbatim_analyst;
END $$;
