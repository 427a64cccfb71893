CREATE TABLE "verbatim"."entity" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"label" text NOT NULL,
	"score" real NOT NULL,
	"start_offset" integer NOT NULL,
	"end_offset" integer NOT NULL,
	CONSTRAINT "entity_document_id_model_id_ordinal_pk" PRIMARY KEY("document_id","model_id","ordinal"),
	CONSTRAINT "entity_offsets" CHECK (0 <= "verbatim"."entity"."start_offset" and "verbatim"."entity"."start_offset" <= "verbatim"."entity"."end_offset")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."layout" (
	"model_id" integer NOT NULL,
	"machine" text NOT NULL,
	"device" text NOT NULL,
	"sessions" integer NOT NULL,
	"threads" integer NOT NULL,
	"token_budget" integer NOT NULL,
	"documents_per_second" real,
	"measured_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "layout_model_id_machine_device_pk" PRIMARY KEY("model_id","machine","device"),
	CONSTRAINT "layout_counts" CHECK ("verbatim"."layout"."sessions" > 0 and "verbatim"."layout"."threads" > 0 and "verbatim"."layout"."token_budget" > 0)
);
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "sentiment" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "negative" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "neutral" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "positive" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "score" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ALTER COLUMN "confidence" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD COLUMN "labels" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD COLUMN "label_probabilities" real[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD COLUMN "value" real;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "labels" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "folder" text;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "checks" jsonb;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "checked_at" timestamp with time zone;
--> statement-breakpoint
ALTER TABLE "verbatim"."entity" ADD CONSTRAINT "entity_analysis" FOREIGN KEY ("document_id","model_id") REFERENCES "verbatim"."analysis"("document_id","model_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."layout" ADD CONSTRAINT "layout_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "entity_label" ON "verbatim"."entity" USING btree ("model_id","label");
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD CONSTRAINT "analysis_sentiment_whole" CHECK (num_nulls("verbatim"."analysis"."sentiment", "verbatim"."analysis"."negative", "verbatim"."analysis"."neutral", "verbatim"."analysis"."positive", "verbatim"."analysis"."score", "verbatim"."analysis"."confidence") in (0, 6));
--> statement-breakpoint
COMMENT ON TABLE verbatim.entity IS 'Spans of a document that a token classification model names.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.model_id IS 'The model that found it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.ordinal IS 'Its place among the entities of the document, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.label IS 'What it is, as the model says: PER, ORG …';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.score IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.start_offset IS 'Offset into the document''s text in Unicode code points, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.entity.end_offset IS 'Where it ends, exclusive.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.layout IS 'How a model runs fastest on a kind of machine, as verbatim model bench found.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.machine IS 'Processor and its cores, and the accelerator where one is used.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.device IS 'cpu, cuda or cuda:N.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.sessions IS 'Session threads.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.threads IS 'Threads of each session.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.token_budget IS 'Padded tokens of one session run.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.documents_per_second IS 'What it made of the texts it was measured on; null when only the memory''s limit is known.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.layout.measured_at IS 'When.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.labels IS 'Names of its labels, in the order of their probabilities; empty when it gives none of its own.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.folder IS 'Where its files were when it was last used.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.checks IS 'What verbatim found when it checked the model before it became active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.checked_at IS 'When it passed its checks; null when it has not.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.labels IS 'Labels of the model''s own that hold, most probable first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.label_probabilities IS 'Probability of each of the model''s labels, in the order of model.labels.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.value IS 'The number that a regression model gives; null for others.';
--> statement-breakpoint
CREATE VIEW reporting.feedback_label AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.attributes, f.document_id, d.text,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, m.active AS model_active,
       a.labels[1] AS label, (SELECT max(p) FROM unnest(a.label_probabilities) AS p) AS probability,
       a.labels, a.value, a.tokens, a.windows, a.truncated, a.run_id, a.created_at AS analysed_at
  FROM verbatim.analysis a
  JOIN verbatim.model m ON m.id = a.model_id AND (m.labels <> '{}' OR m.task = 'regression')
  JOIN verbatim.document d ON d.id = a.document_id
  JOIN verbatim.feedback f ON f.document_id = a.document_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.feedback_label IS 'One row per feedback and model that gives labels (or a number) of its own.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.feedback_id IS 'Number of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.external_id IS 'The customer''s own id of the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.occurred_at IS 'When the customer wrote it; null when unknown.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.rating IS 'Stars or score as given.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.attributes IS 'Every other column of the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.document_id IS 'Its text''s number.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.text IS 'The text, normalised (NFC, trimmed).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.model_active IS 'True for the model that is active for its task.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.label IS 'The most probable label that holds; null when none does.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.probability IS 'The greatest of the label probabilities, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.labels IS 'All labels that hold, most probable first.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.value IS 'The number that a regression model gives.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.tokens IS 'Content tokens of the text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.windows IS 'Windows the text was read in.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.truncated IS 'True when part of the text was not seen by the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.run_id IS 'The run that stored the analysis.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_label.analysed_at IS 'When the analysis was stored.';
--> statement-breakpoint
CREATE VIEW reporting.label_share AS
WITH analysed AS (
  SELECT model_name, model_version, model_hash, model_active, labels FROM reporting.feedback_label WHERE value IS NULL
), total AS (
  SELECT model_hash, count(*) AS n FROM analysed GROUP BY 1
)
SELECT a.model_name, a.model_version, a.model_hash, a.model_active, label, count(*) AS feedback, t.n,
       count(*)::double precision / t.n AS share,
       reporting.wilson_low(count(*), t.n) AS low, reporting.wilson_high(count(*), t.n) AS high
  FROM analysed a
  JOIN total t USING (model_hash)
 CROSS JOIN unnest(a.labels) AS label
 GROUP BY a.model_name, a.model_version, a.model_hash, a.model_active, label, t.n;
--> statement-breakpoint
COMMENT ON VIEW reporting.label_share IS 'How often each label of a model holds. Labels that may hold together can sum to more than 1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.model_active IS 'True for the model that is active for its task.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.label IS 'The label.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.feedback IS 'Feedback for which it holds.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.n IS 'Feedback that the model has analysed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.share IS 'feedback / n, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.label_share.high IS 'High end of it.';
--> statement-breakpoint
CREATE VIEW reporting.feedback_entity AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.attributes, f.document_id, d.text,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, m.active AS model_active,
       e.ordinal, e.label, substring(d.text FROM e.start_offset + 1 FOR e.end_offset - e.start_offset) AS entity,
       e.score, e.start_offset, e.end_offset
  FROM verbatim.entity e
  JOIN verbatim.model m ON m.id = e.model_id
  JOIN verbatim.document d ON d.id = e.document_id
  JOIN verbatim.feedback f ON f.document_id = e.document_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.feedback_entity IS 'One row per feedback and named entity in its text.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.feedback_id IS 'Number of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.external_id IS 'The customer''s own id of the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.occurred_at IS 'When the customer wrote it; null when unknown.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.rating IS 'Stars or score as given.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.attributes IS 'Every other column of the row.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.document_id IS 'Its text''s number.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.text IS 'The text, normalised (NFC, trimmed).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.model_name IS 'Name of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.model_active IS 'True for the model that is active for its task.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.ordinal IS 'Its place among the entities of the text, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.label IS 'What it is: PER, ORG …';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.entity IS 'The words themselves.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.score IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.start_offset IS 'Offset into the text in Unicode code points, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_entity.end_offset IS 'Where it ends, exclusive.';
