CREATE TABLE "verbatim"."document_words" (
	"document_id" bigint PRIMARY KEY NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."handled" (
	"feedback_id" bigint PRIMARY KEY NOT NULL,
	"note" text,
	"handled_by" text NOT NULL,
	"handled_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "handled_note" CHECK (char_length("verbatim"."handled"."note") between 1 and 2000)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."writer_use" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."writer_use_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint,
	"purpose" text NOT NULL,
	"writer" text NOT NULL,
	"requests" integer NOT NULL,
	"failed_requests" integer NOT NULL,
	"prompt_tokens" bigint,
	"completion_tokens" bigint,
	"sentences" integer NOT NULL,
	"dropped" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "writer_use_purpose" CHECK ("verbatim"."writer_use"."purpose" in ('answer', 'theme_names', 'digest', 'reply')),
	CONSTRAINT "writer_use_counts" CHECK ("verbatim"."writer_use"."requests" >= 0 and "verbatim"."writer_use"."failed_requests" between 0 and "verbatim"."writer_use"."requests" and "verbatim"."writer_use"."dropped" between 0 and "verbatim"."writer_use"."sentences")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD COLUMN "name_asked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD COLUMN "name_writer" text;--> statement-breakpoint
ALTER TABLE "verbatim"."document_words" ADD CONSTRAINT "document_words_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."handled" ADD CONSTRAINT "handled_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."writer_use" ADD CONSTRAINT "writer_use_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "document_words_words" ON "verbatim"."document_words" USING gin ("words");--> statement-breakpoint
CREATE INDEX "writer_use_run" ON "verbatim"."writer_use" USING btree ("run_id");--> statement-breakpoint
COMMENT ON TABLE verbatim.document_words IS 'Words of each analysed text, for search by words. Written with the analysis; a nightly run adds what is missing.';
COMMENT ON COLUMN verbatim.document_words.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.document_words.words IS 'Its words as Postgres stems them in its language; words as they are, where Postgres has no rules for the language.';
COMMENT ON TABLE verbatim.handled IS 'Comments that somebody has seen to.';
COMMENT ON COLUMN verbatim.handled.feedback_id IS 'The comment.';
COMMENT ON COLUMN verbatim.handled.note IS 'What was done, in the words of who did it; null: nothing was said.';
COMMENT ON COLUMN verbatim.handled.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN verbatim.handled.handled_at IS 'When it was last marked.';
COMMENT ON TABLE verbatim.writer_use IS 'What a model that writes was asked for, what it cost, and how much of what it wrote was dropped. No text.';
COMMENT ON COLUMN verbatim.writer_use.id IS 'Number of the use.';
COMMENT ON COLUMN verbatim.writer_use.run_id IS 'The run that asked; null: a person or a program did.';
COMMENT ON COLUMN verbatim.writer_use.purpose IS 'answer, theme_names, digest or reply.';
COMMENT ON COLUMN verbatim.writer_use.writer IS 'Name of the model, as its server or folder gives it.';
COMMENT ON COLUMN verbatim.writer_use.requests IS 'Requests sent, repeated ones included; runs of a model in a folder.';
COMMENT ON COLUMN verbatim.writer_use.failed_requests IS 'Of them, those without a usable answer.';
COMMENT ON COLUMN verbatim.writer_use.prompt_tokens IS 'Tokens that were sent, as the server counts them; null: it does not say.';
COMMENT ON COLUMN verbatim.writer_use.completion_tokens IS 'Tokens that were written; null: it does not say.';
COMMENT ON COLUMN verbatim.writer_use.sentences IS 'Sentences that it wrote.';
COMMENT ON COLUMN verbatim.writer_use.dropped IS 'Of them, those that no named sentences bear out, which nobody was shown.';
COMMENT ON COLUMN verbatim.writer_use.at IS 'When it ended.';
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, words, rollups, themes, topics, theme-rollups, retention, review, digest, audit or checks.';
COMMENT ON COLUMN verbatim.theme.name_asked IS 'Whether a writer was asked for a name since the theme has its generated one.';
COMMENT ON COLUMN verbatim.theme.name_writer IS 'Model that wrote the name; null: it is a topic, or a phrase of the comments.';
