CREATE TABLE "verbatim"."night_schedule" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"pattern" text NOT NULL,
	"zone" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "night_schedule_one" CHECK ("verbatim"."night_schedule"."one")
);
--> statement-breakpoint
COMMENT ON TABLE verbatim.night_schedule IS 'When nights are made by themselves: one row, or none. The queue only rings at these times, and is set again from here when it has lost its data.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.night_schedule.one IS 'True: there is one schedule.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.night_schedule.pattern IS 'Five fields of cron.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.night_schedule.zone IS 'IANA time zone of the pattern.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.night_schedule.changed_at IS 'When it was set last.';
