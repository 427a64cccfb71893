CREATE TABLE "verbatim"."alert" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."alert_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule" text NOT NULL,
	"watch" text NOT NULL,
	"measure" text,
	"direction" text NOT NULL,
	"subject" text NOT NULL,
	"topic_id" uuid,
	"theme_id" bigint,
	"finding_id" bigint,
	"source" text,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"n" bigint NOT NULL,
	"of" bigint,
	"n_before" bigint,
	"of_before" bigint,
	"days_before" integer,
	"value" double precision,
	"low" double precision,
	"high" double precision,
	"expected" double precision,
	"probability" double precision,
	"people" bigint,
	"seen_day" date NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"found_at" timestamp with time zone DEFAULT now() NOT NULL,
	"snoozed_until" timestamp with time zone,
	"changed_at" timestamp with time zone,
	"changed_by" text,
	"note" text,
	CONSTRAINT "alert_state" CHECK ("verbatim"."alert"."state" in ('open', 'snoozed', 'resolved')),
	CONSTRAINT "alert_snoozed" CHECK (("verbatim"."alert"."state" = 'snoozed') = ("verbatim"."alert"."snoozed_until" is not null)),
	CONSTRAINT "alert_direction" CHECK ("verbatim"."alert"."direction" in ('up', 'down')),
	CONSTRAINT "alert_note" CHECK (char_length("verbatim"."alert"."note") between 1 and 2000)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."alert_channel" (
	"name" text PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."alert_message" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel" text NOT NULL,
	"alerts" bigint[] NOT NULL,
	"again" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"sent_at" timestamp with time zone,
	"dropped_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "verbatim"."alert_rule" (
	"name" text PRIMARY KEY NOT NULL,
	"place" integer NOT NULL,
	"document" jsonb NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL,
	"looked_at" timestamp with time zone,
	"tests" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."alert" ADD CONSTRAINT "alert_topic_id_topic_id_fk" FOREIGN KEY ("topic_id") REFERENCES "verbatim"."topic"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."alert" ADD CONSTRAINT "alert_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."alert" ADD CONSTRAINT "alert_finding_id_audit_finding_id_fk" FOREIGN KEY ("finding_id") REFERENCES "verbatim"."audit_finding"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_active" ON "verbatim"."alert" USING btree ("rule","subject") WHERE "verbatim"."alert"."state" <> 'resolved';--> statement-breakpoint
CREATE INDEX "alert_subject" ON "verbatim"."alert" USING btree ("rule","subject","id");--> statement-breakpoint
CREATE INDEX "alert_topic" ON "verbatim"."alert" USING btree ("topic_id");--> statement-breakpoint
CREATE INDEX "alert_theme" ON "verbatim"."alert" USING btree ("theme_id");--> statement-breakpoint
CREATE INDEX "alert_finding" ON "verbatim"."alert" USING btree ("finding_id");--> statement-breakpoint
CREATE INDEX "alert_message_waiting" ON "verbatim"."alert_message" USING btree ("created_at") WHERE "verbatim"."alert_message"."sent_at" is null and "verbatim"."alert_message"."dropped_at" is null;--> statement-breakpoint
CREATE INDEX "alert_message_alerts" ON "verbatim"."alert_message" USING gin ("alerts");--> statement-breakpoint
COMMENT ON TABLE verbatim.alert IS 'What rules of alerts found, and what became of it: the history of alerts. No text of comments.';
COMMENT ON COLUMN verbatim.alert.id IS 'Number of the alert.';
COMMENT ON COLUMN verbatim.alert.rule IS 'Name of the rule that found it.';
COMMENT ON COLUMN verbatim.alert.watch IS 'topic, theme, sentiment, volume, toxicity, drift or audit.';
COMMENT ON COLUMN verbatim.alert.measure IS 'Which comments count: complaints, praise or share of a topic or theme; negative or positive; null: all, or an audit.';
COMMENT ON COLUMN verbatim.alert.direction IS 'up: more than expected; down: less.';
COMMENT ON COLUMN verbatim.alert.subject IS 'Key of what it is about, without its name: with the rule, what is found once.';
COMMENT ON COLUMN verbatim.alert.topic_id IS 'The topic; null: it is about none.';
COMMENT ON COLUMN verbatim.alert.theme_id IS 'The theme; null: it is about none.';
COMMENT ON COLUMN verbatim.alert.finding_id IS 'The finding of an audit; null: of none.';
COMMENT ON COLUMN verbatim.alert.source IS 'The source; null: all that the rule names, or all.';
COMMENT ON COLUMN verbatim.alert.first_day IS 'First day, UTC, of those in which it was found; of an audit the day of the audit.';
COMMENT ON COLUMN verbatim.alert.last_day IS 'The last of them.';
COMMENT ON COLUMN verbatim.alert.n IS 'Comments that count in these days; of an audit the rows of the group.';
COMMENT ON COLUMN verbatim.alert."of" IS 'Comments that they are a share of; null: of volumes and audits.';
COMMENT ON COLUMN verbatim.alert.n_before IS 'Comments that count in the days before; null: of fewer than ten people, or an audit.';
COMMENT ON COLUMN verbatim.alert.of_before IS 'Comments that these are a share of; null: as of.';
COMMENT ON COLUMN verbatim.alert.days_before IS 'How many days were before; null: an audit.';
COMMENT ON COLUMN verbatim.alert.value IS 'n / of; of volumes n / expected; of an audit its measure.';
COMMENT ON COLUMN verbatim.alert.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN verbatim.alert.high IS 'High end of it.';
COMMENT ON COLUMN verbatim.alert.expected IS 'Count that the days before let expect; null: an audit.';
COMMENT ON COLUMN verbatim.alert.probability IS 'Of such a count, if nothing has changed, before the correction; null: an audit.';
COMMENT ON COLUMN verbatim.alert.people IS 'People who wrote the comments of n, at least; for down those of the days before; null: an audit.';
COMMENT ON COLUMN verbatim.alert.seen_day IS 'Last day, UTC, in which it was still so.';
COMMENT ON COLUMN verbatim.alert.state IS 'open, snoozed or resolved.';
COMMENT ON COLUMN verbatim.alert.found_at IS 'When it was found.';
COMMENT ON COLUMN verbatim.alert.snoozed_until IS 'Until when nobody is told again; null: it is not snoozed.';
COMMENT ON COLUMN verbatim.alert.changed_at IS 'When its state was last changed; null: never.';
COMMENT ON COLUMN verbatim.alert.changed_by IS 'Name of the API key, or of who ran the command; null: nobody, or it ended by itself.';
COMMENT ON COLUMN verbatim.alert.note IS 'What was done, in the words of who did it.';
COMMENT ON TABLE verbatim.alert_channel IS 'Channels of alerts: Slack, Teams, webhooks, e-mail.';
COMMENT ON COLUMN verbatim.alert_channel.name IS 'Its name.';
COMMENT ON COLUMN verbatim.alert_channel.document IS 'Kind, address and what else its file says; secrets as names of variables of the environment, never as they are.';
COMMENT ON COLUMN verbatim.alert_channel.applied_at IS 'When it was last applied.';
COMMENT ON TABLE verbatim.alert_message IS 'Messages about alerts, one for each channel and check that found something.';
COMMENT ON COLUMN verbatim.alert_message.id IS 'Its id, and the idempotency key that it is sent with each time.';
COMMENT ON COLUMN verbatim.alert_message.channel IS 'Name of the channel.';
COMMENT ON COLUMN verbatim.alert_message.alerts IS 'Numbers of the alerts that it is about.';
COMMENT ON COLUMN verbatim.alert_message.again IS 'Whether it is about alerts whose snooze has ended.';
COMMENT ON COLUMN verbatim.alert_message.created_at IS 'When the check found them.';
COMMENT ON COLUMN verbatim.alert_message.attempts IS 'Checks that tried to send it and could not.';
COMMENT ON COLUMN verbatim.alert_message.error_code IS 'Code of the last error.';
COMMENT ON COLUMN verbatim.alert_message.sent_at IS 'When the channel took it; null: not yet.';
COMMENT ON COLUMN verbatim.alert_message.dropped_at IS 'When it was given up: too old, or its alerts are resolved.';
COMMENT ON TABLE verbatim.alert_rule IS 'Rules of alerts.';
COMMENT ON COLUMN verbatim.alert_rule.name IS 'Its name.';
COMMENT ON COLUMN verbatim.alert_rule.place IS 'Order of the rules.';
COMMENT ON COLUMN verbatim.alert_rule.document IS 'What its file says, with defaults filled in.';
COMMENT ON COLUMN verbatim.alert_rule.applied_at IS 'When it was last changed.';
COMMENT ON COLUMN verbatim.alert_rule.looked_at IS 'When it was last checked: the chance of false alarms of a check is that of the time since then.';
COMMENT ON COLUMN verbatim.alert_rule.tests IS 'Tests of its last check.';
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, words, rollups, themes, topics, theme-rollups, retention, review, digest, audit, alerts or checks.';
INSERT INTO verbatim.mutex (name) VALUES ('alert');
