CREATE TABLE "verbatim"."rollup_topic_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"topic_id" uuid NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"segments" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"score_sum" numeric DEFAULT '0' NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"rating_sum" numeric DEFAULT '0' NOT NULL,
	"rating_squares" numeric DEFAULT '0' NOT NULL,
	"satisfied" bigint DEFAULT 0 NOT NULL,
	"promoters" bigint DEFAULT 0 NOT NULL,
	"detractors" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "rollup_topic_day_attribute_day_dated_source_value_topic_id_pk" PRIMARY KEY("attribute","day","dated","source","value","topic_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_topic_month" (
	"month" date NOT NULL,
	"source" text NOT NULL,
	"attribute" text NOT NULL,
	"value" text NOT NULL,
	"topic_id" uuid NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"segments" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"score_sum" numeric DEFAULT '0' NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"rating_sum" numeric DEFAULT '0' NOT NULL,
	"complement" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rollup_topic_month_attribute_month_source_value_topic_id_pk" PRIMARY KEY("attribute","month","source","value","topic_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_change" (
	"topic_id" uuid NOT NULL,
	"measure" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"n" bigint NOT NULL,
	"of" bigint NOT NULL,
	"n_before" bigint NOT NULL,
	"of_before" bigint NOT NULL,
	"difference" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"probability" double precision NOT NULL,
	"changed" boolean NOT NULL,
	CONSTRAINT "topic_change_topic_id_measure_pk" PRIMARY KEY("topic_id","measure"),
	CONSTRAINT "topic_change_measure" CHECK ("verbatim"."topic_change"."measure" in ('share', 'negative'))
);
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_state" DROP CONSTRAINT "rollup_state_cube";
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_touched" DROP CONSTRAINT "rollup_touched_cube";
--> statement-breakpoint
ALTER TABLE "verbatim"."topic_change" ADD CONSTRAINT "topic_change_topic_id_topic_id_fk" FOREIGN KEY ("topic_id") REFERENCES "verbatim"."topic"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_state" ADD CONSTRAINT "rollup_state_cube" CHECK ("verbatim"."rollup_state"."cube" in ('day', 'theme', 'topic'));
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_touched" ADD CONSTRAINT "rollup_touched_cube" CHECK ("verbatim"."rollup_touched"."cube" in ('day', 'theme', 'topic'));
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_topic_day IS 'Feedback by day, source, one attribute at a time and topic; a topic has the comments of the topics below it, too.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.day IS 'Day of the feedback, UTC; without a time of its own, the day on which it was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.dated IS 'Whether the feedback has a time of its own.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.attribute IS 'Name of an attribute that nightly runs count by; empty: all feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.value IS 'Value of the attribute; empty: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.topic_id IS 'The topic; 00000000-0000-0000-0000-000000000000: comments about any topic, each once.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.feedback IS 'Comments with a sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.segments IS 'Sentences of these comments about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.negative IS 'Comments with a negative sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.positive IS 'Comments with a positive sentence about it; may be the same.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.score_sum IS 'Sum of the mean sentiment of these sentences, each comment once.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.rated IS 'Comments with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.rating_sum IS 'Sum of their ratings.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.rating_squares IS 'Sum of their squares.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.satisfied IS 'Comments with a rating of 4 or more.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.promoters IS 'Comments with a rating of 9 or more.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.detractors IS 'Comments with a rating of 6 or less.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_topic_month IS 'Days of rollup_topic_day by attribute, added up to months.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.attribute IS 'Name of an attribute that nightly runs count by; empty: all feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.value IS 'Value of the attribute; empty: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.topic_id IS 'The topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.feedback IS 'Comments with a sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.segments IS 'Sentences of these comments about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.negative IS 'Comments with a negative sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.positive IS 'Comments with a positive sentence about it; may be the same.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.score_sum IS 'Sum of the mean sentiment of these sentences, each comment once.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.rated IS 'Comments with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.complement IS 'Hidden from readers because another cell of the same row is: subtraction would reveal that one.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_change IS 'How each topic changed by the last nightly run: the last 28 days of feedback against the 28 before.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.topic_id IS 'The topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.measure IS 'share: comments about it among the analysed ones; negative: comments with a negative sentence about it among those about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.first_day IS 'First day of the later period, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.last_day IS 'Its last day: the last of any feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.n IS 'Comments that count in the later period.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.of IS 'Comments that they are a share of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.n_before IS 'The same in the days before, as many.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.of_before IS 'The same in the days before.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.difference IS 'Share of the later period less that of the one before, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.probability IS 'p of the test of two proportions, two-sided.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.changed IS 'Whether it changed beyond noise, all tests of the run together.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.cube IS 'day, theme or topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.cube IS 'day, theme or topic.';
