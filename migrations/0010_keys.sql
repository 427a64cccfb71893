CREATE TABLE "verbatim"."api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_key_scopes" CHECK (cardinality("verbatim"."api_key"."scopes") > 0 and "verbatim"."api_key"."scopes" <@ array['read', 'quotes', 'import', 'admin']),
	CONSTRAINT "api_key_hash" CHECK (octet_length("verbatim"."api_key"."hash") = 32)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_name" ON "verbatim"."api_key" USING btree ("name") WHERE "verbatim"."api_key"."revoked_at" is null;--> statement-breakpoint
COMMENT ON TABLE verbatim.api_key IS 'Keys of the HTTP server (verbatim key). The key itself is shown once, when it is made, and stored nowhere.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.id IS 'The middle of the key: vb_ID_SECRET.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.hash IS 'SHA-256 of the key.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.name IS 'Who or what has it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.scopes IS 'What it may do: read, quotes, import, admin.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.created_at IS 'When it was made.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.expires_at IS 'From when it is refused; null: never.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.revoked_at IS 'When it was taken back; null: it was not.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.last_used_at IS 'When it was last used, to the minute.';
