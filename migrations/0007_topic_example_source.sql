-- An example that is copied from a comment is deleted with it.
ALTER TABLE "verbatim"."topic_example" ADD COLUMN "feedback_id" bigint;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_example" ADD CONSTRAINT "topic_example_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "topic_example_feedback" ON "verbatim"."topic_example" USING btree ("feedback_id");--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.feedback_id IS 'Comment that the example is copied from; deleting that deletes the example. Null for examples that people wrote.';
