CREATE TABLE "verbatim"."digest" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."digest_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"period" text NOT NULL,
	"first_day" date,
	"last_day" date,
	"grouped_by" text[] NOT NULL,
	"model_id" integer NOT NULL,
	"run_id" bigint,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_attribute" (
	"name" text PRIMARY KEY NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"without_text" bigint DEFAULT 0 NOT NULL,
	"pending" bigint DEFAULT 0 NOT NULL,
	"set_aside" bigint DEFAULT 0 NOT NULL,
	"unsupported" bigint DEFAULT 0 NOT NULL,
	"analysed" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"neutral" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"mixed" bigint DEFAULT 0 NOT NULL,
	"toxic" bigint DEFAULT 0 NOT NULL,
	"score_sum" numeric DEFAULT '0' NOT NULL,
	"score_squares" numeric DEFAULT '0' NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"rating_sum" numeric DEFAULT '0' NOT NULL,
	"rating_squares" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "rollup_day_day_dated_source_attributes_pk" PRIMARY KEY("day","dated","source","attributes")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_state" (
	"cube" text PRIMARY KEY NOT NULL,
	"model_id" integer NOT NULL,
	"attributes" text[] NOT NULL,
	"rebuilt_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rollup_state_cube" CHECK ("verbatim"."rollup_state"."cube" in ('day', 'theme'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_theme_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"theme_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"segments" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"score_sum" numeric DEFAULT '0' NOT NULL,
	"score_squares" numeric DEFAULT '0' NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"rating_sum" numeric DEFAULT '0' NOT NULL,
	"rating_squares" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "rollup_theme_day_day_dated_source_attributes_theme_id_pk" PRIMARY KEY("day","dated","source","attributes","theme_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_touched" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."rollup_touched_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cube" text NOT NULL,
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "rollup_touched_cube" CHECK ("verbatim"."rollup_touched"."cube" in ('day', 'theme'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."run_step" (
	"run_id" bigint NOT NULL,
	"step" text NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error_code" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_step_run_id_step_pk" PRIMARY KEY("run_id","step"),
	CONSTRAINT "run_step_status" CHECK ("verbatim"."run_step"."status" in ('running', 'done', 'failed', 'interrupted'))
);
--> statement-breakpoint
ALTER TABLE "verbatim"."document" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "verbatim"."document" ADD COLUMN "language_confidence" real;--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD COLUMN "as_of" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verbatim"."digest" ADD CONSTRAINT "digest_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."digest" ADD CONSTRAINT "digest_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD CONSTRAINT "rollup_day_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_state" ADD CONSTRAINT "rollup_state_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD CONSTRAINT "rollup_theme_day_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD CONSTRAINT "rollup_theme_day_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."run_step" ADD CONSTRAINT "run_step_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "digest_hash" ON "verbatim"."digest" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "rollup_theme_day_theme" ON "verbatim"."rollup_theme_day" USING btree ("theme_id");--> statement-breakpoint
CREATE INDEX "feedback_undated" ON "verbatim"."feedback" USING btree ("created_at") WHERE "verbatim"."feedback"."occurred_at" is null;
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.language IS 'Language of the text as detected (ISO 639-1); null when it was not looked at or is too short to tell.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.language_confidence IS 'How like that language it is, 0..1, as the detector counts.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.as_of IS 'Of a night that is done: what was stored before this moment is in its tables. Freshness is counted from it.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.run_step IS 'What each step of a night did.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.run_id IS 'The night.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, rollups, themes, theme-rollups, digest or checks.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.status IS 'running, done, failed or interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.counts IS 'What it counted, by name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.error_code IS 'Code of the error that ended it (docs/errors.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.finished_at IS 'When it ended; null while it runs.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_day IS 'Feedback counted by day, source and the attributes that were named; the sentiment of the active model. Kept by verbatim nightly: recounted where rollup_touched says so.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.attributes IS 'Values of the attributes that were named (rollup_attribute): {"Department Name": "Tops"}, each of at most 100 characters; empty cells left out.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.feedback IS 'Feedback = without_text + pending + set_aside + unsupported + analysed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.without_text IS 'Without a text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.pending IS 'Not analysed yet.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.set_aside IS 'Its text could not be judged; see failure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.unsupported IS 'In a language that the model does not serve: not judged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.analysed IS 'Analysed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.negative IS 'Of the analysed, negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.neutral IS 'Neutral.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.positive IS 'Positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.mixed IS 'Mixed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.toxic IS 'Of the analysed, with a toxicity of 0.5 or more.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.score_sum IS 'Sum of the scores of the analysed; / (negative + neutral + positive + mixed) is the mean.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.score_squares IS 'Sum of their squares.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.rated IS 'Of the analysed, with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.rating_sum IS 'Sum of their ratings.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.rating_squares IS 'Sum of the squares of these.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_theme_day IS 'Feedback counted by day, source, the attributes that were named, and theme. A feedback counts once in each theme that it speaks of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.attributes IS 'Values of the attributes that were named (rollup_attribute): {"Department Name": "Tops"}, each of at most 100 characters; empty cells left out.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.theme_id IS 'The theme as it is shown (theme.shown_as); hidden ones are here, too.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.feedback IS 'Feedback that speaks of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.segments IS 'Sentences of theirs that belong to it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.negative IS 'Feedback with a negative sentence about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.positive IS 'Feedback with a positive sentence about it; may be the same.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.score_sum IS 'Sum over the feedback of the mean score of its sentences about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.score_squares IS 'Sum of the squares of these means.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.rated IS 'Feedback with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.rating_sum IS 'Sum of their ratings.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.rating_squares IS 'Sum of the squares of these.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_touched IS 'What roll-ups have to count anew. Written by triggers, in the transaction of what changed; the night takes rows away as it recounts.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.id IS 'Number of the note.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.cube IS 'day: rollup_day; theme: rollup_theme_day.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.day IS 'As there.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.dated IS 'As there.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_touched.source IS 'As there.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_attribute IS 'Attributes that roll-ups and digests are broken down by (verbatim nightly --by).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_attribute.name IS 'Name of the attribute, as feedback.attributes has it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_attribute.added_at IS 'When it was named.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_state IS 'What the roll-ups hold; with another model or other attributes they are made anew.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.cube IS 'day: rollup_day; theme: rollup_theme_day.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.model_id IS 'Whose results are counted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.attributes IS 'The attributes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.rebuilt_at IS 'When all of it was counted last.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.digest IS 'Summaries of periods as they were put together; the same rows and model give the same one, which is stored once.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.id IS 'Number of the digest.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.hash IS 'SHA-256 of its content, hexadecimal.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.period IS 'day, week, month, all, or its first and last day.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.first_day IS 'First day, UTC; null: from the beginning.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.last_day IS 'Last day, UTC, included; null: no end.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.grouped_by IS 'What it is broken down by: source or attributes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.run_id IS 'The night that made it; null when made by hand.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.content IS 'All that it says: figures, themes, quotes with feedback id and offsets.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.created_at IS 'When it was first made.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest.delivered_at IS 'When the webhook took it; null when there is none or it did not.';
--> statement-breakpoint
CREATE FUNCTION verbatim.rollup_note_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- One list of days for each statement: new rows, and of changed ones the days they were in and are in.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM new_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM old_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
  ELSE
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(v.occurred_at, v.created_at) AT TIME ZONE 'UTC')::date AS day, v.occurred_at IS NOT NULL AS dated, v.source
        FROM old_rows o JOIN new_rows n ON n.id = o.id
       CROSS JOIN LATERAL (VALUES (o.occurred_at, o.created_at, o.source), (n.occurred_at, n.created_at, n.source)) AS v (occurred_at, created_at, source)
       WHERE (o.occurred_at, o.created_at, o.source, o.document_id, o.rating, o.attributes)
             IS DISTINCT FROM (n.occurred_at, n.created_at, n.source, n.document_id, n.rating, n.attributes)
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_feedback() IS 'Notes in rollup_touched which days of which source new, changed and deleted feedback is in.';
--> statement-breakpoint
CREATE FUNCTION verbatim.rollup_note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'day', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM changed_rows c JOIN verbatim.feedback f ON f.document_id = c.document_id
   WHERE c.model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'day');
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_result() IS 'Notes in rollup_touched which days the feedback of new, changed and deleted results is in.';
--> statement-breakpoint
CREATE FUNCTION verbatim.rollup_note_theme_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT document_id FROM changed_rows
           WHERE model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'theme')) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_theme_segment() IS 'Notes in rollup_touched which days the feedback of sentences is in that came to a theme or left one.';
--> statement-breakpoint
CREATE FUNCTION verbatim.rollup_note_moved_segment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM (SELECT DISTINCT n.document_id
            FROM new_rows n JOIN old_rows o USING (document_id, model_id, ordinal)
           WHERE n.theme_id IS DISTINCT FROM o.theme_id
             AND n.model_id IN (SELECT model_id FROM verbatim.rollup_state WHERE cube = 'theme')) c
    JOIN verbatim.feedback f ON f.document_id = c.document_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_moved_segment() IS 'Notes in rollup_touched which days the feedback of sentences is in that went from one theme to another.';
--> statement-breakpoint
CREATE FUNCTION verbatim.rollup_note_shown_theme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
  SELECT DISTINCT 'theme', (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source
    FROM verbatim.theme_segment ts JOIN verbatim.feedback f ON f.document_id = ts.document_id
   WHERE ts.theme_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_shown_theme() IS 'Notes in rollup_touched which days a theme is spoken of in that people merged or took apart.';
--> statement-breakpoint
CREATE TRIGGER rollup_feedback_new AFTER INSERT ON verbatim.feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
--> statement-breakpoint
CREATE TRIGGER rollup_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
--> statement-breakpoint
CREATE TRIGGER rollup_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback();
--> statement-breakpoint
CREATE TRIGGER rollup_analysis_new AFTER INSERT ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_analysis_changed AFTER UPDATE ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_failure_changed AFTER UPDATE ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result();
--> statement-breakpoint
CREATE TRIGGER rollup_theme_segment_new AFTER INSERT ON verbatim.theme_segment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment();
--> statement-breakpoint
CREATE TRIGGER rollup_theme_segment_gone AFTER DELETE ON verbatim.theme_segment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment();
--> statement-breakpoint
CREATE TRIGGER rollup_theme_segment_moved AFTER UPDATE ON verbatim.theme_segment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_moved_segment();
--> statement-breakpoint
CREATE TRIGGER rollup_theme_shown AFTER UPDATE ON verbatim.theme FOR EACH ROW WHEN (OLD.shown_as IS DISTINCT FROM NEW.shown_as) EXECUTE FUNCTION verbatim.rollup_note_shown_theme();
