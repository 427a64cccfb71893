DROP VIEW reporting.attribute_daily;
--> statement-breakpoint
DROP VIEW reporting.attribute_monthly;
--> statement-breakpoint
DROP VIEW reporting.theme_attribute_monthly;
--> statement-breakpoint
DELETE FROM verbatim.rollup_state;
--> statement-breakpoint
TRUNCATE verbatim.rollup_day, verbatim.rollup_theme_day;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" DROP CONSTRAINT "rollup_day_day_dated_source_attributes_pk";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" DROP CONSTRAINT "rollup_theme_day_day_dated_source_attributes_theme_id_pk";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" DROP COLUMN "attributes";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" DROP COLUMN "attributes";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "attribute" text NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "value" text NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "attribute" text NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "value" text NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "first_at" timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "last_at" timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD CONSTRAINT "rollup_day_attribute_day_dated_source_value_pk" PRIMARY KEY("attribute","day","dated","source","value");
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD CONSTRAINT "rollup_theme_day_attribute_day_dated_source_value_theme_id_pk" PRIMARY KEY("attribute","day","dated","source","value","theme_id");
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_contribution_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"theme_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"csat" numeric DEFAULT '0' NOT NULL,
	"nps" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "rollup_contribution_day_day_dated_source_theme_id_pk" PRIMARY KEY("day","dated","source","theme_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_emotion_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"emotion" text NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "rollup_emotion_day_day_dated_source_emotion_pk" PRIMARY KEY("day","dated","source","emotion")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_rating_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"rating" double precision NOT NULL,
	"sentiment" text NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"kind" bigint DEFAULT 0 NOT NULL,
	"harsh" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "rollup_rating_day_day_dated_source_rating_sentiment_pk" PRIMARY KEY("day","dated","source","rating","sentiment")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_theme_month" (
	"month" date NOT NULL,
	"source" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"theme_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"segments" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"score_sum" numeric DEFAULT '0' NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"rating_sum" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "rollup_theme_month_month_source_attribute_value_theme_id_pk" PRIMARY KEY("month","source","attribute","value","theme_id")
);
--> statement-breakpoint
CREATE INDEX "analysis_score" ON "verbatim"."analysis" USING btree ("model_id","score");
--> statement-breakpoint
CREATE INDEX "feedback_created_at" ON "verbatim"."feedback" USING brin ("created_at");
--> statement-breakpoint
CREATE INDEX "segment_strongest" ON "verbatim"."segment" USING btree ("model_id","sentiment",abs("score") desc,"document_id") WHERE "verbatim"."segment"."sentiment" <> 'neutral' and "verbatim"."segment"."end_offset" - "verbatim"."segment"."start_offset" between 30 and 240;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" DROP CONSTRAINT "rollup_day_model_id_model_id_fk";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" DROP CONSTRAINT "rollup_theme_day_theme_id_theme_id_fk";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" DROP CONSTRAINT "rollup_theme_day_model_id_model_id_fk";
--> statement-breakpoint
DROP INDEX "verbatim"."rollup_theme_day_theme";
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_day IS 'Feedback counted by day and source, and once more by each attribute that was named; the sentiment of the active model. Kept by verbatim nightly: recounted where rollup_touched says so.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.attribute IS 'Attribute that was named (rollup_attribute); empty: all feedback of the day and source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.value IS 'Its value, at most 100 characters; empty: the feedback has none.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_theme_day IS 'Feedback counted by day, source and theme, and once more by each attribute that was named. A feedback counts once in each theme that it speaks of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.attribute IS 'Attribute that was named (rollup_attribute); empty: all feedback of the day and source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.value IS 'Its value, at most 100 characters; empty: the feedback has none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.first_at IS 'Time of the first feedback; null when undated.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.last_at IS 'Time of the last one.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_theme_month IS 'Sums of rollup_theme_day by month, of the attributes that were named; dated feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.attribute IS 'Attribute that was named.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.value IS 'Its value, at most 100 characters.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.theme_id IS 'The theme as it is shown; hidden ones are here, too.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.feedback IS 'Feedback that speaks of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.segments IS 'Sentences of theirs that belong to it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.negative IS 'Feedback with a negative sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.positive IS 'Feedback with a positive sentence about it; may be the same.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.score_sum IS 'Sum over the feedback of the mean score of its sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.rated IS 'Feedback with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.rating_sum IS 'Sum of their ratings.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_emotion_day IS 'Feedback counted by day, source and emotion. A feedback counts once in each emotion that it holds.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.emotion IS 'Label of the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.feedback IS 'Feedback with it.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_rating_day IS 'Feedback with a rating, counted by day, source, rating and sentiment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.rating IS 'As given.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.sentiment IS 'Of its words; empty: not analysed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.feedback IS 'Feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.kind IS 'Of it, with a score of 0.5 or more.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.harsh IS 'With a score of -0.5 or less.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_contribution_day IS 'What each theme contributes to the ratings of a day and source, as reporting.score_contributions() counts it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.theme_id IS 'The theme as it is shown; 0: feedback that speaks of no theme that is shown.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.rated IS 'Feedback with a rating that speaks of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.csat IS 'Sum over them of 1 where the rating is 4 or more, shared among the themes of a feedback by their sentences.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.nps IS 'The same of 1 for ratings of 9 or more and -1 for those of 6 or less.';
--> statement-breakpoint
CREATE VIEW verbatim.rollup_fresh AS
SELECT s.cube FROM verbatim.rollup_state s JOIN verbatim.model m ON m.id = s.model_id AND m.active AND m.task = 'feedback'
 WHERE NOT EXISTS (SELECT FROM verbatim.rollup_touched t WHERE t.cube = s.cube);
