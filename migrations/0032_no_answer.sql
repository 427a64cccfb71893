ALTER TABLE "verbatim"."run" ADD COLUMN "no_answer" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD COLUMN "mended" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."run" ADD COLUMN "reading" integer;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "no_answer" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.no_answer IS 'Of failed: documents that say nothing ("N/A", "no comment").';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.mended IS 'Documents that it analysed of which wrongly decoded characters were mended for reading.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.reading IS 'Version of the rules by which texts were cleaned and sorted before the model read them; null: before there were any, or no result was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.failed IS 'Documents it set aside, no_answer included.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.no_answer IS 'Says nothing ("N/A", "no comment"): not judged.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.feedback IS 'Feedback = without_text + no_answer + pending + set_aside + unsupported + analysed.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.feedback_analysis AS
SELECT f.id AS feedback_id, f.source, f.external_id, f.occurred_at, f.rating, f.language, f.author, f.attributes,
       f.import_id, f.line, f.document_id, d.text,
       CASE WHEN f.document_id IS NULL THEN 'no_text'
            WHEN a.document_id IS NOT NULL THEN 'analysed'
            WHEN x.code = 'NO_ANSWER' THEN 'no_answer'
            WHEN x.document_id IS NOT NULL THEN 'set_aside'
            ELSE 'pending' END AS status,
       a.sentiment, a.negative, a.neutral, a.positive, a.score, a.confidence, a.emotions, a.toxicity,
       a.tokens, a.windows, a.truncated,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash, a.run_id, a.created_at AS analysed_at
  FROM verbatim.feedback f
  LEFT JOIN verbatim.document d ON d.id = f.document_id
  LEFT JOIN verbatim.model m ON m.active AND m.task = 'feedback'
  LEFT JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
  LEFT JOIN verbatim.failure x ON x.document_id = f.document_id AND x.model_id = m.id;
--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_analysis.status IS 'analysed, pending, no_answer (it says nothing, as "N/A" does), set_aside (could not be judged) or no_text.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.run_history WITH (security_barrier = true) AS
SELECT r.id AS run_id, r.trigger, r.status, r.error_code, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       r.device, r.runtime, r.documents, r.analysed, r.failed, r.tokens,
       CASE WHEN r.padded_tokens > 0 THEN 1 - r.tokens::double precision / r.padded_tokens END AS padding_share,
       r.started_at, r.finished_at, extract(epoch FROM r.finished_at - r.started_at)::double precision AS seconds,
       r.no_answer, r.mended, r.reading
  FROM verbatim.run r JOIN verbatim.model m ON m.id = r.model_id;
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.failed IS 'Documents it set aside, no_answer included.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.no_answer IS 'Of failed: documents that say nothing ("N/A", "no comment").';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.mended IS 'Documents of which wrongly decoded characters were mended for reading.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.run_history.reading IS 'Version of the rules by which texts were cleaned and sorted before the model read them.';
