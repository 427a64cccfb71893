CREATE TABLE "verbatim"."model_activation" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."model_activation_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"model_id" integer NOT NULL,
	"activated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."model_activation" ADD CONSTRAINT "model_activation_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_activation_model" ON "verbatim"."model_activation" USING btree ("model_id");--> statement-breakpoint
CREATE FUNCTION verbatim.note_activation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.model_activation (model_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_activation() IS 'Notes when a model becomes the active one of its task.';
--> statement-breakpoint
CREATE TRIGGER model_activated AFTER INSERT OR UPDATE OF active ON verbatim.model
  FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION verbatim.note_activation();
--> statement-breakpoint
INSERT INTO verbatim.model_activation (model_id, activated_at) SELECT id, created_at FROM verbatim.model WHERE active ORDER BY id;
--> statement-breakpoint
COMMENT ON TABLE verbatim.model_activation IS 'When a model became the active one of its task: reports of before were of another.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_activation.id IS 'Number of the row.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_activation.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_activation.activated_at IS 'When it became active.';
--> statement-breakpoint
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['verbatim_reader', 'verbatim_analyst'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION
      -- Roles belong to the server: another database of it may have made them, also at this moment.
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE NOTICE 'the role % was not made: CREATEROLE is needed', wanted;
    END;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION reporting.version() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;
--> statement-breakpoint
COMMENT ON FUNCTION reporting.version() IS 'Version of the contract: columns are added; a change that breaks queries comes as schema reporting_v2 beside this one.';
--> statement-breakpoint
CREATE FUNCTION reporting.least_n() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10::bigint;
--> statement-breakpoint
COMMENT ON FUNCTION reporting.least_n() IS 'Cells of fewer comments are hidden from verbatim_reader.';
--> statement-breakpoint
CREATE FUNCTION reporting.hides(n bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN n > 0 AND n < reporting.least_n() AND CASE
  WHEN to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN false
  ELSE pg_has_role(current_user, 'verbatim_reader', 'USAGE') AND NOT pg_has_role(current_user, 'verbatim_analyst', 'USAGE')
END;
--> statement-breakpoint
COMMENT ON FUNCTION reporting.hides(bigint) IS 'True when the user who asks may not see the numbers of a cell of so many comments.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT r.day AS day, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_daily IS 'Sentiment by day (UTC) and source, as the last night counted it. Feedback without a time is left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_weekly WITH (security_barrier = true) AS
SELECT c.week,
       c.source,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT date_trunc('week', r.day)::date AS week, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_weekly IS 'Sentiment by week (UTC) and source, as the last night counted it. Feedback without a time is left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.week IS 'Monday of the week, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_weekly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.sentiment_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT date_trunc('month', r.day)::date AS month, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_monthly IS 'Sentiment by month (UTC) and source, as the last night counted it. Feedback without a time is left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.feedback IS 'All feedback, whether analysed or not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.n IS 'Analysed feedback; what the shares are of.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.neutral IS 'Of them neutral.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.mixed IS 'Of them mixed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.toxic IS 'Of them toxic (probability 0.5 or more).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.negative_share IS 'negative / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.positive_share IS 'positive / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.toxic_share IS 'toxic / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.toxic_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.toxic_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.mean_score IS 'Mean of positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.rated IS 'Of n with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.sentiment_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.attribute_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.attribute,
       c.value,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT r.day AS day, r.source, a.key AS attribute, a.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r CROSS JOIN LATERAL jsonb_each_text(r.attributes) a WHERE r.dated GROUP BY 1, 2, 3, 4) counted) c;
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
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT date_trunc('month', r.day)::date AS month, r.source, a.key AS attribute, a.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r CROSS JOIN LATERAL jsonb_each_text(r.attributes) a WHERE r.dated GROUP BY 1, 2, 3, 4) counted) c;
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
CREATE VIEW reporting.theme_daily WITH (security_barrier = true) AS
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.said) AS hidden FROM (SELECT t.day, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT r.day AS day, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT r.day AS day, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) w ON w.day = t.day AND w.source = t.source) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.theme_daily IS 'Themes by day (UTC) and source, as the last night counted them; hidden themes are left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.day IS 'Day on which the customers wrote, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.theme_id IS 'Number of the theme, the same every night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.theme IS 'Name of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.said IS 'Feedback that speaks of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.of IS 'Analysed feedback of the same time, source and value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.share IS 'said / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.segments IS 'Sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.negative IS 'Of them with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.positive IS 'Of them with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.negative_share IS 'negative / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.positive_share IS 'positive / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.mean_score IS 'Mean score of what is said about it, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.rated IS 'Of said with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_daily.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.theme_weekly WITH (security_barrier = true) AS
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.said) AS hidden FROM (SELECT t.week, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT date_trunc('week', r.day)::date AS week, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('week', r.day)::date AS week, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) w ON w.week = t.week AND w.source = t.source) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.theme_weekly IS 'Themes by week (UTC) and source, as the last night counted them; hidden themes are left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.week IS 'Monday of the week, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.theme_id IS 'Number of the theme, the same every night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.theme IS 'Name of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.said IS 'Feedback that speaks of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.of IS 'Analysed feedback of the same time, source and value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.share IS 'said / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.segments IS 'Sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.negative IS 'Of them with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.positive IS 'Of them with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.negative_share IS 'negative / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.positive_share IS 'positive / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.mean_score IS 'Mean score of what is said about it, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.rated IS 'Of said with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_weekly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.theme_monthly WITH (security_barrier = true) AS
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.said) AS hidden FROM (SELECT t.month, t.source, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments, t.negative, t.positive,
            t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT date_trunc('month', r.day)::date AS month, r.source, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r WHERE r.dated GROUP BY 1, 2, 3) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day)::date AS month, r.source, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r WHERE r.dated GROUP BY 1, 2) w ON w.month = t.month AND w.source = t.source) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.theme_monthly IS 'Themes by month (UTC) and source, as the last night counted them; hidden themes are left out.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.theme_id IS 'Number of the theme, the same every night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.theme IS 'Name of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.said IS 'Feedback that speaks of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.of IS 'Analysed feedback of the same time, source and value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.share IS 'said / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.segments IS 'Sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.negative IS 'Of them with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.positive IS 'Of them with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.negative_share IS 'negative / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.negative_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.negative_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.positive_share IS 'positive / said, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.positive_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.positive_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.mean_score IS 'Mean score of what is said about it, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.rated IS 'Of said with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.mean_rating IS 'Mean rating of those.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
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
       CASE WHEN NOT c.hidden THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.said) AS hidden FROM (SELECT t.month, t.source, t.attribute, t.value, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments,
            t.negative, t.positive, t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT date_trunc('month', r.day)::date AS month, r.source, a.key AS attribute, a.value, r.theme_id, sum(r.feedback)::bigint AS said, sum(r.segments)::bigint AS segments, sum(r.negative)::bigint AS negative,
       sum(r.positive)::bigint AS positive, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
               FROM verbatim.rollup_theme_day r CROSS JOIN LATERAL jsonb_each_text(r.attributes) a
              WHERE r.dated GROUP BY 1, 2, 3, 4, 5) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day)::date AS month, r.source, a.key AS attribute, a.value, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r CROSS JOIN LATERAL jsonb_each_text(r.attributes) a
              WHERE r.dated GROUP BY 1, 2, 3, 4) w
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
CREATE VIEW reporting.emotion_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.emotion,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.n::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.n, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.n, c.of) END AS share_high,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT e.month, e.source, e.emotion, e.n, w.of FROM (
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
              WHERE f.occurred_at IS NOT NULL GROUP BY 1, 2) w ON w.month = e.month AND w.source = e.source) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.emotion_monthly IS 'Emotions by month and source, counted when asked.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.emotion IS 'Label of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.n IS 'Comments with it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.of IS 'Analysed feedback of the same time, source and value.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.share IS 'n / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emotion_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE FUNCTION reporting.score_contributions(first_day date DEFAULT NULL, last_day date DEFAULT NULL, of_source text DEFAULT NULL)
