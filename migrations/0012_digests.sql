CREATE TABLE "verbatim"."digest_quote" (
	"digest_id" bigint NOT NULL,
	"place" integer NOT NULL,
	"feedback_id" bigint NOT NULL,
	"document_id" bigint NOT NULL,
	"start_offset" integer NOT NULL,
	"end_offset" integer NOT NULL,
	"quote" text NOT NULL,
	CONSTRAINT "digest_quote_digest_id_place_pk" PRIMARY KEY("digest_id","place")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."digest_quote" ADD CONSTRAINT "digest_quote_digest_id_digest_id_fk" FOREIGN KEY ("digest_id") REFERENCES "verbatim"."digest"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."digest_quote" ADD CONSTRAINT "digest_quote_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
COMMENT ON TABLE verbatim.digest_quote IS 'Quotes of digests. Postgres refuses one that is not, byte for byte, what stands in its comment.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.digest_id IS 'The digest.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.place IS 'From 1, in the order of the digest.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.feedback_id IS 'The feedback that said it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.document_id IS 'Its text as it was then.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.start_offset IS 'Begin in the text, in Unicode code points.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.end_offset IS 'End, exclusive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.digest_quote.quote IS 'What stands there.';
--> statement-breakpoint
CREATE FUNCTION verbatim.check_digest_quote() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM verbatim.document d
     WHERE d.id = NEW.document_id
       AND convert_to(substring(d.text FROM NEW.start_offset + 1 FOR NEW.end_offset - NEW.start_offset), 'UTF8')
           = convert_to(NEW.quote, 'UTF8')
  ) THEN
    RAISE EXCEPTION 'quote % of digest % is not what stands in document % at %..%',
      NEW.place, NEW.digest_id, NEW.document_id, NEW.start_offset, NEW.end_offset USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.check_digest_quote() IS 'Refuses a quote that is not, byte for byte, a slice of the text of its feedback.';
--> statement-breakpoint
CREATE TRIGGER digest_quote_verbatim BEFORE INSERT OR UPDATE ON verbatim.digest_quote
FOR EACH ROW EXECUTE FUNCTION verbatim.check_digest_quote();
--> statement-breakpoint
CREATE VIEW reporting.digest AS
SELECT d.id AS digest_id, d.period, d.first_day, d.last_day, d.grouped_by, m.hash AS model_hash, d.run_id, d.content,
       d.created_at, d.delivered_at
  FROM verbatim.digest d JOIN verbatim.model m ON m.id = d.model_id;
--> statement-breakpoint
COMMENT ON VIEW reporting.digest IS 'Digests that were made, each content once.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.digest_id IS 'Number of the digest.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.period IS 'day, week, month, all, or its first and last day.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.first_day IS 'First day, UTC; null: from the beginning.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.last_day IS 'Last day, UTC, included; null: no end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.grouped_by IS 'What it is broken down by: source or attributes.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.model_hash IS 'Hash of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.run_id IS 'The night that made it; null when made by hand.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.content IS 'The digest as verbatim digest --format json prints it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.created_at IS 'When it was made.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.digest.delivered_at IS 'When a webhook took it.';
--> statement-breakpoint
CREATE VIEW reporting.night AS
SELECT r.id AS run_id, r.trigger, r.status, r.error_code, r.as_of, r.started_at, r.finished_at,
       extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at)::float8 AS seconds,
       r.documents, r.analysed, r.failed, r.tokens, m.hash AS model_hash,
       (SELECT jsonb_object_agg(s.step, jsonb_build_object('status', s.status, 'counts', s.counts,
                 'seconds', extract(epoch FROM coalesce(s.finished_at, now()) - s.started_at)))
          FROM verbatim.run_step s WHERE s.run_id = r.id) AS steps
  FROM verbatim.run r LEFT JOIN verbatim.model m ON m.id = r.model_id
 WHERE EXISTS (SELECT FROM verbatim.run_step s WHERE s.run_id = r.id);
--> statement-breakpoint
COMMENT ON VIEW reporting.night IS 'Nights: what each did and how it ended.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.run_id IS 'Number of the night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.trigger IS 'nightly: by hand or cron; schedule: by verbatim nightly --schedule.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.status IS 'running, done, failed or interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.error_code IS 'Code of the error that ended it (docs/errors.md).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.as_of IS 'Of a night that is done: what was stored before this moment is in its tables.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.finished_at IS 'When it ended; null while it runs.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.seconds IS 'How long it took, or runs.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.documents IS 'Documents that were missing.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.analysed IS 'Of them, analysed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.failed IS 'Of them, set aside.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.tokens IS 'Tokens of the analysed.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.model_hash IS 'Hash of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.night.steps IS 'Each step: status, what it counted, seconds.';
--> statement-breakpoint
CREATE VIEW reporting.freshness AS
SELECT night.as_of, extract(epoch FROM now() - night.as_of)::float8 AS age_seconds,
       (SELECT count(*) FROM verbatim.feedback f WHERE f.created_at >= coalesce(night.as_of, '-infinity')) AS newer
  FROM (SELECT max(as_of) AS as_of FROM verbatim.run WHERE status = 'done') night;
--> statement-breakpoint
COMMENT ON VIEW reporting.freshness IS 'How old what the nightly tables show is.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.freshness.as_of IS 'What was stored before this moment is in them; null before the first night.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.freshness.age_seconds IS 'Seconds since then.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.freshness.newer IS 'Feedback that was stored since.';
