CREATE TABLE "verbatim"."sentence_topic" (
	"topic_id" uuid NOT NULL,
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"probability" real NOT NULL,
	CONSTRAINT "sentence_topic_document_id_model_id_ordinal_topic_id_pk" PRIMARY KEY("document_id","model_id","ordinal","topic_id"),
	CONSTRAINT "sentence_topic_probability" CHECK ("verbatim"."sentence_topic"."probability" >= 0.3 and "verbatim"."sentence_topic"."probability" <= 1)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text,
	"name" text NOT NULL,
	"names" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"description" text NOT NULL,
	"parent_id" uuid,
	"origin" text DEFAULT 'user' NOT NULL,
	"threshold" real DEFAULT 0.5 NOT NULL,
	"retired_at" timestamp with time zone,
	"merged_into" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "topic_named" CHECK (btrim("verbatim"."topic"."name") <> '' and length("verbatim"."topic"."name") <= 200),
	CONSTRAINT "topic_described" CHECK (btrim("verbatim"."topic"."description") <> '' and length("verbatim"."topic"."description") <= 2000),
	CONSTRAINT "topic_origin" CHECK ("verbatim"."topic"."origin" in ('catalogue', 'user', 'theme')),
	CONSTRAINT "topic_threshold" CHECK ("verbatim"."topic"."threshold" >= 0.3 and "verbatim"."topic"."threshold" <= 1),
	CONSTRAINT "topic_parent_other" CHECK ("verbatim"."topic"."parent_id" <> "verbatim"."topic"."id"),
	CONSTRAINT "topic_merged_retired" CHECK ("verbatim"."topic"."merged_into" is null or "verbatim"."topic"."retired_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_example" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."topic_example_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"topic_id" uuid NOT NULL,
	"text" text NOT NULL,
	"language" text,
	"counter" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "topic_example_text" CHECK (btrim("verbatim"."topic_example"."text") <> '' and length("verbatim"."topic_example"."text") <= 2000),
	CONSTRAINT "topic_example_language" CHECK ("verbatim"."topic_example"."language" ~ '^[a-z]{2,3}$')
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_model" (
	"topic_id" uuid NOT NULL,
	"model_id" integer NOT NULL,
	"definition" text NOT NULL,
	"method" text NOT NULL,
	"weights" "bytea" NOT NULL,
	"bias" real NOT NULL,
	"examples" integer NOT NULL,
	"counter_examples" integer NOT NULL,
	"hits" integer,
	"misses" integer,
	"false_alarms" integer,
	"scored_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "topic_model_topic_id_model_id_pk" PRIMARY KEY("topic_id","model_id"),
	CONSTRAINT "topic_model_method" CHECK ("verbatim"."topic_model"."method" in ('description', 'head')),
	CONSTRAINT "topic_model_checked" CHECK (num_nulls("verbatim"."topic_model"."hits", "verbatim"."topic_model"."misses", "verbatim"."topic_model"."false_alarms") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_scored" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	CONSTRAINT "topic_scored_model_id_document_id_pk" PRIMARY KEY("model_id","document_id")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_space" (
	"model_id" integer PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"mean" "bytea" NOT NULL,
	"projection" "bytea" NOT NULL,
	"spread" real NOT NULL,
	"sentences" integer NOT NULL,
	"segments" bigint NOT NULL,
	"texts" integer NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."topic_text" (
	"model_id" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"embedding" "bytea" NOT NULL,
	CONSTRAINT "topic_text_model_id_hash_pk" PRIMARY KEY("model_id","hash")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."sentence_topic" ADD CONSTRAINT "sentence_topic_topic_id_topic_id_fk" FOREIGN KEY ("topic_id") REFERENCES "verbatim"."topic"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."sentence_topic" ADD CONSTRAINT "sentence_topic_segment" FOREIGN KEY ("document_id","model_id","ordinal") REFERENCES "verbatim"."segment"("document_id","model_id","ordinal") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic" ADD CONSTRAINT "topic_parent_id_topic_id_fk" FOREIGN KEY ("parent_id") REFERENCES "verbatim"."topic"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic" ADD CONSTRAINT "topic_merged_into_topic_id_fk" FOREIGN KEY ("merged_into") REFERENCES "verbatim"."topic"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_example" ADD CONSTRAINT "topic_example_topic_id_topic_id_fk" FOREIGN KEY ("topic_id") REFERENCES "verbatim"."topic"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_model" ADD CONSTRAINT "topic_model_topic_id_topic_id_fk" FOREIGN KEY ("topic_id") REFERENCES "verbatim"."topic"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_model" ADD CONSTRAINT "topic_model_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_scored" ADD CONSTRAINT "topic_scored_analysis" FOREIGN KEY ("document_id","model_id") REFERENCES "verbatim"."analysis"("document_id","model_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_space" ADD CONSTRAINT "topic_space_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."topic_text" ADD CONSTRAINT "topic_text_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sentence_topic_topic" ON "verbatim"."sentence_topic" USING btree ("topic_id","model_id","probability" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "topic_key" ON "verbatim"."topic" USING btree ("key");--> statement-breakpoint
CREATE UNIQUE INDEX "topic_name" ON "verbatim"."topic" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "topic_parent" ON "verbatim"."topic" USING btree ("parent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "topic_example_once" ON "verbatim"."topic_example" USING btree ("topic_id",md5("text"));
--> statement-breakpoint
INSERT INTO verbatim.mutex (name) VALUES ('topic');
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic IS 'Subjects that people define (verbatim topic). Rows are never deleted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.id IS 'Number of the topic, for ever: a rename, a move or an import of the same key keeps it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.key IS 'Short name of the topic in codebook files; null: it has none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.name IS 'What people call it; unique without regard to case.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.names IS 'Its names in other languages: ISO 639 code and name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.description IS 'What a comment about it says, in a sentence or two. Sentences are judged by it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.parent_id IS 'The topic above it; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.origin IS 'catalogue: shipped; user: a person; theme: made of a discovered theme.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.threshold IS 'A sentence is about the topic from this probability on, 0.3 to 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.retired_at IS 'When it was retired: it is no longer judged or shown, and its results stay.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.merged_into IS 'The topic that it was merged into, which has its examples; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.created_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic.updated_at IS 'When it or its examples were changed last.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_example IS 'Sentences that people say are about a topic, or are not.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.id IS 'Number of the example.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.topic_id IS 'The topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.text IS 'The sentence, as people wrote it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.language IS 'Its language, ISO 639; null: not said.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.counter IS 'True: a sentence that is not about the topic, though it may look so.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_example.created_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_space IS 'The space in which sentences of a model are compared with topics: embeddings less their mean, scaled so that common directions weigh less.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.model_id IS 'The model of the embeddings.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.hash IS 'SHA-256 of mean and projection; a topic is judged again when it changes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.mean IS 'Mean of embeddings: little-endian floats of 4 bytes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.projection IS 'Matrix by which an embedding less the mean is multiplied, row by row: little-endian floats of 4 bytes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.spread IS 'Root mean square of the cosines of pairs of sentences in it, 0..1: how near two are by chance.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.sentences IS 'Sentences that it was estimated from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.segments IS 'Sentences that the model had then; it is estimated again when they have doubled.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.texts IS 'Texts of topics that there were then; likewise.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_space.made_at IS 'When.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_text IS 'Embeddings of names, descriptions and examples of topics, so that each text is read once.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_text.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_text.hash IS 'SHA-256 of the text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_text.embedding IS 'Its embedding: little-endian half floats, as of sentences.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_model IS 'How a topic is judged with the embeddings of a model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.topic_id IS 'The topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.definition IS 'SHA-256 of the name, description and examples that its results are of, and of the space.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.method IS 'description: by similarity to its texts; head: by a logistic head trained on eight examples or more.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.weights IS 'Weight of each dimension of the space: little-endian floats of 4 bytes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.bias IS 'Added to their sum; the logistic function of it is the probability.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.examples IS 'Examples that it was made of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.counter_examples IS 'Counter-examples that it was made of.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.hits IS 'Its examples that were found, each judged by what was made without it; null: it has none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.misses IS 'Its examples that were not found.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.false_alarms IS 'Counter-examples and examples of other topics that were found.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_model.scored_at IS 'When its results were stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.topic_scored IS 'Documents that all topics were judged on. New ones are those that are missing here.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_scored.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.topic_scored.model_id IS 'The model whose sentences were judged.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.sentence_topic IS 'Sentences and the topics that they may be about, from a probability of 0.3 on.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.sentence_topic.topic_id IS 'The topic.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.sentence_topic.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.sentence_topic.model_id IS 'The model whose embedding was judged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.sentence_topic.ordinal IS 'Number of the sentence in the document; its offsets are in segment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.sentence_topic.probability IS 'Probability that the sentence is about the topic, 0.3 to 1: of those with 0.5, half are.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, rollups, themes, topics, theme-rollups, digest, audit or checks.';