--> statement-breakpoint
COMMENT ON VIEW verbatim.rollup_fresh IS 'Roll-ups that hold the active model and to which nothing was added since: what they count is what the tables hold.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_fresh.cube IS 'day or theme.';
--> statement-breakpoint
-- Of few within many nothing is told either: ratings of few, and feedback none of which is analysed. Whether the user who
-- asks is one who may not see it is found once for a query, not once for each number.
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day AS day, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.sentiment_weekly WITH (security_barrier = true) AS
SELECT c.week,
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.sentiment_monthly WITH (security_barrier = true) AS
SELECT c.month,
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
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
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.said > 0 AND counted.said < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.day, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT r.day AS day, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT r.day AS day, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w ON w.day = t.day AND w.source = t.source) counted) c;
--> statement-breakpoint
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
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.said > 0 AND counted.said < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.week, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('week', r.day::timestamp)::date AS week, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w ON w.week = t.week AND w.source = t.source) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.theme_monthly WITH (security_barrier = true) AS
SELECT c.month,
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
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.said > 0 AND counted.said < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.month, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w ON w.month = t.month AND w.source = t.source) counted) c;
--> statement-breakpoint
CREATE VIEW reporting.attribute_daily WITH (security_barrier = true) AS
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day AS day, r.source, r.attribute, r.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.attribute_daily IS 'Sentiment by day, source and the attributes that nights are told to count by (verbatim nightly --by).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.attribute IS 'Name of the attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.value IS 'Its value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.attribute_monthly WITH (security_barrier = true) AS
SELECT c.month,
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
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.attribute_monthly IS 'Sentiment by month, source and the attributes that nights are told to count by (verbatim nightly --by).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.attribute IS 'Name of the attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.value IS 'Its value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.attribute_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.theme_attribute_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.attribute,
       c.value,
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
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, counted.said > 0 AND counted.said < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.month, t.source, t.attribute, t.value, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments,
            t.negative, t.positive, t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT r.month, r.source, r.attribute, r.value, r.theme_id, r.feedback AS said, r.segments, r.negative,
                    r.positive, r.score_sum, r.rated, r.rating_sum
               FROM verbatim.rollup_theme_month r) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r
              WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) w
         ON w.month = t.month AND w.source = t.source AND w.attribute = t.attribute AND w.value = t.value) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.theme_attribute_monthly IS 'Themes by month, source and the attributes that nights count by.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.attribute IS 'Name of the attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.value IS 'Its value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.theme_id IS 'Number of the theme, the same every night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.theme IS 'Name of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.said IS 'Feedback that speaks of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.of IS 'Analysed feedback of the same time, source and value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.share IS 'said / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.segments IS 'Sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.negative IS 'Of them with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.positive IS 'Of them with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.negative_share IS 'negative / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.positive_share IS 'positive / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.mean_score IS 'Mean score of what is said about it, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.rated IS 'Of said with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_attribute_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.emotion_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.emotion,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.n::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.n, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.n, c.of) END AS share_high,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden FROM (SELECT e.month, e.source, e.emotion, e.n, w.of
       FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.emotion, sum(r.feedback)::bigint AS n
               FROM verbatim.rollup_emotion_day r WHERE r.dated GROUP BY 1, 2, 3) e
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) w
         ON w.month = e.month AND w.source = e.source
      WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
      UNION ALL
     SELECT e.month, e.source, e.emotion, e.n, w.of FROM (
       SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date AS month, f.source, emotion, count(*) AS n
         FROM verbatim.feedback f
         JOIN verbatim.model m ON m.active AND m.task = 'feedback'
         JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
        CROSS JOIN LATERAL unnest(a.emotions) AS emotion
        WHERE f.occurred_at IS NOT NULL GROUP BY 1, 2, 3) e
       JOIN (SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date AS month, f.source, count(*) AS of
               FROM verbatim.feedback f
               JOIN verbatim.model m ON m.active AND m.task = 'feedback'
               JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
              WHERE f.occurred_at IS NOT NULL GROUP BY 1, 2) w ON w.month = e.month AND w.source = e.source
      WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.score_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.measure,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN 100.0 * c.points / nullif(c.n, 0) END AS score,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason,
       CASE WHEN NOT c.hidden THEN CASE WHEN c.measure = 'csat' THEN 100 * reporting.wilson_low(c.points::bigint, c.n)
         ELSE greatest(-100, 100.0 * c.points / c.n - 1.959963984540054 * sqrt(greatest(0, 10000 - (100.0 * c.points / c.n) ^ 2) / c.n)) END END::double precision AS score_low,
       CASE WHEN NOT c.hidden THEN CASE WHEN c.measure = 'csat' THEN 100 * reporting.wilson_high(c.points::bigint, c.n)
         ELSE least(100, 100.0 * c.points / c.n + 1.959963984540054 * sqrt(greatest(0, 10000 - (100.0 * c.points / c.n) ^ 2) / c.n)) END END::double precision AS score_high
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden FROM (SELECT month, source, measure, sum(feedback)::bigint AS n,
            sum(feedback * CASE WHEN measure = 'csat' THEN CASE WHEN rating >= 4 THEN 1 ELSE 0 END WHEN rating >= 9 THEN 1 WHEN rating <= 6 THEN -1 ELSE 0 END) AS points
       FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.rating, r.feedback,
                    CASE WHEN max(r.rating) OVER (PARTITION BY r.source) > 5 THEN 'nps' ELSE 'csat' END AS measure
               FROM verbatim.rollup_rating_day r WHERE r.dated AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
              UNION ALL
             SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date, f.source, f.rating, 1,
                    CASE WHEN max(f.rating) OVER (PARTITION BY f.source) > 5 THEN 'nps' ELSE 'csat' END
               FROM verbatim.feedback f
              WHERE f.rating IS NOT NULL AND f.occurred_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')) r
      GROUP BY 1, 2, 3) counted) c;
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.score_low IS 'Low end of the 95 % interval: of CSAT that of Wilson, of NPS the widest that its value allows.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.score_high IS 'High end.';
--> statement-breakpoint
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
--> statement-breakpoint
-- Counted once, also where a query joins it as if it were cheap to ask again.
CREATE OR REPLACE VIEW reporting.theme AS
WITH analysed AS MATERIALIZED (
  SELECT sum(r.analysed)::bigint AS n FROM verbatim.rollup_day r
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') HAVING count(*) > 0
   UNION ALL
  SELECT count(*) FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
  HAVING NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
), counted AS MATERIALIZED (
  SELECT theme_id, count(*) AS feedback, sum(segments)::bigint AS segments,
         count(*) FILTER (WHERE negative > 0) AS negative, count(*) FILTER (WHERE positive > 0) AS positive,
         avg(score) AS mean_score, avg(rating) AS mean_rating, count(rating) AS rated,
         min(occurred_at) AS first_said, max(occurred_at) AS last_said
    FROM reporting.feedback_theme
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'theme') GROUP BY theme_id
   UNION ALL
  SELECT r.theme_id, sum(r.feedback)::bigint, sum(r.segments)::bigint, sum(r.negative)::bigint, sum(r.positive)::bigint,
         (sum(r.score_sum) / sum(r.feedback))::double precision, (sum(r.rating_sum) / nullif(sum(r.rated), 0))::double precision,
         sum(r.rated)::bigint, min(r.first_at), max(r.last_at)
    FROM verbatim.rollup_theme_day r JOIN verbatim.theme h ON h.id = r.theme_id AND NOT h.hidden
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'theme') GROUP BY 1
)
SELECT t.id AS theme_id, coalesce(t.user_name, t.name) AS name, t.keywords, c.feedback, c.segments,
       c.feedback::double precision / a.n AS share,
       reporting.wilson_low(c.feedback, a.n) AS share_low, reporting.wilson_high(c.feedback, a.n) AS share_high,
       c.negative, c.positive,
       c.negative::double precision / c.feedback AS negative_share,
       reporting.wilson_low(c.negative, c.feedback) AS negative_low, reporting.wilson_high(c.negative, c.feedback) AS negative_high,
       c.positive::double precision / c.feedback AS positive_share,
       reporting.wilson_low(c.positive, c.feedback) AS positive_low, reporting.wilson_high(c.positive, c.feedback) AS positive_high,
       c.mean_score, c.mean_rating, c.rated, c.first_said, c.last_said, t.first_seen, t.last_seen,
       (SELECT array_agg(p.id ORDER BY p.id) FROM verbatim.theme p WHERE p.shown_as = t.id AND p.id <> t.id) AS merged,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash
  FROM counted c
  JOIN verbatim.theme t ON t.id = c.theme_id
  JOIN verbatim.model m ON m.id = t.model_id
  CROSS JOIN analysed a;
