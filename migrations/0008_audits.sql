CREATE TABLE "verbatim"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kinds" text[] NOT NULL,
	"trigger" text NOT NULL,
	"policy_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"source" text,
	"window_from" timestamp with time zone,
	"window_to" timestamp with time zone,
	"input_sha256" text NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"pending" bigint DEFAULT 0 NOT NULL,
	"hidden_rows" bigint DEFAULT 0 NOT NULL,
	"seed" integer NOT NULL,
	"code_version" text NOT NULL,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"charts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"verdict" text NOT NULL,
	"exit_code" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_trigger" CHECK ("verbatim"."audit"."trigger" in ('nightly', 'release', 'manual')),
	CONSTRAINT "audit_verdict" CHECK ("verbatim"."audit"."verdict" in ('pass', 'warn', 'fail', 'insufficient'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_baseline" (
	"model_id" integer NOT NULL,
	"source" text DEFAULT '' NOT NULL,
	"column_name" text NOT NULL,
	"kind" text NOT NULL,
	"edges" jsonb,
	"counts" jsonb,
	"vectors" "bytea",
	"dimensions" integer,
	"width" double precision,
	"rows" bigint DEFAULT 0 NOT NULL,
	"window_from" timestamp with time zone,
	"window_to" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_baseline_model_id_source_column_name_pk" PRIMARY KEY("model_id","source","column_name"),
	CONSTRAINT "audit_baseline_kind" CHECK ("verbatim"."audit_baseline"."kind" in ('bins', 'categories', 'vectors', 'labelled'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_cube" (
	"set_id" bigint NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"levels" text[] NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"analysed" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"truncated" bigint DEFAULT 0 NOT NULL,
	"unknown_language" bigint DEFAULT 0 NOT NULL,
	"low_confidence" bigint DEFAULT 0 NOT NULL,
	"negative" bigint DEFAULT 0 NOT NULL,
	"positive" bigint DEFAULT 0 NOT NULL,
	"toxicity_judged" bigint DEFAULT 0 NOT NULL,
	"toxic" bigint DEFAULT 0 NOT NULL,
	"low_rated" bigint DEFAULT 0 NOT NULL,
	"low_rated_negative" bigint DEFAULT 0 NOT NULL,
	"high_rated" bigint DEFAULT 0 NOT NULL,
	"high_rated_positive" bigint DEFAULT 0 NOT NULL,
	"score_millionths" bigint DEFAULT 0 NOT NULL,
	"score_buckets" integer[] NOT NULL,
	"score_counts" integer[] NOT NULL,
	"emotions" text[] NOT NULL,
	"emotion_counts" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_cube_seen" (
	"model_id" integer NOT NULL,
	"kind" text NOT NULL,
	"seen_id" bigint NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "audit_cube_seen_model_id_kind_seen_id_pk" PRIMARY KEY("model_id","kind","seen_id"),
	CONSTRAINT "audit_cube_seen_kind" CHECK ("verbatim"."audit_cube_seen"."kind" in ('import', 'run'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_cube_set" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_cube_set_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"model_id" integer NOT NULL,
	"sha256" text NOT NULL,
	"attributes" text[] NOT NULL,
	"definition" jsonb NOT NULL,
	"filled" boolean DEFAULT false NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_evidence" (
	"finding_id" bigint NOT NULL,
	"rank" integer NOT NULL,
	"feedback_id" bigint,
	"pair" text,
	"role" text NOT NULL,
	"score" double precision,
	"why" text NOT NULL,
	CONSTRAINT "audit_evidence_finding_id_rank_pk" PRIMARY KEY("finding_id","rank")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_finding" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_finding_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"model_id" integer NOT NULL,
	"source" text DEFAULT '' NOT NULL,
	"fingerprint" text NOT NULL,
	"first_audit_id" bigint NOT NULL,
	"last_audit_id" bigint NOT NULL,
	"audits_seen" integer NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"metric_ordinal" integer NOT NULL,
	"sentence" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_finding_state" CHECK ("verbatim"."audit_finding"."state" in ('new', 'ongoing', 'resolved', 'accepted')),
	CONSTRAINT "audit_finding_severity" CHECK ("verbatim"."audit_finding"."severity" in ('warn', 'fail'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_group" (
	"audit_id" bigint NOT NULL,
	"attribute" text NOT NULL,
	"group_key" text NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"labelled" bigint DEFAULT 0 NOT NULL,
	"share" double precision,
	"hidden_reason" text,
	CONSTRAINT "audit_group_audit_id_attribute_group_key_pk" PRIMARY KEY("audit_id","attribute","group_key")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_metric" (
	"audit_id" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"check_id" text NOT NULL,
	"metric" text NOT NULL,
	"task" text NOT NULL,
	"attribute" text NOT NULL,
	"group_key" text NOT NULL,
	"reference" text NOT NULL,
	"stratum" text,
	"scale" text NOT NULL,
	"value" double precision,
	"low" double precision,
	"high" double precision,
	"group_value" double precision,
	"reference_value" double precision,
	"difference" double precision,
	"difference_low" double precision,
	"difference_high" double precision,
	"group_rows" bigint DEFAULT 0 NOT NULL,
	"reference_rows" bigint DEFAULT 0 NOT NULL,
	"group_denominator" bigint DEFAULT 0 NOT NULL,
	"reference_denominator" bigint DEFAULT 0 NOT NULL,
	"effect" double precision,
	"effect_name" text,
	"test" text,
	"statistic" double precision,
	"p" double precision,
	"adjusted_p" double precision,
	"family" text NOT NULL,
	"family_size" integer NOT NULL,
	"warn_limit" double precision NOT NULL,
	"fail_limit" double precision NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"rows_needed" bigint,
	"direction" text NOT NULL,
	"fingerprint" text NOT NULL,
	"hidden_reason" text,
	"sentence" text NOT NULL,
	"method" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "audit_metric_audit_id_ordinal_pk" PRIMARY KEY("audit_id","ordinal"),
	CONSTRAINT "audit_metric_status" CHECK ("verbatim"."audit_metric"."status" in ('pass', 'warn', 'fail', 'insufficient')),
	CONSTRAINT "audit_metric_scale" CHECK ("verbatim"."audit_metric"."scale" in ('ratio', 'difference', 'distance')),
	CONSTRAINT "audit_metric_direction" CHECK ("verbatim"."audit_metric"."direction" in ('higher', 'lower'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_policy" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_policy_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sha256" text NOT NULL,
	"document" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_waiver" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"by_whom" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."derived_attribute" (
	"name" text PRIMARY KEY NOT NULL,
	"from_attribute" text NOT NULL,
	"cuts" double precision[],
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."label" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."label_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feedback_id" bigint NOT NULL,
	"task" text NOT NULL,
	"value" text NOT NULL,
	"labeller" text NOT NULL,
	"imported_from" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."audit" ADD CONSTRAINT "audit_policy_id_audit_policy_id_fk" FOREIGN KEY ("policy_id") REFERENCES "verbatim"."audit_policy"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit" ADD CONSTRAINT "audit_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_baseline" ADD CONSTRAINT "audit_baseline_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_cube" ADD CONSTRAINT "audit_cube_set_id_audit_cube_set_id_fk" FOREIGN KEY ("set_id") REFERENCES "verbatim"."audit_cube_set"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_cube_seen" ADD CONSTRAINT "audit_cube_seen_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_cube_set" ADD CONSTRAINT "audit_cube_set_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_evidence" ADD CONSTRAINT "audit_evidence_finding_id_audit_finding_id_fk" FOREIGN KEY ("finding_id") REFERENCES "verbatim"."audit_finding"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_evidence" ADD CONSTRAINT "audit_evidence_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_finding" ADD CONSTRAINT "audit_finding_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_finding" ADD CONSTRAINT "audit_finding_first_audit_id_audit_id_fk" FOREIGN KEY ("first_audit_id") REFERENCES "verbatim"."audit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_finding" ADD CONSTRAINT "audit_finding_last_audit_id_audit_id_fk" FOREIGN KEY ("last_audit_id") REFERENCES "verbatim"."audit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_group" ADD CONSTRAINT "audit_group_audit_id_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "verbatim"."audit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_metric" ADD CONSTRAINT "audit_metric_audit_id_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "verbatim"."audit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_model" ON "verbatim"."audit" USING btree ("model_id","id");--> statement-breakpoint
CREATE INDEX "audit_cube_cell" ON "verbatim"."audit_cube" USING btree ("set_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_cube_set_once" ON "verbatim"."audit_cube_set" USING btree ("model_id","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_finding_once" ON "verbatim"."audit_finding" USING btree ("model_id","source","fingerprint");--> statement-breakpoint
CREATE INDEX "audit_metric_fingerprint" ON "verbatim"."audit_metric" USING btree ("fingerprint");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_policy_sha256" ON "verbatim"."audit_policy" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "label_once" ON "verbatim"."label" USING btree ("feedback_id","task","labeller");--> statement-breakpoint
CREATE INDEX "feedback_import" ON "verbatim"."feedback" USING btree ("import_id");
--> statement-breakpoint
COMMENT ON TABLE verbatim.derived_attribute IS 'An attribute that audits and reports know by another name, or in bands: verbatim attribute.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.derived_attribute.name IS 'Name to be used with --by.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.derived_attribute.from_attribute IS 'Column of the file that it is made of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.derived_attribute.cuts IS 'Lowest value of each band but the first, ascending; null where it is only another name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.derived_attribute.created_at IS 'When it was defined.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.label IS 'What a person says about a feedback, to measure the model by: verbatim label import.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.id IS 'Number of the label.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.feedback_id IS 'The feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.task IS 'sentiment, toxicity, or an emotion as "emotion NAME".';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.value IS 'negative, neutral, positive or mixed; for the other tasks yes or no.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.labeller IS 'Pseudonym of the person.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.imported_from IS 'Base name of the file it came in.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.created_at IS 'When it was stored first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.changed_at IS 'When its value was stored last.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_policy IS 'A policy that an audit ran under: thresholds, attributes, seeds.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_policy.id IS 'Number of the policy.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_policy.sha256 IS 'SHA-256 of the document, keys in order.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_policy.document IS 'The policy with its defaults filled in.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_policy.created_at IS 'When it was used first.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit IS 'One bias audit over a window of feedback and one model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.kinds IS 'observed, labelled, drift, counterfactual: what it covered.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.trigger IS 'nightly, release or manual.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.policy_id IS 'The policy it ran under.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.model_id IS 'The model whose results it looked at; its hash is in verbatim.model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.source IS 'Only feedback of this source; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.window_from IS 'First moment inside; null: from the beginning.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.window_to IS 'First moment after; null: to the end.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.input_sha256 IS 'Over everything the result depends on; the same input is one audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.rows IS 'Feedback in the window that has a text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.pending IS 'Of them without a result yet.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.hidden_rows IS 'Rows in groups whose numbers no report shows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.seed IS 'Seed of all resampling.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.code_version IS 'Version of Verbatim.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.notes IS 'What was not looked at, and why.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.charts IS 'What the plots of the report show beside the metrics.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.verdict IS 'The worst status: fail, warn, pass; insufficient where nothing could be shown.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.exit_code IS 'What verbatim audit returns: 0 pass, 1 fail, 3 a required check could not tell.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit.finished_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_group IS 'A group that an audit looked at.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.audit_id IS 'The audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.attribute IS 'Attribute, or two crossed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.group_key IS 'Its level; (missing) where the feedback does not say, (other) small levels together.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.rows IS 'Feedback in the group.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.labelled IS 'Of them with a label by a person.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.share IS 'Of all rows, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_group.hidden_reason IS 'Why no report shows it: small, complementary, all_same or differencing; null where one may.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_metric IS 'One metric of one group in one audit, judged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.audit_id IS 'The audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.ordinal IS 'Place in the audit, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.check_id IS 'O1 to O5, X1, L1 to L4, D1 to D4, C1 to C4; see docs/bias-audits.md.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.task IS 'Output of the model: negative, positive, toxic, an emotion.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.attribute IS 'Attribute; two crossed with & between; for swaps the axis.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.group_key IS 'Its level; for swaps the term.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.reference IS 'What it is compared with: (rest), a level, baseline, a term.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.stratum IS 'Rating band or other stratum; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.scale IS 'Unit of value and limits: ratio, difference or distance.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.value IS 'The gap; null when it does not exist.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.group_value IS 'Share, mean or AUC of the group.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.reference_value IS 'The same of the reference.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.difference IS 'The gap as a difference, where the scale is a ratio.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.difference_low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.difference_high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.group_rows IS 'Rows of the group.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.reference_rows IS 'Rows of the reference.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.group_denominator IS 'Rows that the groups rate is a share of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.reference_denominator IS 'The same of the reference.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.effect IS 'Effect size without a unit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.effect_name IS 'Its name, such as Cohens h.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.test IS 'The test of no effect.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.statistic IS 'Its statistic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.p IS 'Its p, unadjusted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.adjusted_p IS 'p adjusted over the family (Benjamini and Hochberg 1995).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.family IS 'What was adjusted together.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.family_size IS 'How many tests that were.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.warn_limit IS 'Beyond it a shown effect warns.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.fail_limit IS 'Beyond it a shown effect fails.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.status IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.reason IS 'Why that status.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.rows_needed IS 'Rows in the group that would decide; null where it is not known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.direction IS 'Which way the group differs: higher or lower.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.fingerprint IS 'Name of the problem, each night the same.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.hidden_reason IS 'Why no report shows its numbers; null where one may.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.sentence IS 'What it says.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_metric.method IS 'Seeds and resamples, to compute it again.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_finding IS 'A problem with its life: found, found again, resolved, accepted for a while.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.id IS 'Number of the finding.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.source IS 'Source of the audits that look for it; empty: all.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.fingerprint IS 'Name of the problem.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.first_audit_id IS 'The audit that found it first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.last_audit_id IS 'The last one that found it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.audits_seen IS 'How many audits found it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.state IS 'new, ongoing, resolved or accepted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.severity IS 'warn or fail, in the last audit that found it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.metric_ordinal IS 'Its metric in the last audit that found it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.sentence IS 'What it says.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_finding.changed_at IS 'When an audit last wrote it.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_evidence IS 'Feedback behind a finding, by id; the text is read with the readers own rights.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.finding_id IS 'The finding.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.rank IS 'Most telling first, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.feedback_id IS 'The feedback; null for a pair of templates.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.pair IS 'Template, axis and terms of a swap; null for feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.role IS 'example or counterexample.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.score IS 'The score that makes it telling.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_evidence.why IS 'Why it is here.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_waiver IS 'Someone accepts a finding until a date; then it counts again.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.fingerprint IS 'The problem.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.reason IS 'Why it is accepted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.by_whom IS 'Who accepts it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.until IS 'Last moment on which it is accepted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.created_at IS 'When it was accepted.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_baseline IS 'What a column looked like when it was frozen: drift is measured from here.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.source IS 'Source; empty: all.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.column_name IS 'Column, such as length, score, class, embedding; for a group score: ATTRIBUTE = LEVEL.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.kind IS 'bins, categories, vectors or labelled.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.edges IS 'Bin edges, frozen; null for others.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.counts IS 'Rows by bin or by category; for labelled the rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.vectors IS 'A sample of embeddings, half floats; null for others.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.dimensions IS 'Numbers of one vector.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.width IS 'Kernel width, the median distance of the sample; null for others.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.rows IS 'Rows it stands for.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.window_from IS 'First moment inside.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.window_to IS 'First moment after.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.created_at IS 'When it was frozen.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_cube_set IS 'Attributes whose sums the cube keeps for a model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.id IS 'Number of the set.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.sha256 IS 'Of the definition.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.attributes IS 'One attribute, or two crossed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.definition IS 'How levels and outcomes are read: bands, thresholds.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.filled IS 'False until all days are there.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_set.used_at IS 'When an audit last asked for it.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_cube IS 'Sums by day, source and level: an audit reads these and not the feedback. Made from the other tables, safe to empty together with audit_cube_seen and audit_cube_set.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.set_id IS 'The set of attributes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.day IS 'Day of the feedback, UTC; -infinity where it has no time.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.source IS 'Source of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.levels IS 'Level of each attribute of the set.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.rows IS 'Feedback with a text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.analysed IS 'Of them judged by the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.failed IS 'Of them set aside.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.truncated IS 'Judged in part only.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.unknown_language IS 'Without a known language.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.low_confidence IS 'Judged with little confidence.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.negative IS 'Judged negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.positive IS 'Judged positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.toxicity_judged IS 'Judged for toxicity.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.toxic IS 'Toxicity at the threshold or above.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.low_rated IS 'Judged, and rated low by the customer.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.low_rated_negative IS 'Of them judged negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.high_rated IS 'Judged, and rated high by the customer.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.high_rated_positive IS 'Of them judged positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.score_millionths IS 'Sum of scores in millionths: whole numbers add up the same in any order.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.score_buckets IS 'Which of 100 equal buckets of the score -1..1 hold rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.score_counts IS 'How many rows each of them holds.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.emotions IS 'Emotions found.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube.emotion_counts IS 'How many rows have each of them.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_cube_seen IS 'What the cube has taken in: counters of imports and runs when it last looked.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_seen.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_seen.kind IS 'import or run.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_seen.seen_id IS 'Number of the import or run.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_cube_seen.version IS 'Its counter at that time.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_latest AS
SELECT DISTINCT ON (a.model_id, a.source, a.kinds)
       a.id AS audit_id, a.kinds, a.trigger, a.source, a.window_from, a.window_to, a.rows, a.pending, a.hidden_rows,
       a.verdict, a.exit_code, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       p.sha256 AS policy_sha256, a.started_at, a.finished_at
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_policy p ON p.id = a.policy_id
 ORDER BY a.model_id, a.source, a.kinds, a.id DESC;
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_latest IS 'The latest audit of each model, source and kinds.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.kinds IS 'observed, labelled, drift, counterfactual: what it covered.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.trigger IS 'nightly, release or manual.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.source IS 'Only feedback of this source; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.window_from IS 'First moment inside; null: open.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.window_to IS 'First moment after; null: open.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.rows IS 'Feedback with a text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.pending IS 'Of them without a result yet.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.hidden_rows IS 'Of them in groups whose numbers are not shown.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.verdict IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.exit_code IS 'What verbatim audit returned.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.policy_sha256 IS 'SHA-256 of the policy.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_latest.finished_at IS 'When it was stored.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_gap AS
SELECT l.audit_id, l.model_hash, g.check_id, g.metric, g.task, g.attribute, g.group_key, g.reference, g.stratum, g.scale,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.low END AS low,
       CASE WHEN g.hidden_reason IS NULL THEN g.high END AS high,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_value END AS group_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.reference_value END AS reference_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.difference END AS difference,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       g.family_size, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason, g.sentence
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_gap IS 'Every gap of the latest audits; numbers of hidden groups are null, with the reason beside them.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.check_id IS 'O1 to O5, X1, L1 to L4, D1 to D4, C1 to C4.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.task IS 'Output of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.attribute IS 'Attribute; crossed ones with & between.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.group_key IS 'Its level.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.reference IS 'What it is compared with.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.stratum IS 'Rating band or other stratum.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.scale IS 'ratio, difference or distance.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.value IS 'The gap.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.group_value IS 'Share, mean or AUC of the group.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.reference_value IS 'The same of the reference.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.difference IS 'The gap as a difference, where the scale is a ratio.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.rows IS 'Rows that the groups number is over.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.adjusted_p IS 'p adjusted over the family.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.family_size IS 'Tests in the family.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.warn_limit IS 'Beyond it a shown effect warns.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.fail_limit IS 'Beyond it a shown effect fails.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.status IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.reason IS 'Why that status.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.hidden_reason IS 'Why numbers are null: small, complementary, all_same or differencing.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.sentence IS 'What it says.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_insufficient AS
SELECT l.audit_id, g.check_id, g.metric, g.task, g.attribute, g.group_key, g.reason,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       CASE WHEN g.hidden_reason IS NULL THEN g.rows_needed END AS rows_needed, g.hidden_reason
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 WHERE g.status = 'insufficient';
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_insufficient IS 'What the latest audits could not tell, and how many rows it would take.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.check_id IS 'The check.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.task IS 'Output of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.attribute IS 'Attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.group_key IS 'Its level.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.reason IS 'Why it could not tell.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.rows IS 'Rows there are.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.rows_needed IS 'Rows in the group that would decide.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_insufficient.hidden_reason IS 'Why numbers are null.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_finding_open AS
SELECT f.id AS finding_id, f.fingerprint, f.state, f.severity, f.sentence, f.audits_seen, f.first_audit_id, f.last_audit_id,
       nullif(f.source, '') AS source, m.hash AS model_hash, w.until AS accepted_until, w.by_whom AS accepted_by,
       w.reason AS accepted_because,
       (SELECT array_agg(e.feedback_id ORDER BY e.rank) FROM verbatim.audit_evidence e
         WHERE e.finding_id = f.id AND e.feedback_id IS NOT NULL) AS evidence
  FROM verbatim.audit_finding f
  JOIN verbatim.model m ON m.id = f.model_id
  LEFT JOIN verbatim.audit_waiver w ON w.fingerprint = f.fingerprint AND w.until >= now()
 WHERE f.state <> 'resolved';
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_finding_open IS 'Findings that are not resolved, with what was accepted and until when.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.finding_id IS 'Number of the finding.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.fingerprint IS 'Name of the problem, each night the same.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.state IS 'new, ongoing or accepted.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.severity IS 'warn or fail.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.sentence IS 'What it says.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.audits_seen IS 'How many audits found it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.first_audit_id IS 'The audit that found it first.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.last_audit_id IS 'The last one that found it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.source IS 'Source of its audits; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_until IS 'Until when it is accepted; null: not.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_by IS 'Who accepted it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.accepted_because IS 'Why.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_finding_open.evidence IS 'Feedback that shows it, most telling first.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_trend AS
SELECT a.id AS audit_id, a.started_at, a.source, m.hash AS model_hash, g.check_id, g.metric, g.task, g.attribute, g.group_key,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.low END AS low,
       CASE WHEN g.hidden_reason IS NULL THEN g.high END AS high,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       g.warn_limit, g.fail_limit, g.status, g.hidden_reason
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_metric g ON g.audit_id = a.id;
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_trend IS 'Each metric of each group over all audits, for a chart.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.source IS 'Only feedback of this source; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.check_id IS 'The check.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.task IS 'Output of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.attribute IS 'Attribute.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.group_key IS 'Its level.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.value IS 'The gap.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.rows IS 'Rows that the groups number is over.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.warn_limit IS 'Beyond it a shown effect warns.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.fail_limit IS 'Beyond it a shown effect fails.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.status IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_trend.hidden_reason IS 'Why numbers are null.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_swap AS
SELECT l.audit_id, l.model_hash, g.check_id, g.metric, g.task, g.attribute AS axis, g.group_key AS term, g.reference AS baseline_term,
       g.stratum AS polarity, g.value, g.low, g.high, g.adjusted_p, g.group_rows AS pairs, g.status, g.reason, g.sentence
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 WHERE g.check_id IN ('C1', 'C2', 'C3', 'C4') AND g.hidden_reason IS NULL;
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_swap IS 'What replacing one word by another does, in the latest audits of a model (C1 to C4).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.check_id IS 'C1 to C4.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.task IS 'Output of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.axis IS 'What the words are of: gender, origin, …';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.term IS 'The word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.baseline_term IS 'The word it replaces.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.polarity IS 'Polarity of the sentences; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.value IS 'The change.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.low IS 'Low end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.high IS 'High end of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.adjusted_p IS 'p adjusted over the family.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.pairs IS 'Pairs of sentences.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.status IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.reason IS 'Why that status.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_swap.sentence IS 'What it says.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_drift_day AS
SELECT (a.started_at AT TIME ZONE 'UTC')::date AS day, a.id AS audit_id, m.hash AS model_hash, a.source, g.check_id, g.metric,
       g.task AS column_name, g.attribute, g.group_key,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_rows END AS rows,
       g.reference_rows AS baseline_rows, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_metric g ON g.audit_id = a.id
 WHERE g.check_id IN ('D1', 'D2', 'D3', 'D4');
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_drift_day IS 'Drift since the baseline (D1 to D4), by the day of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.day IS 'Day of the audit, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.source IS 'Only feedback of this source; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.check_id IS 'D1 to D4.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.metric IS 'What was measured.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.column_name IS 'Column that is compared.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.attribute IS 'Attribute of the group.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.group_key IS 'Its level; (all) for all rows.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.value IS 'How far it has moved.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.adjusted_p IS 'p adjusted over the family.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.rows IS 'Rows now.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.baseline_rows IS 'Rows of the baseline.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.warn_limit IS 'From here on it warns.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.fail_limit IS 'From here on it fails.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.status IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.reason IS 'Why that status.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.hidden_reason IS 'Why numbers are null.';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_gate AS
SELECT l.audit_id, l.kinds, l.trigger, l.source, l.model_name, l.model_version, l.model_hash, l.policy_sha256, l.verdict, l.exit_code,
       count(*) FILTER (WHERE g.status = 'fail') AS failed,
       count(*) FILTER (WHERE g.status = 'warn') AS warned,
       count(*) FILTER (WHERE g.status = 'pass') AS passed,
       count(*) FILTER (WHERE g.status = 'insufficient') AS insufficient
  FROM reporting.v_audit_latest l LEFT JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id
 GROUP BY l.audit_id, l.kinds, l.trigger, l.source, l.model_name, l.model_version, l.model_hash, l.policy_sha256,
          l.verdict, l.exit_code;
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_gate IS 'What the latest audits mean for a release: outcome, and how many metrics have which status.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.kinds IS 'What it covered.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.trigger IS 'nightly, release or manual.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.source IS 'Only feedback of this source; null: all.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.policy_sha256 IS 'SHA-256 of the policy.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.verdict IS 'pass, warn, fail or insufficient.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.exit_code IS '0 pass, 1 fail, 3 a required check could not tell.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.failed IS 'Metrics that fail.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.warned IS 'Metrics that warn.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.passed IS 'Metrics that pass.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gate.insufficient IS 'Metrics that could not tell.';
