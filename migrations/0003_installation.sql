CREATE TABLE "verbatim"."installation" (
	"id" uuid PRIMARY KEY NOT NULL
);

--> statement-breakpoint
INSERT INTO "verbatim"."installation" ("id") VALUES (gen_random_uuid());
--> statement-breakpoint
COMMENT ON TABLE "verbatim"."installation" IS 'One row: what tells this installation from others that share its Redis.';
--> statement-breakpoint
COMMENT ON COLUMN "verbatim"."installation"."id" IS 'Random, made once by the migration.';
