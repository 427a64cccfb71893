ALTER TABLE "verbatim"."import" DROP CONSTRAINT "import_status";--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD CONSTRAINT "import_status" CHECK ("verbatim"."import"."status" in ('running', 'done', 'failed', 'interrupted', 'undoing', 'undone'));--> statement-breakpoint
ALTER TABLE "verbatim"."import" ADD COLUMN "undone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verbatim"."feedback_change" ADD COLUMN "old_fingerprint" uuid;--> statement-breakpoint
CREATE TABLE "verbatim"."audit_cube_touched" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_cube_touched_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"model_id" integer NOT NULL,
	"day" date NOT NULL
);
--> statement-breakpoint
-- Deleting a document looks up each table that refers to documents.
CREATE INDEX "feedback_change_new_document" ON "verbatim"."feedback_change" USING btree ("new_document_id");--> statement-breakpoint
CREATE INDEX "digest_quote_document" ON "verbatim"."digest_quote" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "theme_quote_document" ON "verbatim"."theme_quote" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "audit_evidence_feedback" ON "verbatim"."audit_evidence" USING btree ("feedback_id");--> statement-breakpoint
CREATE INDEX "reject_closed_by" ON "verbatim"."reject" USING btree ("closed_by");--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.status IS 'running; done; failed; interrupted; undoing: verbatim import undo has begun to take it back; undone: it was taken back, its counts stay.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.undone_at IS 'When verbatim import undo had taken it back; null: it was not.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback_change.old_fingerprint IS 'Fingerprint of the row before the change; null: changed by a version that did not keep it.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_cube_touched IS 'Days that the audit cube must count again because feedback or results were changed or deleted. Written by triggers; the next audit deletes the rows as it counts. What is new is found by the counters of imports and runs.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_touched.id IS 'Number of the row.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_touched.model_id IS 'Model whose cube it is.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_touched.day IS 'Day, UTC; -infinity: feedback without a time.';
--> statement-breakpoint
CREATE FUNCTION verbatim.audit_note_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM verbatim.audit_cube_set) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, d.day
      FROM (SELECT DISTINCT coalesce((occurred_at AT TIME ZONE 'UTC')::date, '-infinity') AS day FROM old_rows) d
     CROSS JOIN (SELECT DISTINCT model_id FROM verbatim.audit_cube_set) s;
  ELSE
    INSERT INTO verbatim.audit_cube_touched (model_id, day)
    SELECT s.model_id, d.day
      FROM (SELECT DISTINCT coalesce((v.occurred_at AT TIME ZONE 'UTC')::date, '-infinity') AS day
              FROM old_rows o JOIN new_rows n ON n.id = o.id
             CROSS JOIN LATERAL (VALUES (o.occurred_at), (n.occurred_at)) AS v (occurred_at)
             WHERE (o.occurred_at, o.source, o.document_id, o.rating, o.language, o.attributes)
                   IS DISTINCT FROM (n.occurred_at, n.source, n.document_id, n.rating, n.language, n.attributes)) d
     CROSS JOIN (SELECT DISTINCT model_id FROM verbatim.audit_cube_set) s;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.audit_note_feedback() IS 'Notes in audit_cube_touched the days of changed and deleted feedback.';
--> statement-breakpoint
CREATE FUNCTION verbatim.audit_note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO verbatim.audit_cube_touched (model_id, day)
  SELECT DISTINCT c.model_id, coalesce((f.occurred_at AT TIME ZONE 'UTC')::date, '-infinity')
    FROM changed_rows c JOIN verbatim.feedback f ON f.document_id = c.document_id
   WHERE c.model_id IN (SELECT model_id FROM verbatim.audit_cube_set);
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.audit_note_result() IS 'Notes in audit_cube_touched the days of feedback whose document was set aside, is no longer set aside, or lost its analysis.';
--> statement-breakpoint
CREATE TRIGGER audit_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback();
--> statement-breakpoint
CREATE TRIGGER audit_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback();
--> statement-breakpoint
CREATE TRIGGER audit_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
--> statement-breakpoint
CREATE TRIGGER audit_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
--> statement-breakpoint
CREATE TRIGGER audit_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result();
--> statement-breakpoint
-- A failure that became an analysis may be missing from cubes that exist: they are filled again by the next audit.
TRUNCATE verbatim.audit_cube;
--> statement-breakpoint
UPDATE verbatim.audit_cube_set SET filled = false;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.import WITH (security_barrier) AS
SELECT i.id AS import_id, i.source, i.file_name, i.status, i.read, i.accepted, i.duplicates, i.changed, i.rejected,
       i.started_at, i.finished_at, i.undone_at
  FROM verbatim.import i;
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.status IS 'running, done, failed, interrupted, undoing or undone.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.import.undone_at IS 'When it was taken back; null: it was not.';
