ALTER TABLE "verbatim"."installation" ADD COLUMN "keyed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verbatim"."upload" ADD COLUMN "owner" text;--> statement-breakpoint
DROP INDEX "verbatim"."upload_idempotency_key";--> statement-breakpoint
CREATE UNIQUE INDEX "upload_idempotency_key" ON "verbatim"."upload" USING btree ("idempotency_key",coalesce("owner", ''));--> statement-breakpoint
COMMENT ON COLUMN verbatim.installation.keyed_at IS 'When the first key of the HTTP server was made; null: never. From then on nobody is answered without a key.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.owner IS 'Id of the key that sent it (api_key.id, or VERBATIM_API_KEY); null: no key. Other keys do not see it, unless they have the scope admin.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.idempotency_key IS 'Idempotency-Key of the request; the same one from the same owner names the same upload.';
--> statement-breakpoint
UPDATE verbatim.installation SET keyed_at = (SELECT min(created_at) FROM verbatim.api_key);
--> statement-breakpoint
CREATE FUNCTION verbatim.note_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE verbatim.installation SET keyed_at = now() WHERE keyed_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_key() IS 'Notes that a key was made: the HTTP server never opens again to callers without one.';
--> statement-breakpoint
CREATE TRIGGER api_key_made AFTER INSERT ON verbatim.api_key FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_key();
