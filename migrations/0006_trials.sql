CREATE TABLE "verbatim"."trial" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"since_run" bigint DEFAULT 0 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trial_document_id_model_id_pk" PRIMARY KEY("document_id","model_id"),
	CONSTRAINT "trial_lost" CHECK ("verbatim"."trial"."lost" >= 0)
);
--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD COLUMN "attended" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."trial" ADD CONSTRAINT "trial_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."trial" ADD CONSTRAINT "trial_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
COMMENT ON TABLE verbatim.trial IS 'Documents that a worker was lost on, or that are to be tried again, until they have a result. Empty in quiet times.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.trial.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.trial.model_id IS 'The model that is to judge it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.trial.lost IS 'How many worker processes ended while they worked on it under watch; it is then run in smaller groups, alone, and at last set aside as WORKER_LOST.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.trial.since_run IS 'A failure that a run before this one found is stale and is not stored: verbatim retry has asked anew.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.trial.changed_at IS 'When the row was last changed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.attended IS 'Whether a process waits for its end. One that is gone leaves it running; the next command sets it to interrupted.';
