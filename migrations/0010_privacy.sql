CREATE TABLE "verbatim"."access_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."access_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"who" text NOT NULL,
	"what" text NOT NULL,
	"feedback_ids" bigint[] DEFAULT '{}' NOT NULL,
	"place" text NOT NULL,
	CONSTRAINT "access_log_what" CHECK ("verbatim"."access_log"."what" in ('quote', 'original', 'export', 'erasure'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."erasure" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."erasure_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"selected_by" text NOT NULL,
	"source" text,
	"reason" text DEFAULT 'request' NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"feedback" bigint DEFAULT 0 NOT NULL,
	"documents" bigint DEFAULT 0 NOT NULL,
	"proof" jsonb,
	"requested_by" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "erasure_selected_by" CHECK ("verbatim"."erasure"."selected_by" in ('author', 'id', 'source', 'match', 'age')),
	CONSTRAINT "erasure_reason" CHECK ("verbatim"."erasure"."reason" in ('request', 'retention')),
	CONSTRAINT "erasure_status" CHECK ("verbatim"."erasure"."status" in ('running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."erasure_part" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."erasure_part_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"erasure_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"key_ordinal" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "erasure_part_kind" CHECK ("verbatim"."erasure_part"."kind" in ('selector', 'words'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."kept_day" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"kept_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kept_day_source_day_dated_pk" PRIMARY KEY("source","day","dated")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."masked_value" (
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"mac" "bytea" NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "masked_value_source_kind_mac_pk" PRIMARY KEY("source","kind","mac"),
	CONSTRAINT "masked_value_positive" CHECK ("verbatim"."masked_value"."number" > 0)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."original" (
	"feedback_id" bigint PRIMARY KEY NOT NULL,
	"key_ordinal" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."privacy_key" (
	"ordinal" integer PRIMARY KEY NOT NULL,
	"proof" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ready_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "verbatim"."source_rule" (
	"source" text PRIMARY KEY NOT NULL,
	"identifiers" boolean,
	"names" text,
	"places" text,
	"numbered" boolean,
	"keep_original" boolean,
	"retain_days" integer,
	"patterns" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"columns" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"kept_names" text[] DEFAULT '{}' NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_rule_names" CHECK ("verbatim"."source_rule"."names" in ('off', 'flag', 'mask')),
	CONSTRAINT "source_rule_places" CHECK ("verbatim"."source_rule"."places" in ('off', 'flag', 'mask')),
	CONSTRAINT "source_rule_retain" CHECK ("verbatim"."source_rule"."retain_days" > 0)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."former_source" (
	"source" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "former_source_source_name_pk" PRIMARY KEY("source","name")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."tombstone" (
	"kind" text NOT NULL,
	"mac" "bytea" NOT NULL,
	"erasure_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tombstone_kind_mac_pk" PRIMARY KEY("kind","mac"),
	CONSTRAINT "tombstone_kind" CHECK ("verbatim"."tombstone"."kind" in ('author', 'id', 'row'))
);
--> statement-breakpoint
ALTER TABLE "verbatim"."import" DROP CONSTRAINT "import_counts";--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "erased" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "masked" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD COLUMN "masked" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."erasure_part" ADD CONSTRAINT "erasure_part_erasure_id_erasure_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "verbatim"."erasure"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."original" ADD CONSTRAINT "original_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."tombstone" ADD CONSTRAINT "tombstone_erasure_id_erasure_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "verbatim"."erasure"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_log_at" ON "verbatim"."access_log" USING brin ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "masked_value_number" ON "verbatim"."masked_value" USING btree ("source","kind","number");--> statement-breakpoint
CREATE INDEX "erasure_part_erasure" ON "verbatim"."erasure_part" USING btree ("erasure_id");--> statement-breakpoint
CREATE INDEX "original_key" ON "verbatim"."original" USING btree ("key_ordinal");--> statement-breakpoint
CREATE INDEX "tombstone_erasure" ON "verbatim"."tombstone" USING btree ("erasure_id");--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD CONSTRAINT "import_counts" CHECK ("verbatim"."import"."read" = "verbatim"."import"."accepted" + "verbatim"."import"."duplicates" + "verbatim"."import"."changed" + "verbatim"."import"."rejected" + "verbatim"."import"."erased");
--> statement-breakpoint
COMMENT ON TABLE verbatim.source_rule IS 'What is masked and how long it is kept, by source: verbatim source set. A null is as the rules of all sources say, and those as Verbatim does by default.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.source IS 'The source; ''*'': every source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.identifiers IS 'Whether e-mail addresses, phone numbers and the like are masked in texts and attributes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.names IS 'Names of persons: off, flag (the text stays, the spans are in entity) or mask.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.places IS 'Names of places: off, flag or mask.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.numbered IS 'Whether the same value has the same number in its masks, as in [person 3].';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.keep_original IS 'Whether masked comments are kept encrypted as they came (original).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.retain_days IS 'Days after which comments are deleted, by when they were written, undated ones by when they were stored; null: never.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.patterns IS 'Kinds of the user: name → regular expression (RE2).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.columns IS 'Header → keep, mask, drop or hash.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.kept_names IS 'Names that are not masked, such as those of staff.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.source_rule.changed_at IS 'When the rules were last changed.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.privacy_key IS 'Keys of the installation, by what proves them. The keys themselves are never here.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.privacy_key.ordinal IS 'Place of the key, oldest first, from 1; the last is the present one.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.privacy_key.proof IS 'Hash derived from the key: tells whether a process has the same one.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.privacy_key.created_at IS 'When it was first used.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.privacy_key.ready_at IS 'Since when all that is stored is under it; null: verbatim privacy rotate runs, or was interrupted.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.original IS 'Comments as they came, encrypted, where a source keeps them. Without the key nobody can read them.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.original.feedback_id IS 'The comment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.original.key_ordinal IS 'The key (privacy_key).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.original.sealed IS 'AES-256-GCM: 12 bytes nonce, ciphertext of the masked cells as JSON, 16 bytes tag.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.original.created_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.masked_value IS 'Numbers of masked values, where a source gives the same value the same number.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.masked_value.source IS 'The source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.masked_value.kind IS 'email, phone, person …';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.masked_value.mac IS '128 bits of the keyed hash of the value.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.masked_value.number IS 'Its number within source and kind, from 1.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.erasure IS 'What was erased on request or by age, and the proof that nothing is left of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.id IS 'Number of the erasure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.selected_by IS 'author, id, source, match (a file of rows) or age; never the value itself.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.source IS 'The source that it was limited to; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.reason IS 'request or retention.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.status IS 'running, done, or failed: the proof found something.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.feedback IS 'Comments deleted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.documents IS 'Texts deleted: no other comment has them.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.proof IS 'Rows of each table before and after, each column that was searched, and in how many of its rows something was found. Never a text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.requested_by IS 'Who ran it: role of the database, or name of the key; null: the nightly run.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure.finished_at IS 'When it ended; null: it runs, or was interrupted.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.erasure_part IS 'While an erasure runs: what it selects and what its proof searches for, encrypted. Deleted when it ends.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure_part.id IS 'Number of the part.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure_part.erasure_id IS 'The erasure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure_part.kind IS 'selector: authors, ids or texts as asked for; words: texts, ids and pseudonyms of deleted rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure_part.key_ordinal IS 'The key (privacy_key).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.erasure_part.sealed IS 'AES-256-GCM: 12 bytes nonce, JSON, 16 bytes tag.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.kept_day IS 'Days of a source whose comments retention deleted. Their roll-ups stay as they were counted, also in a rebuild.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.kept_day.day IS 'The day, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.kept_day.dated IS 'As in rollup_day: false for comments without a time, which count on the day on which they were stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.kept_day.source IS 'The source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.kept_day.kept_at IS 'When its first comments were deleted.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.former_source IS 'Names that sources had, or that sources merged into them had: tombstones of ids are made with them.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.former_source.source IS 'The source, by its present name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.former_source.name IS 'A name that it had.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.tombstone IS 'Keyed hashes of what was erased: an import refuses such rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.tombstone.kind IS 'author, id (source and external id) or row (fingerprint).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.tombstone.mac IS '128 bits of the keyed hash.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.tombstone.erasure_id IS 'The erasure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.tombstone.created_at IS 'When it was erased.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.access_log IS 'Who was shown quotes or originals. Kept for VERBATIM_ACCESS_DAYS days.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.id IS 'Number of the entry.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.at IS 'When.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.who IS 'Name of the key, or role of the database.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.what IS 'quote, original, export or erasure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.feedback_ids IS 'The comments; empty for an erasure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.access_log.place IS 'Route or command.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.erased IS 'Rows that were not stored: their author, id or content was erased.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.masked IS 'Parts of its rows that were masked, by kind.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.masked IS 'Names that were masked or flagged in this run, by kind.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.author IS 'Pseudonym of the author: keyed hash (a, number of keys, 128 bits). Anything else is a name as given, from before version 0.4.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, rollups, themes, topics, theme-rollups, retention, review, digest, audit or checks.';
--> statement-breakpoint
ALTER TABLE "verbatim"."reported_day" ADD COLUMN "people" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."reported_day" ADD COLUMN "people_rated" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_contribution_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_rated" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_unread" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_negative" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_neutral" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_positive" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "authors_mixed" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_emotion_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_rating_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "authors_rated" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "authors_negative" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "authors_positive" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_month" ADD COLUMN "people" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_month" ADD COLUMN "people_rated" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_day" ADD COLUMN "authors" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_day" ADD COLUMN "authors_rated" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_day" ADD COLUMN "authors_negative" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_day" ADD COLUMN "authors_positive" bit(256);--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_month" ADD COLUMN "people" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_topic_month" ADD COLUMN "people_rated" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_emergence" ADD COLUMN "people" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_change" ADD COLUMN "few" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "feedback_author" ON "verbatim"."feedback" USING btree ("author","id") WHERE "verbatim"."feedback"."author" is not null;--> statement-breakpoint
-- Counts of sources with authors count no people until the next nightly run counts them again: their cells are hidden.
CREATE TEMPORARY TABLE authored ON COMMIT DROP AS SELECT DISTINCT source FROM verbatim.feedback WHERE author IS NOT NULL;
--> statement-breakpoint
INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
SELECT DISTINCT cube, day, dated, source
  FROM verbatim.rollup_day CROSS JOIN unnest(ARRAY['day', 'theme', 'topic']) AS cube
 WHERE attribute = '' AND source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_day SET authors = 0::bit(256), authors_rated = 0::bit(256), authors_unread = 0::bit(256), authors_negative = 0::bit(256), authors_neutral = 0::bit(256), authors_positive = 0::bit(256), authors_mixed = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_theme_day SET authors = 0::bit(256), authors_rated = 0::bit(256), authors_negative = 0::bit(256), authors_positive = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_topic_day SET authors = 0::bit(256), authors_rated = 0::bit(256), authors_negative = 0::bit(256), authors_positive = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_theme_month SET people = 0, people_rated = 0 WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_topic_month SET people = 0, people_rated = 0 WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_emotion_day SET authors = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_rating_day SET authors = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.rollup_contribution_day SET authors = 0::bit(256) WHERE source IN (SELECT source FROM authored);
--> statement-breakpoint
UPDATE verbatim.theme_emergence SET people = 0 WHERE EXISTS (SELECT FROM authored);
--> statement-breakpoint
UPDATE verbatim.topic_change SET few = true WHERE EXISTS (SELECT FROM authored);
--> statement-breakpoint
-- Which comments the former model had analysed is not known any more: all others may have been those of one person each.
UPDATE verbatim.reported_day d
   SET people = CASE WHEN d.analysed = 0 THEN p.people ELSE greatest(0, p.people - (d.feedback - d.analysed)) END,
       people_rated = greatest(0, p.people - (d.feedback - d.rated))
  FROM (SELECT r.attribute, r.day, r.source, r.value, count(DISTINCT coalesce(f.author, f.id::text)) AS people
          FROM verbatim.reported_day r
          LEFT JOIN verbatim.feedback f
            ON f.source = r.source AND f.occurred_at >= (r.day::timestamp AT TIME ZONE 'UTC')
           AND f.occurred_at < ((r.day + 1)::timestamp AT TIME ZONE 'UTC')
           AND (r.attribute = '' OR coalesce(left(f.attributes ->> r.attribute, 100), '') = r.value)
         WHERE r.source IN (SELECT source FROM authored) GROUP BY 1, 2, 3, 4) p
 WHERE d.attribute = p.attribute AND d.day = p.day AND d.source = p.source AND d.value = p.value;
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.people IS 'People who wrote the analysed comments, or all where none is analysed: at least so many; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reported_day.people_rated IS 'People who wrote the analysed comments with a rating, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_contribution_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors IS 'Who wrote the analysed comments: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_rated IS 'Who wrote the analysed comments with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_unread IS 'Who wrote the comments that are not analysed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_negative IS 'Who wrote the negative ones.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_neutral IS 'Who wrote the neutral ones.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_positive IS 'Who wrote the positive ones.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.authors_mixed IS 'Who wrote the mixed ones.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_emotion_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_rating_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_rated IS 'Who wrote those with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_negative IS 'Who wrote those with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_positive IS 'Who wrote those with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.people IS 'People who wrote them, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.people_rated IS 'People who wrote those with a rating, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_rated IS 'Who wrote those with a rating.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_negative IS 'Who wrote those with something negative about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_positive IS 'Who wrote those with something positive about it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.people IS 'People who wrote them, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.people_rated IS 'People who wrote those with a rating, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.people IS 'People who wrote the comments of these days, at least; null: as many as comments.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_change.few IS 'Whether a number of it, or what is left beside it, may be of fewer people than verbatim_reader may see.';
--> statement-breakpoint
CREATE TABLE "verbatim"."mask_pass" (
	"source" text PRIMARY KEY NOT NULL,
	"stage" text NOT NULL,
	"after" bigint DEFAULT 0 NOT NULL,
	"masked" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"comments" bigint DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "mask_pass_stage" CHECK ("verbatim"."mask_pass"."stage" in ('text', 'row', 'change', 'reject', 'name'))
);
--> statement-breakpoint
COMMENT ON TABLE verbatim.mask_pass IS 'Last run of verbatim privacy mask of each source: what it masked of comments that were stored before, and where it goes on if it was interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.source IS 'The source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.stage IS 'text, row (author, attributes), change (former values), reject or name (in texts): what it masks now, or masked last.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.after IS 'Number of the last document, comment, change or reject of the stage that it has seen.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.masked IS 'Parts that it masked, by kind.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.comments IS 'Comments whose text it masked.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.started_at IS 'When it began: comments stored later were masked when they were imported.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mask_pass.finished_at IS 'When it ended; null: it runs, or was interrupted.';
