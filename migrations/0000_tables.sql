CREATE SCHEMA "verbatim";
--> statement-breakpoint
CREATE TABLE "verbatim"."analysis" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"run_id" bigint NOT NULL,
	"sentiment" text NOT NULL,
	"negative" real NOT NULL,
	"neutral" real NOT NULL,
	"positive" real NOT NULL,
	"score" real NOT NULL,
	"confidence" real NOT NULL,
	"emotions" text[] NOT NULL,
	"emotion_probabilities" real[] NOT NULL,
	"toxicity" real,
	"embedding" "bytea",
	"tokens" integer NOT NULL,
	"windows" integer NOT NULL,
	"truncated" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "analysis_document_id_model_id_pk" PRIMARY KEY("document_id","model_id"),
	CONSTRAINT "analysis_sentiment" CHECK ("verbatim"."analysis"."sentiment" in ('negative', 'neutral', 'positive', 'mixed')),
	CONSTRAINT "analysis_score" CHECK ("verbatim"."analysis"."score" between -1 and 1 and "verbatim"."analysis"."confidence" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."document" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."document_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" "bytea" NOT NULL,
	"text" text NOT NULL,
	"characters" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."failure" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"run_id" bigint NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "failure_document_id_model_id_pk" PRIMARY KEY("document_id","model_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_id" bigint NOT NULL,
	"line" bigint NOT NULL,
	"source" text NOT NULL,
	"identity" uuid NOT NULL,
	"fingerprint" uuid NOT NULL,
	"external_id" text,
	"document_id" bigint,
	"raw_text" text,
	"occurred_at" timestamp with time zone,
	"rating" double precision,
	"language" text,
	"author" text,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."import" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."import_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"file_name" text NOT NULL,
	"encoding" text NOT NULL,
	"delimiter" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"read" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"duplicates" bigint DEFAULT 0 NOT NULL,
	"rejected" bigint DEFAULT 0 NOT NULL,
	"without_text" bigint DEFAULT 0 NOT NULL,
	"new_documents" bigint DEFAULT 0 NOT NULL,
	"committed_line" bigint DEFAULT 0 NOT NULL,
	"error_code" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "import_status" CHECK ("verbatim"."import"."status" in ('running', 'done', 'failed', 'interrupted')),
	CONSTRAINT "import_counts" CHECK ("verbatim"."import"."read" = "verbatim"."import"."accepted" + "verbatim"."import"."duplicates" + "verbatim"."import"."rejected")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."model" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."model_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"version" text NOT NULL,
	"hash" text NOT NULL,
	"task" text NOT NULL,
	"precision" text NOT NULL,
	"max_length" integer NOT NULL,
	"manifest" jsonb NOT NULL,
	"active" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."reject" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."reject_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_id" bigint NOT NULL,
	"line" bigint NOT NULL,
	"column_name" text,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"raw_row" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."run" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."run_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"trigger" text NOT NULL,
	"model_id" integer NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"documents" bigint DEFAULT 0 NOT NULL,
	"analysed" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"padded_tokens" bigint DEFAULT 0 NOT NULL,
	"device" text,
	"runtime" text,
	"error_code" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_status" CHECK ("verbatim"."run"."status" in ('running', 'done', 'failed', 'interrupted'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."segment" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"start_offset" integer NOT NULL,
	"end_offset" integer NOT NULL,
	"sentiment" text NOT NULL,
	"negative" real NOT NULL,
	"neutral" real NOT NULL,
	"positive" real NOT NULL,
	"score" real NOT NULL,
	"toxicity" real,
	"embedding" "bytea",
	"tokens" integer NOT NULL,
	CONSTRAINT "segment_document_id_model_id_ordinal_pk" PRIMARY KEY("document_id","model_id","ordinal"),
	CONSTRAINT "segment_sentiment" CHECK ("verbatim"."segment"."sentiment" in ('negative', 'neutral', 'positive')),
	CONSTRAINT "segment_offsets" CHECK (0 <= "verbatim"."segment"."start_offset" and "verbatim"."segment"."start_offset" < "verbatim"."segment"."end_offset")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD CONSTRAINT "analysis_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD CONSTRAINT "analysis_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD CONSTRAINT "analysis_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."failure" ADD CONSTRAINT "failure_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."failure" ADD CONSTRAINT "failure_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."failure" ADD CONSTRAINT "failure_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "verbatim"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback" ADD CONSTRAINT "feedback_import_id_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "verbatim"."import"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback" ADD CONSTRAINT "feedback_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."reject" ADD CONSTRAINT "reject_import_id_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "verbatim"."import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD CONSTRAINT "run_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."segment" ADD CONSTRAINT "segment_analysis" FOREIGN KEY ("document_id","model_id") REFERENCES "verbatim"."analysis"("document_id","model_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "analysis_run" ON "verbatim"."analysis" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "document_hash" ON "verbatim"."document" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_identity" ON "verbatim"."feedback" USING btree ("source","identity");--> statement-breakpoint
CREATE INDEX "feedback_document" ON "verbatim"."feedback" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "feedback_occurred_at" ON "verbatim"."feedback" USING btree ("occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "model_hash" ON "verbatim"."model" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "model_one_active" ON "verbatim"."model" USING btree ("task") WHERE "verbatim"."model"."active";--> statement-breakpoint
CREATE INDEX "reject_import" ON "verbatim"."reject" USING btree ("import_id","line");