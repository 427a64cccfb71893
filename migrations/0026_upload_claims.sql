ALTER TABLE "verbatim"."upload" ADD COLUMN "claimed_by" uuid;--> statement-breakpoint
ALTER TABLE "verbatim"."upload" ADD COLUMN "claimed_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "upload_run" ON "verbatim"."upload" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "upload_created" ON "verbatim"."upload" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "upload_state_created" ON "verbatim"."upload" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "import_running" ON "verbatim"."import" USING btree ("id") WHERE "verbatim"."import"."status" = 'running';--> statement-breakpoint
CREATE INDEX "run_running" ON "verbatim"."run" USING btree ("id") WHERE "verbatim"."run"."status" = 'running';--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.claimed_by IS 'Random id of the server that imports it; null: none does.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.claimed_until IS 'When another server may take it over, unless the claim is renewed before; by the clock of this database.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.seen_at IS 'When a server last held it, in memory or in its spool folder; renewed once a minute.';
