CREATE TABLE "verbatim"."feedback_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."feedback_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feedback_id" bigint NOT NULL,
	"import_id" bigint NOT NULL,
	"line" bigint NOT NULL,
	"old_document_id" bigint,
	"new_document_id" bigint,
	"old_values" jsonb NOT NULL,
	"new_values" jsonb NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."mapping" (
	"name" text PRIMARY KEY NOT NULL,
	"columns" jsonb NOT NULL,
	"options" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."import" DROP CONSTRAINT "import_counts";--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "layout" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "changed" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD COLUMN "repeats" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD COLUMN "closed_as" text;--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD COLUMN "closed_by" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD COLUMN "closed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback_change" ADD CONSTRAINT "feedback_change_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback_change" ADD CONSTRAINT "feedback_change_import_id_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "verbatim"."import"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback_change" ADD CONSTRAINT "feedback_change_old_document_id_document_id_fk" FOREIGN KEY ("old_document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback_change" ADD CONSTRAINT "feedback_change_new_document_id_document_id_fk" FOREIGN KEY ("new_document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feedback_change_feedback" ON "verbatim"."feedback_change" USING btree ("feedback_id");--> statement-breakpoint
CREATE INDEX "feedback_change_import" ON "verbatim"."feedback_change" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "feedback_change_old_document" ON "verbatim"."feedback_change" USING btree ("old_document_id");--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD CONSTRAINT "reject_closed_by_import_id_fk" FOREIGN KEY ("closed_by") REFERENCES "verbatim"."import"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reject_row" ON "verbatim"."reject" USING btree (md5("raw_row")) WHERE "verbatim"."reject"."closed_as" is distinct from 'repeated';--> statement-breakpoint
CREATE INDEX "reject_repeats" ON "verbatim"."reject" USING btree ("repeats");--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD CONSTRAINT "import_counts" CHECK ("verbatim"."import"."read" = "verbatim"."import"."accepted" + "verbatim"."import"."duplicates" + "verbatim"."import"."changed" + "verbatim"."import"."rejected");--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD CONSTRAINT "reject_closed" CHECK ("verbatim"."reject"."closed_as" in ('mended', 'repeated'));
--> statement-breakpoint
COMMENT ON TABLE verbatim.feedback_change IS 'What a later file changed in a feedback that was stored: one row a change, oldest first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.id IS 'Number of the change.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.feedback_id IS 'The feedback; its row has the new values.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.import_id IS 'The import that brought the change.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.line IS 'Physical line of that import''s file, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.old_document_id IS 'Its text before; null when it had none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.new_document_id IS 'Its text after; null when it has none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.old_values IS 'Values before of the columns that changed, by column name of feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.new_values IS 'Values after of the same columns.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.changed_at IS 'When it was recorded.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.mapping IS 'Mappings saved under a name, for files that come again.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mapping.name IS 'Name given with --save-mapping.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mapping.columns IS 'Which column holds which field: {"text": "Review Text", ...}.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mapping.options IS 'How the columns are read: ignored and kept ones, date order, time zone, decimal sign, joined texts.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mapping.created_at IS 'When it was saved first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mapping.changed_at IS 'When it was saved last.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.layout IS 'How the file was read: format, header, quotes, columns that were ignored, date order, time zone, decimal sign.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.changed IS 'Rows that were stored with other content; see feedback_change.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.read IS 'Rows read so far = accepted + duplicates + changed + rejected.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.repeats IS 'The first reject of the same row, when an earlier import had rejected it too.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.closed_as IS 'mended: the row was imported; repeated: a later import rejected it again and holds it open. Null while open.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.closed_by IS 'The import that closed it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.closed_at IS 'When it was closed; null while open.';
