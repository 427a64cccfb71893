CREATE TABLE "verbatim"."model_comparison" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."model_comparison_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"candidate_id" integer NOT NULL,
	"active_id" integer NOT NULL,
	"task" text NOT NULL,
	"labelled" integer NOT NULL,
	"candidate_right" integer NOT NULL,
	"active_right" integer NOT NULL,
	"only_candidate" integer NOT NULL,
	"only_active" integer NOT NULL,
	"look" integer NOT NULL,
	"p" double precision,
	"accuracy_difference" double precision,
	"accuracy_low" double precision,
	"accuracy_high" double precision,
	"f1_difference" double precision,
	"f1_low" double precision,
	"f1_high" double precision,
	"candidate_calibration" double precision,
	"active_calibration" double precision,
	"calibration_low" double precision,
	"calibration_high" double precision,
	"margin" double precision NOT NULL,
	"sampled" integer,
	"changed" integer,
	"verdict" text NOT NULL,
	"audit_id" bigint,
	"compared_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_comparison_verdict" CHECK ("verbatim"."model_comparison"."verdict" in ('better', 'not worse', 'worse', 'open', 'too few')),
	CONSTRAINT "model_comparison_other" CHECK ("verbatim"."model_comparison"."candidate_id" <> "verbatim"."model_comparison"."active_id"),
	CONSTRAINT "model_comparison_look" CHECK ("verbatim"."model_comparison"."look" >= 1)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."label_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."label_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feedback_id" bigint NOT NULL,
	"task" text NOT NULL,
	"labeller" text NOT NULL,
	"start_offset" integer,
	"former_value" text,
	"value" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_from" text NOT NULL,
	"former" jsonb,
	"undone_at" timestamp with time zone,
	CONSTRAINT "label_change_differs" CHECK ("verbatim"."label_change"."former_value" is distinct from "verbatim"."label_change"."value")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."accuracy" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."accuracy_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"model_id" integer NOT NULL,
	"task" text NOT NULL,
	"slice" text NOT NULL,
	"level" text NOT NULL,
	"measure" text NOT NULL,
	"class" text DEFAULT '' NOT NULL,
	"n" integer NOT NULL,
	"estimate" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"measured_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accuracy_measure" CHECK ("verbatim"."accuracy"."measure" in ('accuracy', 'recall', 'precision', 'f1', 'calibration', 'alpha')),
	CONSTRAINT "accuracy_counts" CHECK ("verbatim"."accuracy"."n" >= 0)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."review_draw" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."review_draw_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"model_id" integer NOT NULL,
	"from_day" date,
	"to_day" date,
	"from_feedback" bigint NOT NULL,
	"to_feedback" bigint NOT NULL,
	"seed" bigint NOT NULL,
	"population" bigint NOT NULL,
	"drawn_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_draw_kind" CHECK ("verbatim"."review_draw"."kind" in ('sample', 'queue'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."review_item" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."review_item_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"draw_id" bigint NOT NULL,
	"feedback_id" bigint NOT NULL,
	"rank" integer NOT NULL,
	"stratum" text NOT NULL,
	"stratum_size" bigint NOT NULL,
	"inclusion" double precision,
	"random" boolean NOT NULL,
	"reasons" text[] DEFAULT '{}' NOT NULL,
	"people" integer DEFAULT 1 NOT NULL,
	"held_by" text,
	"held_until" timestamp with time zone,
	"done_at" timestamp with time zone,
	CONSTRAINT "review_item_inclusion" CHECK ("verbatim"."review_item"."inclusion" > 0 and "verbatim"."review_item"."inclusion" <= 1),
	CONSTRAINT "review_item_random" CHECK (not "verbatim"."review_item"."random" or "verbatim"."review_item"."inclusion" is not null),
	CONSTRAINT "review_item_people" CHECK ("verbatim"."review_item"."people" between 1 and 5)
);
--> statement-breakpoint
DROP INDEX "verbatim"."label_once";
--> statement-breakpoint
ALTER TABLE "verbatim"."api_key" DROP CONSTRAINT "api_key_scopes";
--> statement-breakpoint
ALTER TABLE "verbatim"."api_key" ADD CONSTRAINT "api_key_scopes" CHECK (cardinality("verbatim"."api_key"."scopes") > 0 and "verbatim"."api_key"."scopes" <@ array['read', 'quotes', 'import', 'label', 'admin']);
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "base_id" integer;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD COLUMN "tuning" jsonb;
--> statement-breakpoint
ALTER TABLE "verbatim"."model_activation" ADD COLUMN "way" text DEFAULT 'activate' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verbatim"."model_activation" ADD COLUMN "comparison_id" bigint;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "document_id" bigint;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "start_offset" integer;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "end_offset" integer;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "model_id" integer;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "model_value" text;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD COLUMN "reason" text;
--> statement-breakpoint
ALTER TABLE "verbatim"."model_comparison" ADD CONSTRAINT "model_comparison_candidate_id_model_id_fk" FOREIGN KEY ("candidate_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."model_comparison" ADD CONSTRAINT "model_comparison_active_id_model_id_fk" FOREIGN KEY ("active_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."label_change" ADD CONSTRAINT "label_change_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."accuracy" ADD CONSTRAINT "accuracy_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."review_draw" ADD CONSTRAINT "review_draw_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."review_item" ADD CONSTRAINT "review_item_draw_id_review_draw_id_fk" FOREIGN KEY ("draw_id") REFERENCES "verbatim"."review_draw"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."review_item" ADD CONSTRAINT "review_item_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "model_comparison_candidate" ON "verbatim"."model_comparison" USING btree ("candidate_id","id");
--> statement-breakpoint
CREATE INDEX "label_change_feedback" ON "verbatim"."label_change" USING btree ("feedback_id");
--> statement-breakpoint
CREATE INDEX "label_change_labeller" ON "verbatim"."label_change" USING btree ("labeller","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "accuracy_once" ON "verbatim"."accuracy" USING btree ("model_id","task","slice","level","measure","class");
--> statement-breakpoint
CREATE INDEX "review_draw_model" ON "verbatim"."review_draw" USING btree ("model_id","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "review_item_once" ON "verbatim"."review_item" USING btree ("draw_id","feedback_id");
--> statement-breakpoint
CREATE INDEX "review_item_feedback" ON "verbatim"."review_item" USING btree ("feedback_id");
--> statement-breakpoint
CREATE INDEX "review_item_open" ON "verbatim"."review_item" USING btree ("draw_id","rank") WHERE "verbatim"."review_item"."done_at" is null;
--> statement-breakpoint
ALTER TABLE "verbatim"."model" ADD CONSTRAINT "model_base_id_model_id_fk" FOREIGN KEY ("base_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."model_activation" ADD CONSTRAINT "model_activation_comparison_id_model_comparison_id_fk" FOREIGN KEY ("comparison_id") REFERENCES "verbatim"."model_comparison"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "label_document" ON "verbatim"."label" USING btree ("document_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "label_once" ON "verbatim"."label" USING btree ("feedback_id","task","labeller",coalesce("start_offset", -1));
--> statement-breakpoint
ALTER TABLE "verbatim"."model_activation" ADD CONSTRAINT "model_activation_way" CHECK ("verbatim"."model_activation"."way" in ('activate', 'promote', 'rollback'));
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_offsets" CHECK (num_nulls("verbatim"."label"."start_offset", "verbatim"."label"."end_offset") in (0, 2) and "verbatim"."label"."start_offset" < "verbatim"."label"."end_offset");
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_of_sentence" CHECK ("verbatim"."label"."start_offset" is null or "verbatim"."label"."document_id" is not null);
--> statement-breakpoint
ALTER TABLE "verbatim"."label" ADD CONSTRAINT "label_reason" CHECK (length("verbatim"."label"."reason") <= 2000);
--> statement-breakpoint
COMMENT ON TABLE verbatim.model_comparison IS 'Comparisons of a candidate with the active model on the random rows that people have labelled.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.id IS 'Number of the comparison.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.candidate_id IS 'The model that may take its place.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.active_id IS 'The model that was active then.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.task IS 'What was compared: sentiment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.labelled IS 'Labelled random rows that both have judged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.candidate_right IS 'Rows that the candidate judged as people did.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.active_right IS 'Rows that the active model judged as people did.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.only_candidate IS 'Rows that only the candidate judged as people did.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.only_active IS 'Rows that only the active model judged as people did.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.look IS 'How often these two were compared on different labels, this time included: later looks need a smaller p.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.p IS 'Exact p value of McNemar''s test, two-sided; null without a row that only one judged rightly.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.accuracy_difference IS 'Share that the candidate judged as people did, minus that of the active model, weighted by how likely each row was to be drawn; null where the rows are too few.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.accuracy_low IS 'Lower end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.accuracy_high IS 'Upper end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.f1_difference IS 'Macro F1 of the candidate minus that of the active model; null where it cannot be told.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.f1_low IS 'Lower end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.f1_high IS 'Upper end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.candidate_calibration IS 'Expected calibration error of the candidate on these rows, 0 to 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.active_calibration IS 'Expected calibration error of the active model on these rows, 0 to 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.calibration_low IS 'Lower end of the 95 % interval of the difference of both errors, candidate minus active model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.calibration_high IS 'Upper end of that interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.margin IS 'Loss of accuracy up to which a candidate counts as not worse, 0 to 1; 0: it has to be better.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.sampled IS 'Other comments that both have judged, drawn at random; null: none were drawn.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.changed IS 'Of these, comments whose sentiment differs.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.verdict IS 'better: beyond chance; not worse: by less than the margin; worse: beyond chance; open: the rows do not tell; too few: fewer rows than a comparison needs.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.audit_id IS 'Audit of swaps that the candidate went through; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_comparison.compared_at IS 'When.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.label_change IS 'What people changed of their labels, oldest first: for undo, and to show who said what when.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.id IS 'Number of the change.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.feedback_id IS 'Comment that is labelled.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.task IS 'As label.task.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.labeller IS 'Who changed it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.start_offset IS 'As label.start_offset.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.former_value IS 'Label before; null: there was none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.value IS 'Label since; null: it was withdrawn.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.changed_at IS 'When.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.changed_from IS 'As label.imported_from: what the person changed it by.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.former IS 'The label before, all columns, to undo the change; null: there was none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label_change.undone_at IS 'When its labeller undid it: the label is the former one again; null: it was not undone.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.accuracy IS 'How often a model is right, measured on random rows that people have labelled.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.id IS 'Number of the row.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.task IS 'What it judged: sentiment, toxicity, or topic and the id of a topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.slice IS 'What the rows are sliced by: all, source, language, sample, or an attribute.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.level IS 'The slice, such as the name of a source, or the last day of a sample; all for all rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.measure IS 'accuracy; recall and precision of a class; f1 (mean of the classes); calibration (expected calibration error); alpha (Krippendorff''s, of two people or more).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.class IS 'Class of recall and precision; empty for the other measures.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.n IS 'Labelled comments that it rests on, at least 10: of recall those that people gave the class, of precision those that the model gave it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.estimate IS 'Its value, of all comments that the samples were drawn from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.low IS 'Lower end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.high IS 'Upper end of its 95 % interval.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.accuracy.measured_at IS 'When it was measured.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.review_draw IS 'Draws of comments that people are asked to look at.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.id IS 'Number of the draw.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.kind IS 'sample: at random, to measure accuracy; queue: what is worth a look.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.model_id IS 'The model whose answers are looked at.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.from_day IS 'Day of the sample before it: comments stored since were drawn from; null: there was none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.to_day IS 'Day on which it was drawn.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.from_feedback IS 'Comments from this number on were drawn from. Ranges of samples are the same or do not overlap.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.to_feedback IS 'Comments up to this number were drawn from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.seed IS 'Seed of the random numbers: the same draw can be made again.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.population IS 'Analysed comments that it was drawn from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_draw.drawn_at IS 'When.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.review_item IS 'Comments of a draw.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.id IS 'Number of the item.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.draw_id IS 'The draw.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.feedback_id IS 'The comment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.rank IS 'Place in the draw; people see them in this order.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.stratum IS 'Source and language that it was drawn within; small ones are drawn together.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.stratum_size IS 'Comments of this stratum in the population.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.inclusion IS 'Probability that this draw had it, above 0 to 1; null: it was chosen.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.random IS 'Whether chance alone drew it: only such rows count for accuracy.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.reasons IS 'Why it is worth a look; empty for random rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.people IS 'How many people are asked to label it; two for rows that measure how far people agree.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.held_by IS 'Who looks at it now.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.held_until IS 'Until when; then others may get it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.review_item.done_at IS 'When as many people as asked had labelled it; null: not yet.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.base_id IS 'Model whose head was tuned; null: it is not a tuned model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.tuning IS 'What it was tuned on, and how well that went in cross-validation. heldOut: for each label its comment, start of the sentence or null, and the three probabilities of a head that was trained without that text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_activation.way IS 'activate: by command or configuration; promote: after a comparison; rollback: back to a former model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model_activation.comparison_id IS 'Comparison that it was promoted by.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.document_id IS 'Text that the person read; null for labels of a file.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.start_offset IS 'Start of the sentence that is labelled, in code points of the text; null: the comment as a whole.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.end_offset IS 'End of that sentence, exclusive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.model_id IS 'Model whose answer was shown beside the text, on random rows only after the label; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.model_value IS 'That answer.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.reason IS 'Why the person chose it, in their own words.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.label IS 'What people and rules say about a comment or a sentence, beside the answers of models: label next, label import, label rules.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.task IS 'sentiment, toxicity, an emotion as "emotion NAME", or a topic as "topic ID".';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.labeller IS 'Pseudonym of the person; "rule NAME" for a rule.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.label.imported_from IS 'page, http, terminal, rule NAME, label-studio, argilla, or base name of the file it came in.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.api_key.scopes IS 'What it may do: read, quotes, import, label, admin.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, rollups, themes, topics, theme-rollups, review, digest, audit or checks.';