--> statement-breakpoint
CREATE VIEW verbatim.rating_scale AS
SELECT r.source, max(r.rating) AS highest FROM verbatim.rollup_rating_day r
 WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') GROUP BY 1
 UNION ALL
SELECT f.source, max(f.rating) FROM verbatim.feedback f
 WHERE f.rating IS NOT NULL AND NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') GROUP BY 1;
--> statement-breakpoint
COMMENT ON VIEW verbatim.rating_scale IS 'How far the ratings of each source go.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rating_scale.highest IS 'Its highest rating.';
--> statement-breakpoint
-- The first condition repeats what the second says of ratings alone: most rows are out before their results are read.
CREATE OR REPLACE VIEW reporting.disagreement AS
SELECT f.feedback_id, f.source, f.occurred_at, f.rating, f.sentiment, f.score, f.import_id, f.line, f.text
  FROM reporting.feedback_analysis f
  JOIN (SELECT source, CASE WHEN highest > 10 THEN 90 WHEN highest > 5 THEN 9 ELSE 4 END AS high,
               CASE WHEN highest > 10 THEN 60 WHEN highest > 5 THEN 6 ELSE 2 END AS low FROM verbatim.rating_scale) s USING (source)
 WHERE (f.rating >= s.high OR f.rating <= s.low)
   AND (f.sentiment = 'negative' AND f.rating >= s.high OR f.sentiment = 'positive' AND f.rating <= s.low);
