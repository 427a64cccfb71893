CREATE TABLE verbatim.definition (
  name text PRIMARY KEY,
  hash text NOT NULL,
  stored text NOT NULL,
  server integer NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
COMMENT ON TABLE verbatim.definition IS 'Views and functions as this database has had them from migrations/views/: a changed file is applied again, and a definition that was changed by hand is restored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.definition.name IS 'Schema and name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.definition.hash IS 'SHA-256 of its file.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.definition.stored IS 'MD5 of what the server wrote when asked for it, just after it was applied.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.definition.server IS 'server_version_num of that server: another may write the same definition in other words.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.definition.applied_at IS 'When it was applied.';
--> statement-breakpoint
ALTER TABLE verbatim.installation ADD COLUMN version text;
--> statement-breakpoint
COMMENT ON COLUMN verbatim.installation.version IS 'The newest Verbatim that changed this schema: an older one refuses to work with it.';
