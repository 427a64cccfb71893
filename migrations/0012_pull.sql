CREATE TABLE "verbatim"."origin" (
	"source" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"position" jsonb,
	"status" text,
	"error_code" text,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "origin_kind" CHECK ("verbatim"."origin"."kind" in ('sql', 'folder', 'bucket', 'http')),
	CONSTRAINT "origin_status" CHECK ("verbatim"."origin"."status" in ('running', 'done', 'failed', 'interrupted'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."origin_file" (
	"source" text NOT NULL,
	"key" "bytea" NOT NULL,
	"etag" text NOT NULL,
	"pulled_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "origin_file_source_key_pk" PRIMARY KEY("source","key")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."origin_file" ADD CONSTRAINT "origin_file_source_origin_source_fk" FOREIGN KEY ("source") REFERENCES "verbatim"."origin"("source") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
COMMENT ON TABLE verbatim.origin IS 'Where a source is pulled from: a query, a folder, a bucket or an HTTP address. No secrets: an address names variables of the environment.';
COMMENT ON COLUMN verbatim.origin.source IS 'The source that its comments carry.';
COMMENT ON COLUMN verbatim.origin.kind IS 'sql, folder, bucket or http.';
COMMENT ON COLUMN verbatim.origin.address IS 'Address or path; ${NAME} stands for a variable of the environment.';
COMMENT ON COLUMN verbatim.origin.settings IS 'Query, cursor, paging, and how its rows are read.';
COMMENT ON COLUMN verbatim.origin.position IS 'Up to where it was read: value of the cursor, and id of the last row. Changes in the transaction of the rows. Null: nothing yet, or no cursor.';
COMMENT ON COLUMN verbatim.origin.status IS 'Of the last pull: running, done, failed or interrupted; null: there was none.';
COMMENT ON COLUMN verbatim.origin.error_code IS 'Why the last pull failed; docs/errors.md has the codes.';
COMMENT ON COLUMN verbatim.origin.counts IS 'What the last pull did: files, rows, accepted, changed, duplicates, rejected, failed.';
COMMENT ON COLUMN verbatim.origin.created_at IS 'When it was added.';
COMMENT ON COLUMN verbatim.origin.started_at IS 'When the last pull began.';
COMMENT ON COLUMN verbatim.origin.finished_at IS 'When it ended; null: it runs, or was killed.';
COMMENT ON TABLE verbatim.origin_file IS 'Files of folders and buckets that were pulled. One that changes is pulled again.';
COMMENT ON COLUMN verbatim.origin_file.source IS 'The source.';
COMMENT ON COLUMN verbatim.origin_file.key IS 'SHA-256 of the path or key.';
COMMENT ON COLUMN verbatim.origin_file.etag IS 'Size and time, or size and tag, as it was pulled.';
COMMENT ON COLUMN verbatim.origin_file.pulled_at IS 'When its last row was stored.';
COMMENT ON COLUMN verbatim.run_step.step IS 'pull, analyse, words, rollups, themes, topics, theme-rollups, retention, review, digest, audit or checks.';
