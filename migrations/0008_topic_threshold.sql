-- Probabilities are calibrated now: what was 0.5 is about 0.33.
ALTER TABLE "verbatim"."topic" ALTER COLUMN "threshold" SET DEFAULT 0.35;--> statement-breakpoint
UPDATE "verbatim"."topic" SET "threshold" = 0.35 WHERE "threshold" = 0.5;
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_topic_month.rating_sum IS 'Sum of their ratings.';