RETURNS TABLE (source text, measure text, score double precision, rated bigint, theme_id bigint, theme text, n bigint, contribution double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH asked AS (
    SELECT f.id, f.source, f.document_id, f.rating,
           CASE WHEN max(f.rating) OVER (PARTITION BY f.source) > 5 THEN 'nps' ELSE 'csat' END AS measure
      FROM verbatim.feedback f
     WHERE f.rating IS NOT NULL AND (of_source IS NULL OR f.source = of_source)
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
COMMENT ON FUNCTION reporting.score_contributions(date, date, text) IS 'What each theme contributes to the score of a period: NPS (9-10 less 0-6) where a source has ratings beyond 5, else CSAT (share of 4-5), in points. A comments points are shared among its themes by their sentences, so that contributions add up to the score; themes of fewer than reporting.least_n() comments stand together.';
--> statement-breakpoint
CREATE VIEW reporting.score_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.measure,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN 100.0 * c.points / nullif(c.n, 0) END AS score,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT counted.*, reporting.hides(counted.n) AS hidden FROM (SELECT month, source, measure, count(*) AS n,
            sum(CASE WHEN measure = 'csat' THEN CASE WHEN rating >= 4 THEN 1 ELSE 0 END WHEN rating >= 9 THEN 1 WHEN rating <= 6 THEN -1 ELSE 0 END) AS points
       FROM (SELECT date_trunc('month', f.occurred_at AT TIME ZONE 'UTC')::date AS month, f.source, f.rating,
                    CASE WHEN max(f.rating) OVER (PARTITION BY f.source) > 5 THEN 'nps' ELSE 'csat' END AS measure
               FROM verbatim.feedback f WHERE f.rating IS NOT NULL AND f.occurred_at IS NOT NULL) r
      GROUP BY 1, 2, 3) counted) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.score_monthly IS 'NPS or CSAT by month and source, counted when asked: NPS (9-10 less 0-6, in points) where a source has ratings beyond 5, else CSAT (share of 4-5, in percent).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.month IS 'First day of the month, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.measure IS 'nps or csat.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.n IS 'Ratings.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.score IS 'In points: -100..100 for NPS, 0..100 for CSAT.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.import AS
SELECT i.id AS import_id, i.source, i.file_name, i.status, i.read, i.accepted, i.duplicates, i.changed, i.rejected,
       i.started_at, i.finished_at
  FROM verbatim.import i;
--> statement-breakpoint
COMMENT ON VIEW reporting.import IS 'Files that were read, with their counts.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.import_id IS 'Number of the import.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.file_name IS 'Name of the file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.status IS 'running, done, failed or interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.read IS 'Rows of the file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.accepted IS 'Rows that are new feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.duplicates IS 'Rows that were known.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.changed IS 'Rows that changed feedback that was known.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.rejected IS 'Rows that could not be taken.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.finished_at IS 'When it ended; null: it has not.';
--> statement-breakpoint
CREATE VIEW reporting.reject_reason AS
SELECT r.import_id, r.reason, count(*) AS n, count(*) FILTER (WHERE r.closed_at IS NULL) AS open
  FROM verbatim.reject r GROUP BY 1, 2;
--> statement-breakpoint
COMMENT ON VIEW reporting.reject_reason IS 'Rows that could not be taken, by import and reason.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject_reason.import_id IS 'Number of the import.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject_reason.reason IS 'Code of the reason.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject_reason.n IS 'Rows.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject_reason.open IS 'Of them not mended yet.';
--> statement-breakpoint
CREATE VIEW reporting.reject AS
SELECT r.import_id, r.line, r.reason, r.detail, r.raw_row
  FROM verbatim.reject r WHERE r.closed_at IS NULL;
--> statement-breakpoint
COMMENT ON VIEW reporting.reject IS 'Rows that could not be taken and are not mended, as they stand in the file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject.import_id IS 'Number of the import.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject.line IS 'Physical line of the file, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject.reason IS 'Code of the reason.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject.detail IS 'What is wrong with it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.reject.raw_row IS 'The row itself.';
--> statement-breakpoint
CREATE VIEW reporting.model AS
SELECT m.id AS model_id, m.name, m.version, m.hash, m.task, m.precision, m.active, m.checked_at, m.created_at
  FROM verbatim.model m;
--> statement-breakpoint
COMMENT ON VIEW reporting.model IS 'The models that are known, and which are active.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.model_id IS 'Number of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.name IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.task IS 'What it is for.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.precision IS 'fp32, int8 ….';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.active IS 'True for the one that reports of its task show.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.checked_at IS 'When it passed its checks.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model.created_at IS 'When it became known.';
--> statement-breakpoint
CREATE VIEW reporting.model_change AS
SELECT c.activated_at, m.task, m.id AS model_id, m.name, m.version, m.hash
  FROM verbatim.model_activation c JOIN verbatim.model m ON m.id = c.model_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.model_change IS 'When reports changed to another model: numbers before and after are not of the same one.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.activated_at IS 'When it became the one that reports show.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.task IS 'What it is for.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.model_id IS 'Number of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.name IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.model_change.hash IS 'SHA-256 over its files.';
--> statement-breakpoint
CREATE VIEW reporting.disagreement AS
SELECT f.feedback_id, f.source, f.occurred_at, f.rating, f.sentiment, f.score, f.import_id, f.line, f.text
  FROM reporting.feedback_analysis f
  JOIN (SELECT source, max(rating) > 5 AS of_ten FROM verbatim.feedback WHERE rating IS NOT NULL GROUP BY 1) s USING (source)
 WHERE f.sentiment = 'negative' AND f.rating >= CASE WHEN s.of_ten THEN 9 ELSE 4 END
    OR f.sentiment = 'positive' AND f.rating <= CASE WHEN s.of_ten THEN 6 ELSE 2 END;
--> statement-breakpoint
COMMENT ON VIEW reporting.disagreement IS 'Comments whose rating and words disagree: 4 or 5 of 5 (9 or 10 of 10) with negative words, 1 or 2 of 5 (0 to 6 of 10) with positive ones.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.feedback_id IS 'Number of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.occurred_at IS 'When it was written.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.rating IS 'As given.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.sentiment IS 'Of its words.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.score IS 'positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.import_id IS 'The import that brought it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.line IS 'Its line of that file.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.disagreement.text IS 'Its words.';
--> statement-breakpoint
CREATE VIEW reporting.digest_quote AS
SELECT q.digest_id, q.place, q.feedback_id, q.start_offset, q.end_offset, q.quote
  FROM verbatim.digest_quote q;
--> statement-breakpoint
COMMENT ON VIEW reporting.digest_quote IS 'Sentences of customers in stored digests, byte for byte.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.digest_id IS 'Number of the digest.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.place IS 'Place in it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.feedback_id IS 'Whose words they are.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.start_offset IS 'First code point of the text, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.end_offset IS 'First one after.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest_quote.quote IS 'The words.';
--> statement-breakpoint
DO $$
DECLARE
  shown text;
BEGIN
  REVOKE ALL ON FUNCTION reporting.score_contributions(date, date, text) FROM PUBLIC;
  IF to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA reporting TO verbatim_reader, verbatim_analyst;
  GRANT EXECUTE ON FUNCTION reporting.score_contributions(date, date, text) TO verbatim_analyst;
  -- The reader sees counts that nights have made, never words or single comments; not what is counted when asked
  -- either, for EXPLAIN ANALYZE tells how many rows went into it.
  FOREACH shown IN ARRAY ARRAY['sentiment_daily', 'sentiment_weekly', 'sentiment_monthly', 'attribute_daily', 'attribute_monthly', 'theme_daily', 'theme_weekly', 'theme_monthly', 'theme_attribute_monthly', 'import', 'reject_reason', 'model', 'model_change', 'run_history', 'night', 'freshness', 'v_audit_latest', 'v_audit_gap', 'v_audit_insufficient', 'v_audit_finding_open', 'v_audit_trend', 'v_audit_swap', 'v_audit_drift_day', 'v_audit_gate'] LOOP
    EXECUTE format('GRANT SELECT ON reporting.%I TO verbatim_reader', shown);
  END LOOP;
  GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO verbatim_analyst;
END $$;
