ALTER TABLE "verbatim"."audit_policy" ADD COLUMN "nightly" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_policy_nightly" ON "verbatim"."audit_policy" USING btree ("nightly") WHERE "verbatim"."audit_policy"."nightly";--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_policy.nightly IS 'Whether nights are audited by it; one policy at most.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, rollups, themes, theme-rollups, digest, audit or checks.';
