ALTER TABLE "verbatim"."feedback" DROP CONSTRAINT "feedback_import_id_import_id_fk";
--> statement-breakpoint
ALTER TABLE "verbatim"."feedback" DROP CONSTRAINT "feedback_document_id_document_id_fk";