--> statement-breakpoint
-- Without any such model nothing is read.
CREATE OR REPLACE VIEW reporting.feedback_label AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.attributes, f.document_id, d.text,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, m.active AS model_active,
       a.labels[1] AS label, (SELECT max(p) FROM unnest(a.label_probabilities) AS p) AS probability,
       a.labels, a.value, a.tokens, a.windows, a.truncated, a.run_id, a.created_at AS analysed_at
  FROM verbatim.analysis a
  JOIN verbatim.model m ON m.id = a.model_id AND (m.labels <> '{}' OR m.task = 'regression')
  JOIN verbatim.document d ON d.id = a.document_id
  JOIN verbatim.feedback f ON f.document_id = a.document_id
 WHERE EXISTS (SELECT FROM verbatim.model o WHERE o.labels <> '{}' OR o.task = 'regression');
--> statement-breakpoint
CREATE OR REPLACE FUNCTION reporting.score_contributions(first_day date DEFAULT NULL, last_day date DEFAULT NULL, of_source text DEFAULT NULL)
RETURNS TABLE (source text, measure text, score double precision, rated bigint, theme_id bigint, theme text, n bigint, contribution double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
  WITH fresh AS MATERIALIZED (
    SELECT count(*) = 2 AS yes FROM verbatim.rollup_fresh
  ), rolled AS (
    SELECT r.source, r.theme_id, sum(r.rated)::bigint AS n, sum(r.csat) AS csat, sum(r.nps) AS nps
      FROM verbatim.rollup_contribution_day r
     WHERE (SELECT yes FROM fresh) AND (of_source IS NULL OR r.source = of_source)
       AND (first_day IS NULL OR r.dated AND r.day >= first_day) AND (last_day IS NULL OR r.dated AND r.day <= last_day)
     GROUP BY 1, 2
  ), scale AS (
    SELECT r.source, sum(r.feedback)::bigint AS rated,
           (SELECT z.highest > 5 FROM verbatim.rating_scale z WHERE z.source = r.source) AS of_ten
      FROM verbatim.rollup_rating_day r
     WHERE (SELECT yes FROM fresh) AND (of_source IS NULL OR r.source = of_source)
       AND (first_day IS NULL OR r.dated AND r.day >= first_day) AND (last_day IS NULL OR r.dated AND r.day <= last_day)
     GROUP BY 1
  ), asked AS (
    SELECT f.id, f.source, f.document_id, f.rating,
           CASE WHEN z.highest > 5 THEN 'nps' ELSE 'csat' END AS measure
      FROM verbatim.feedback f JOIN verbatim.rating_scale z ON z.source = f.source
     WHERE NOT (SELECT yes FROM fresh) AND f.rating IS NOT NULL AND (of_source IS NULL OR f.source = of_source)
       AND (first_day IS NULL OR f.occurred_at >= (first_day::timestamp AT TIME ZONE 'UTC'))
       AND (last_day IS NULL OR f.occurred_at < ((last_day + 1)::timestamp AT TIME ZONE 'UTC'))
  ), scored AS (
    SELECT a.*, count(*) OVER (PARTITION BY a.source) AS rated,
           CASE WHEN a.measure = 'csat' THEN CASE WHEN a.rating >= 4 THEN 100.0 ELSE 0.0 END
                WHEN a.rating >= 9 THEN 100.0 WHEN a.rating <= 6 THEN -100.0 ELSE 0.0 END AS points
      FROM asked a
  ), spoken AS (
    SELECT s.id, t.shown_as AS theme_id, count(*)::numeric AS segments
      FROM scored s
      JOIN verbatim.model m ON m.active AND m.task = 'feedback'
      JOIN verbatim.theme_segment ts ON ts.document_id = s.document_id AND ts.model_id = m.id
      JOIN verbatim.theme t ON t.id = ts.theme_id
      JOIN verbatim.theme h ON h.id = t.shown_as AND NOT h.hidden
     GROUP BY s.id, t.shown_as
  ), parts AS (
    SELECT s.source, s.measure, s.rated, p.theme_id, s.id,
           s.points / s.rated * coalesce(p.segments / sum(p.segments) OVER (PARTITION BY s.id), 1) AS part
      FROM scored s LEFT JOIN spoken p ON p.id = s.id
  ), summed AS (
    SELECT source, measure, rated, theme_id, count(DISTINCT id) AS n, sum(part) AS part
      FROM parts GROUP BY source, measure, rated, theme_id
     UNION ALL
    SELECT r.source, CASE WHEN s.of_ten THEN 'nps' ELSE 'csat' END, s.rated, nullif(r.theme_id, 0), r.n,
           100.0 * CASE WHEN s.of_ten THEN r.nps ELSE r.csat END / s.rated
      FROM rolled r JOIN scale s ON s.source = r.source
  ), named AS (
    SELECT s.source, s.measure, s.rated, s.n, s.part, h.id AS theme_id,
           CASE WHEN s.theme_id IS NULL THEN '(no theme)' ELSE coalesce(h.user_name, h.name) END AS theme
      FROM summed s LEFT JOIN verbatim.theme h ON h.id = s.theme_id
  ), told AS (
    SELECT n.source, n.measure, n.rated, CASE WHEN n.n >= reporting.least_n() THEN n.theme_id END AS theme_id,
           CASE WHEN n.n >= reporting.least_n() THEN n.theme ELSE '(fewer than ' || reporting.least_n() || ' comments)' END AS theme,
           n.n, n.part
      FROM named n
  )
  SELECT t.source, t.measure, sum(sum(t.part)) OVER (PARTITION BY t.source)::double precision, t.rated, t.theme_id, t.theme,
         sum(t.n)::bigint, sum(t.part)::double precision
    FROM told t GROUP BY t.source, t.measure, t.rated, t.theme_id, t.theme
   ORDER BY t.source, abs(sum(t.part)) DESC, t.theme
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION verbatim.rollup_note_shown_theme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM verbatim.theme_segment ts JOIN verbatim.feedback f ON f.document_id = ts.document_id
   WHERE ts.theme_id IN (SELECT id FROM verbatim.theme WHERE id = NEW.id OR shown_as = NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER rollup_theme_shown ON verbatim.theme;
--> statement-breakpoint
-- A theme that is hidden leaves its part of the ratings to the others.
CREATE TRIGGER rollup_theme_shown AFTER UPDATE ON verbatim.theme FOR EACH ROW WHEN (OLD.shown_as IS DISTINCT FROM NEW.shown_as OR OLD.hidden <> NEW.hidden) EXECUTE FUNCTION verbatim.rollup_note_shown_theme();
--> statement-breakpoint
DO $$
DECLARE
  shown text;
BEGIN
  IF to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN
    RETURN;
  END IF;
  FOREACH shown IN ARRAY ARRAY['attribute_daily', 'attribute_monthly', 'theme_attribute_monthly'] LOOP
    EXECUTE format('GRANT SELECT ON reporting.%I TO verbatim_reader, verbatim_analyst', shown);
  END LOOP;
END $$;
