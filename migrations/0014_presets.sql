CREATE TABLE "verbatim"."preset" (
	"name" text PRIMARY KEY NOT NULL,
	"definition" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
COMMENT ON TABLE verbatim.preset IS 'What users say of the files that a tool exports, beside the presets that Verbatim ships.';
COMMENT ON COLUMN verbatim.preset.name IS 'Name of the preset, as --preset takes it.';
COMMENT ON COLUMN verbatim.preset.definition IS 'The preset in YAML, as it was stored.';
COMMENT ON COLUMN verbatim.preset.created_at IS 'When it was stored first.';
COMMENT ON COLUMN verbatim.preset.changed_at IS 'When it was stored last.';
