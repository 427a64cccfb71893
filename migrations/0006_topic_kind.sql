ALTER TABLE "verbatim"."topic" ADD COLUMN "kind" text DEFAULT 'subject' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."topic" ADD CONSTRAINT "topic_kind" CHECK ("verbatim"."topic"."kind" in ('subject', 'statement'));
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.kind IS 'subject: what a sentence is about; statement: what it does, such as to complain, to praise or to ask.';
