CREATE TABLE "verbatim"."lease" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"backend_pid" integer,
	"backend_start" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "verbatim"."mutex" (
	"name" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
INSERT INTO verbatim.mutex (name) VALUES ('model'), ('audit'), ('theme_edit');
--> statement-breakpoint
COMMENT ON TABLE verbatim.lease IS 'What one process at a time may do: a lease is renewed while its holder lives, and is free for others after it has expired. All times are of this server''s clock.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.lease.name IS 'What it is for: nightly, themes, import ID, run ID, upload ID, scratch ID.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.lease.holder IS 'Random id that the holder chose.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.lease.expires_at IS 'When it is free, unless it is renewed before.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.lease.backend_pid IS 'Server process of the holder''s connection: when it ends, the lease is free at once. Null behind a connection pooler.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.lease.backend_start IS 'When that server process started, which tells it from a later one with the same number.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.mutex IS 'Rows that a transaction locks to be alone at something until it ends. Not advisory locks: anyone who can log in may take those.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.mutex.name IS 'What it is for.';
--> statement-breakpoint
CREATE SCHEMA IF NOT EXISTS verbatim_scratch;
--> statement-breakpoint
COMMENT ON SCHEMA verbatim_scratch IS 'Unlogged tables of imports that run: what a file has had so far. They go with their import. Not temporary tables: behind a transaction pooler each statement may meet another connection.';
--> statement-breakpoint
-- What a reader writes in a WHERE clause is evaluated after the conditions of the view, not on rows that it leaves out.
DO $$
DECLARE
  shown text;
BEGIN
  FOREACH shown IN ARRAY ARRAY['rollup_model', 'import', 'reject_reason', 'model', 'model_change', 'run_history', 'night', 'freshness', 'v_audit_latest', 'v_audit_gap', 'v_audit_insufficient', 'v_audit_finding_open', 'v_audit_trend', 'v_audit_swap', 'v_audit_drift_day', 'v_audit_gate', 'v_audit_pair'] LOOP
    EXECUTE format('ALTER VIEW reporting.%I SET (security_barrier = true)', shown);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION verbatim.edited_theme(theme bigint) RETURNS verbatim.theme
LANGUAGE plpgsql AS $$
DECLARE found_theme verbatim.theme;
BEGIN
  -- One edit at a time: two merges could close a circle together.
  PERFORM FROM verbatim.mutex m WHERE m.name = 'theme_edit' FOR UPDATE;
  SELECT * INTO found_theme FROM verbatim.theme t WHERE t.id = theme;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no theme %', theme USING ERRCODE = 'no_data_found', HINT = 'select * from reporting.theme';
  END IF;
  UPDATE verbatim.theme t SET edited_at = now() WHERE t.id = theme;
  RETURN found_theme;
END $$;
