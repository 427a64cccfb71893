CREATE TABLE "verbatim"."worker" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"process" integer NOT NULL,
	"model_id" integer REFERENCES "verbatim"."model"("id"),
	"device" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lock_seconds" real NOT NULL,
	"held" integer DEFAULT 0 NOT NULL,
	"finished" bigint DEFAULT 0 NOT NULL,
	"waits_for" text,
	"left_code" text
);
--> statement-breakpoint
COMMENT ON TABLE "verbatim"."worker" IS 'One row per worker process that takes batches, renewed several times in the time of a lock. Removed when the worker stops as told; a day after it was last heard otherwise.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."id" IS 'Random, made at each start.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."host" IS 'Name of the machine.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."process" IS 'Process id on that machine.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."model_id" IS 'Model whose batches it takes.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."device" IS 'cpu, cuda or cuda:N.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."started_at" IS 'When it began to take batches.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."heard_at" IS 'When it last reached this database, by the clock of this database.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."lock_seconds" IS 'Its VERBATIM_LOCK_SECONDS. Not heard for longer: its batches are free for others.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."held" IS 'Batches that it works on.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."finished" IS 'Batches that it has finished.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."waits_for" IS 'Why it takes no batch: database, queue, clock. Null: it takes some.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."worker"."left_code" IS 'Code of the error with which it left the queue, such as DEVICE_LOST; null while it works.';
