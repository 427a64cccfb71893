CREATE TABLE "verbatim"."translation" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"sentences" text[] NOT NULL,
	"start_offsets" integer[] NOT NULL,
	"end_offsets" integer[] NOT NULL,
	"truncated" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "translation_document_id_model_id_pk" PRIMARY KEY("document_id","model_id"),
	CONSTRAINT "translation_sentences" CHECK (cardinality("verbatim"."translation"."sentences") > 0 and cardinality("verbatim"."translation"."sentences") = cardinality("verbatim"."translation"."start_offsets")
          and cardinality("verbatim"."translation"."sentences") = cardinality("verbatim"."translation"."end_offsets"))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."translator" (
	"language" text PRIMARY KEY NOT NULL,
	"target" text NOT NULL,
	"model_id" integer NOT NULL,
	"named_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "translator_language" CHECK ("verbatim"."translator"."language" ~ '^[a-z]{2}$' and "verbatim"."translator"."target" ~ '^[a-z]{2}$')
);
--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD COLUMN "translator_id" integer;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "translated" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."translation" ADD CONSTRAINT "translation_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."translation" ADD CONSTRAINT "translation_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."translator" ADD CONSTRAINT "translator_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."analysis" ADD CONSTRAINT "analysis_translation" FOREIGN KEY ("document_id","translator_id") REFERENCES "verbatim"."translation"("document_id","model_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "analysis_translated" ON "verbatim"."analysis" USING btree ("translator_id","document_id") WHERE "verbatim"."analysis"."translator_id" is not null;
--> statement-breakpoint
COMMENT ON TABLE verbatim.translator IS 'Which model translates a language before it is analysed (verbatim model add FOLDER --translates).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translator.language IS 'Language of the texts, ISO 639-1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translator.target IS 'Language that they are translated into, ISO 639-1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translator.model_id IS 'The model that translates.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translator.named_at IS 'When it was named.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.translation IS 'Documents in the words of a translator, sentence by sentence; made once for each translator.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.model_id IS 'The model that translated it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.sentences IS 'The translated sentences; array_to_string(sentences, '' '') is the text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.start_offsets IS 'For each of them, where its original begins in document.text, in characters from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.end_offsets IS 'Where it ends, exclusive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.truncated IS 'True when the model did not read or did not finish a sentence.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.translation.created_at IS 'When it was translated.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.translator_id IS 'The model whose translation was judged (with document_id a row of translation); null: the text itself was.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.translated IS 'Of the analysed, judged in translation.';
