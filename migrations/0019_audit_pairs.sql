CREATE TABLE "verbatim"."audit_pair" (
	"audit_id" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"axis" text NOT NULL,
	"template_id" bigint,
	"feedback_id" bigint,
	"term_id" bigint,
	"baseline_id" bigint,
	"skip_reason" text,
	CONSTRAINT "audit_pair_audit_id_ordinal_pk" PRIMARY KEY("audit_id","ordinal"),
	CONSTRAINT "audit_pair_source" CHECK (num_nonnulls("verbatim"."audit_pair"."template_id", "verbatim"."audit_pair"."feedback_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_pair_score" (
	"audit_id" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"side" text NOT NULL,
	"label" text NOT NULL,
	"negative" real NOT NULL,
	"positive" real NOT NULL,
	"toxicity" real,
	CONSTRAINT "audit_pair_score_audit_id_ordinal_side_pk" PRIMARY KEY("audit_id","ordinal","side"),
	CONSTRAINT "audit_pair_score_side" CHECK ("verbatim"."audit_pair_score"."side" in ('term', 'baseline'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_template" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_template_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"role" text NOT NULL,
	"polarity" text NOT NULL,
	"form" text NOT NULL,
	"frame" text NOT NULL,
	"sha256" text NOT NULL,
	"licence" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_template_form" CHECK ("verbatim"."audit_template"."form" in ('singular', 'plural'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."audit_term" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."audit_term_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"language" text NOT NULL,
	"axis" text NOT NULL,
	"term" text NOT NULL,
	"is_baseline" boolean NOT NULL,
	"version" integer NOT NULL,
	"words" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."audit_waiver" DROP CONSTRAINT "audit_waiver_pkey";--> statement-breakpoint
ALTER TABLE "verbatim"."audit_waiver" ADD COLUMN "model_hash" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_waiver" ADD CONSTRAINT "audit_waiver_fingerprint_model_hash_pk" PRIMARY KEY("fingerprint","model_hash");--> statement-breakpoint
ALTER TABLE "verbatim"."audit_baseline" ADD COLUMN "frozen_values" jsonb;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair" ADD CONSTRAINT "audit_pair_audit_id_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "verbatim"."audit"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair" ADD CONSTRAINT "audit_pair_template_id_audit_template_id_fk" FOREIGN KEY ("template_id") REFERENCES "verbatim"."audit_template"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair" ADD CONSTRAINT "audit_pair_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair" ADD CONSTRAINT "audit_pair_term_id_audit_term_id_fk" FOREIGN KEY ("term_id") REFERENCES "verbatim"."audit_term"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair" ADD CONSTRAINT "audit_pair_baseline_id_audit_term_id_fk" FOREIGN KEY ("baseline_id") REFERENCES "verbatim"."audit_term"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_pair_score" ADD CONSTRAINT "audit_pair_score_pair" FOREIGN KEY ("audit_id","ordinal") REFERENCES "verbatim"."audit_pair"("audit_id","ordinal") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_pair_feedback" ON "verbatim"."audit_pair" USING btree ("feedback_id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_template_once" ON "verbatim"."audit_template" USING btree ("name","version","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_term_once" ON "verbatim"."audit_term" USING btree ("language","axis","term","is_baseline","version","sha256");
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_template IS 'A test sentence of the swaps, with a place for a person; our own text. One row for each wording that an audit has asked.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.id IS 'Number of the wording.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.name IS 'Language, role, polarity and place in the sheet, such as en.author.negative.3.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.language IS 'ISO 639-1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.version IS 'Of the sheet of sentences.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.role IS 'author, served, serving or addressee: how the person appears.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.polarity IS 'negative, neutral or positive: what it says.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.form IS 'singular or plural: how many people.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.frame IS 'The sentence; braces hold the person.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.sha256 IS 'Of the frame.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.licence IS 'CC0-1.0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.created_at IS 'When an audit asked it first.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_term IS 'A word for a person that swaps exchange, or the one it is compared with.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.id IS 'Number of the word.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.language IS 'ISO 639-1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.axis IS 'What it is a word of: gender, origin, placebo, …';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.term IS 'Its name in results.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.is_baseline IS 'Whether others are compared with it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.version IS 'Of the list of words.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.words IS 'Its forms: adjective, noun, plural, …';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.sha256 IS 'Of the forms, keys in order.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_term.created_at IS 'When an audit used it first.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_pair IS 'Two readings of one sentence or comment in an audit of swaps; deleted with the audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.audit_id IS 'The audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.ordinal IS 'Place in it, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.axis IS 'What was exchanged, as in the metrics: gender (en), gender (feedback).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.template_id IS 'The sentence; null for a comment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.feedback_id IS 'The comment; null for a sentence. Its text is not copied.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.term_id IS 'The word that is put in; null where nothing was exchanged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.baseline_id IS 'The word it is compared with; likewise.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair.skip_reason IS 'Why it was left out; null: it counts.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.audit_pair_score IS 'What the model says of one side of a pair.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.audit_id IS 'The audit.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.ordinal IS 'The pair.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.side IS 'term or baseline.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.label IS 'Sentiment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.negative IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.positive IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_pair_score.toxicity IS 'Probability, 0..1; null where the model does not tell.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.frozen_values IS 'Different values, ascending, and their rows: {"values": […], "rows": […]}; scores to a thousandth, lengths from 10,000 on to a hundred. Null where the column is no number, or was frozen by an earlier version.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_waiver.model_hash IS 'Model that it is accepted for, SHA-256; empty: whatever model has it.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.v_audit_gap AS
SELECT l.audit_id, l.model_hash, g.check_id, g.metric, g.task, g.attribute, g.group_key, g.reference, g.stratum, g.scale,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.low END AS low,
       CASE WHEN g.hidden_reason IS NULL THEN g.high END AS high,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_value END AS group_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.reference_value END AS reference_value,
       CASE WHEN g.hidden_reason IS NULL THEN g.difference END AS difference,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_denominator END AS rows,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       g.family_size, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason, g.sentence,
       CASE WHEN g.hidden_reason IS NULL THEN g.method #>> '{overall,test}' END AS overall_test,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,statistic}')::float8 END AS overall_statistic,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,degreesOfFreedom}')::integer END AS overall_df,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{overall,p}')::float8 END AS overall_p
  FROM reporting.v_audit_latest l JOIN verbatim.audit_metric g ON g.audit_id = l.audit_id;
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.overall_test IS 'Test over all shown groups of the attribute before they are compared one by one; null where there is none.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.overall_statistic IS 'Its statistic.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.overall_df IS 'Its degrees of freedom.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_gap.overall_p IS 'Its p, not adjusted; the status does not depend on it.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.v_audit_drift_day AS
SELECT (a.started_at AT TIME ZONE 'UTC')::date AS day, a.id AS audit_id, m.hash AS model_hash, a.source, g.check_id, g.metric,
       g.task AS column_name, g.attribute, g.group_key,
       CASE WHEN g.hidden_reason IS NULL THEN g.value END AS value,
       CASE WHEN g.hidden_reason IS NULL THEN g.adjusted_p END AS adjusted_p,
       CASE WHEN g.hidden_reason IS NULL THEN g.group_rows END AS rows,
       g.reference_rows AS baseline_rows, g.warn_limit, g.fail_limit, g.status, g.reason, g.hidden_reason,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{jensenShannon}')::float8 END AS jensen_shannon,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{normedWasserstein}')::float8 END AS normed_wasserstein,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{kolmogorovSmirnov,statistic}')::float8 END AS ks_statistic,
       CASE WHEN g.hidden_reason IS NULL THEN (g.method #>> '{kolmogorovSmirnov,p}')::float8 END AS ks_p
  FROM verbatim.audit a
  JOIN verbatim.model m ON m.id = a.model_id
  JOIN verbatim.audit_metric g ON g.audit_id = a.id
 WHERE g.check_id IN ('D1', 'D2', 'D3', 'D4');
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.jensen_shannon IS 'Jensen-Shannon distance of bins or categories, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.normed_wasserstein IS 'Wasserstein distance of the values, in standard deviations of the baseline; null where they are no numbers.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.ks_statistic IS 'Kolmogorov-Smirnov distance of the values, 0..1; likewise.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.ks_p IS 'Its p, not adjusted; the status does not depend on it.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.v_audit_finding_open AS
SELECT f.id AS finding_id, f.fingerprint, f.state, f.severity, f.sentence, f.audits_seen, f.first_audit_id, f.last_audit_id,
       nullif(f.source, '') AS source, m.hash AS model_hash, w.until AS accepted_until, w.by_whom AS accepted_by,
       w.reason AS accepted_because,
       (SELECT array_agg(e.feedback_id ORDER BY e.rank) FROM verbatim.audit_evidence e
         WHERE e.finding_id = f.id AND e.feedback_id IS NOT NULL) AS evidence
  FROM verbatim.audit_finding f
  JOIN verbatim.model m ON m.id = f.model_id
  LEFT JOIN LATERAL (SELECT x.until, x.by_whom, x.reason FROM verbatim.audit_waiver x
                      WHERE x.fingerprint = f.fingerprint AND x.model_hash IN ('', m.hash) AND x.until >= now()
                      ORDER BY x.until DESC LIMIT 1) w ON true
 WHERE f.state <> 'resolved';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_pair AS
SELECT l.audit_id, l.model_hash, p.ordinal AS pair, p.axis, w.term, v.term AS baseline_term, s.name AS template, s.sha256 AS template_sha256,
       s.role, s.polarity, s.form, s.frame, p.skip_reason,
       t.label, b.label AS baseline_label, t.positive, b.positive AS baseline_positive, t.negative,
       b.negative AS baseline_negative, t.toxicity, b.toxicity AS baseline_toxicity
  FROM reporting.v_audit_latest l
  JOIN verbatim.audit_pair p ON p.audit_id = l.audit_id
  JOIN verbatim.audit_template s ON s.id = p.template_id
  LEFT JOIN verbatim.audit_term w ON w.id = p.term_id
  LEFT JOIN verbatim.audit_term v ON v.id = p.baseline_id
  LEFT JOIN verbatim.audit_pair_score t ON t.audit_id = p.audit_id AND t.ordinal = p.ordinal AND t.side = 'term'
  LEFT JOIN verbatim.audit_pair_score b ON b.audit_id = p.audit_id AND b.ordinal = p.ordinal AND b.side = 'baseline';
--> statement-breakpoint
CREATE VIEW reporting.v_audit_feedback_pair AS
SELECT l.audit_id, l.model_hash, p.ordinal AS pair, p.axis, w.term, v.term AS baseline_term, p.feedback_id, p.skip_reason,
       t.label, b.label AS baseline_label, t.positive, b.positive AS baseline_positive, t.negative,
       b.negative AS baseline_negative, t.toxicity, b.toxicity AS baseline_toxicity
  FROM reporting.v_audit_latest l
  JOIN verbatim.audit_pair p ON p.audit_id = l.audit_id AND p.feedback_id IS NOT NULL
  LEFT JOIN verbatim.audit_term w ON w.id = p.term_id
  LEFT JOIN verbatim.audit_term v ON v.id = p.baseline_id
  LEFT JOIN verbatim.audit_pair_score t ON t.audit_id = p.audit_id AND t.ordinal = p.ordinal AND t.side = 'term'
  LEFT JOIN verbatim.audit_pair_score b ON b.audit_id = p.audit_id AND b.ordinal = p.ordinal AND b.side = 'baseline';
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_pair IS 'Each test sentence with one word and with another, in the latest audits of a model: what stands behind v_audit_swap.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.pair IS 'Place of the pair in the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.axis IS 'What the words are of, as in v_audit_swap.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.term IS 'The word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.baseline_term IS 'The word it replaces.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.template IS 'Name of the sentence.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.template_sha256 IS 'SHA-256 of its wording.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.role IS 'How the person appears: author, served, serving, addressee.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.polarity IS 'What it says: negative, neutral or positive.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.form IS 'singular or plural.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.frame IS 'The sentence; braces hold the person.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.skip_reason IS 'Why it was left out; null: it counts.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.label IS 'Sentiment with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.baseline_label IS 'Sentiment with the word it replaces.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.positive IS 'Probability of positive with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.baseline_positive IS 'The same with the other.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.negative IS 'Probability of negative with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.baseline_negative IS 'The same with the other.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.toxicity IS 'Probability of toxic with the word; null where the model does not tell.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.baseline_toxicity IS 'The same with the other.';
--> statement-breakpoint
COMMENT ON VIEW reporting.v_audit_feedback_pair IS 'Comments of customers with a word exchanged (C4), in the latest audits of a model, by number and never with their text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.audit_id IS 'Number of the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.model_hash IS 'SHA-256 over the files of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.pair IS 'Place of the pair in the audit.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.axis IS 'What the words are of, as in v_audit_swap.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.term IS 'A word of the first side; null where nothing was exchanged.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_term IS 'Its counterpart on the second.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.feedback_id IS 'The comment.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.skip_reason IS 'Why nothing was exchanged; null: it counts.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.label IS 'Sentiment with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_label IS 'Sentiment with the word it replaces.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.positive IS 'Probability of positive with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_positive IS 'The same with the other.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.negative IS 'Probability of negative with the word.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_negative IS 'The same with the other.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.toxicity IS 'Probability of toxic with the word; null where the model does not tell.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_feedback_pair.baseline_toxicity IS 'The same with the other.';
--> statement-breakpoint
DO $$
BEGIN
  IF to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN
    RETURN;
  END IF;
  -- Test sentences are ours; comments, even by number, are for the analyst.
  GRANT SELECT ON reporting.v_audit_pair TO verbatim_reader, verbatim_analyst;
  GRANT SELECT ON reporting.v_audit_feedback_pair TO verbatim_analyst;
END $$;
