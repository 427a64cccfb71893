CREATE TABLE "verbatim"."upload" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"state" text DEFAULT 'receiving' NOT NULL,
	"file_name" text NOT NULL,
	"format" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"fingerprint" text,
	"idempotency_key" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"cancel_requested" boolean DEFAULT false NOT NULL,
	"attributes" text[] DEFAULT '{}' NOT NULL,
	"unparsed" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error" jsonb,
	"analysis_pending" boolean DEFAULT false NOT NULL,
	"run_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"received_at" timestamp with time zone,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "upload_state" CHECK ("verbatim"."upload"."state" in ('receiving', 'queued', 'running', 'done', 'failed', 'cancelled', 'broken_off')),
	CONSTRAINT "upload_format" CHECK ("verbatim"."upload"."format" in ('csv', 'ndjson'))
);
--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "upload_id" uuid;--> statement-breakpoint
ALTER TABLE "verbatim"."upload" ADD CONSTRAINT "upload_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "upload_idempotency_key" ON "verbatim"."upload" USING btree ("idempotency_key");--> statement-breakpoint
CREATE INDEX "upload_open" ON "verbatim"."upload" USING btree ("state") WHERE "verbatim"."upload"."finished_at" is null or "verbatim"."upload"."analysis_pending";--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD CONSTRAINT "import_upload_id_upload_id_fk" FOREIGN KEY ("upload_id") REFERENCES "verbatim"."upload"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_upload" ON "verbatim"."import" USING btree ("upload_id");--> statement-breakpoint
COMMENT ON TABLE verbatim.upload IS 'One file or batch that was sent over HTTP, from its first byte to the end of its import.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.id IS 'Name of the upload in the addresses of the HTTP server, and of its spool file.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.state IS 'receiving, queued, running, done, failed, cancelled, or broken_off (the sender went away before the end: nothing was imported).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.file_name IS 'Name the sender gave the file: a label, never a path.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.format IS 'What the spool file holds: csv (any delimited text) or ndjson.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.settings IS 'Source, map, delimiter and encoding, as far as the sender gave them.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.bytes IS 'Size of the spool file.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.bytes_read IS 'Bytes of it that the import has read.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.fingerprint IS 'SHA-256 over content, file name and settings; null until all is received.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.idempotency_key IS 'Idempotency-Key of the request; the same key names the same upload.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.attempts IS 'How often its import was begun without being told to stop; bounded.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.cancel_requested IS 'True once somebody asked to stop the running import.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.attributes IS 'Columns that went to the attributes; filled at the end.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.unparsed IS 'Columns with cells that were not understood: column, count, first line; filled at the end.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.error IS 'Code, message and fix of what ended it; never feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.analysis_pending IS 'True from the end of the import until its documents are in the queue.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.run_id IS 'Run that analyses its documents; null when it brought no new ones.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.created_at IS 'When its first byte came.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.received_at IS 'When its last byte came.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.seen_at IS 'When a server last held it, in memory or in its spool folder.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.finished_at IS 'When it ended, however it ended.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.upload_id IS 'Upload that brought the file; null for the command line. One that was interrupted has several imports: the last one read the file to its end.';
