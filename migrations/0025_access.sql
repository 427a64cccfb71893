ALTER TABLE "verbatim"."installation" ADD COLUMN "keyed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "verbatim"."upload" ADD COLUMN "owner" text;--> statement-breakpoint
DROP INDEX "verbatim"."upload_idempotency_key";--> statement-breakpoint
CREATE UNIQUE INDEX "upload_idempotency_key" ON "verbatim"."upload" USING btree ("idempotency_key",coalesce("owner", ''));--> statement-breakpoint
COMMENT ON COLUMN verbatim.installation.keyed_at IS 'When the first key of the HTTP server was made; null: never. From then on nobody is answered without a key.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.owner IS 'Id of the key that sent it (api_key.id, or VERBATIM_API_KEY); null: no key. Other keys do not see it, unless they have the scope admin.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.upload.idempotency_key IS 'Idempotency-Key of the request; the same one from the same owner names the same upload.';
--> statement-breakpoint
UPDATE verbatim.installation SET keyed_at = (SELECT min(created_at) FROM verbatim.api_key);
--> statement-breakpoint
CREATE FUNCTION verbatim.note_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE verbatim.installation SET keyed_at = now() WHERE keyed_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_key() IS 'Notes that a key was made: the HTTP server never opens again to callers without one.';
--> statement-breakpoint
CREATE TRIGGER api_key_made AFTER INSERT ON verbatim.api_key FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_key();
--> statement-breakpoint
-- Cells that would give a hidden one away are hidden, too: where a line of cells (the days of a month or week, the values of
-- an attribute) has one of fewer than least_n() comments, its smallest are hidden until they are two and least_n() together.
-- Only for those from whom cells are hidden: others pay nothing for it.
CREATE OR REPLACE VIEW reporting.sentiment_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = '' AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.day::timestamp)::date AND r.day < (date_trunc('month', counted.day::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n()))
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = '' AND r.dated AND r.source = counted.source AND r.day >= date_trunc('week', counted.day::timestamp)::date AND r.day < (date_trunc('week', counted.day::timestamp) + interval '7 days')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day AS day, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute = '' AND r.dated GROUP BY 1, 2) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.sentiment_as_reported WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       m.id AS model_id, m.name AS model_name, m.version AS model_version, m.hash AS model_hash, c.kept_at,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*,
               CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = '' AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.day::timestamp)::date AND r.day < (date_trunc('month', counted.day::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n()))
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = '' AND r.dated AND r.source = counted.source AND r.day >= date_trunc('week', counted.day::timestamp)::date AND r.day < (date_trunc('week', counted.day::timestamp) + interval '7 days')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.reported_day r WHERE r.attribute = ''
                 UNION ALL
                SELECT r.day, r.source, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.rollup_day r
                 WHERE r.attribute = '' AND r.dated
                   AND NOT EXISTS (SELECT FROM verbatim.reported_day p
                                    WHERE p.attribute = r.attribute AND p.day = r.day AND p.source = r.source)) counted) c
  JOIN verbatim.model m ON m.id = c.model_id;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.attribute_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.attribute,
       c.value,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.value AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = counted.attribute AND r.dated AND r.source = counted.source AND r.day = counted.day
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.value AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n()))
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = counted.attribute AND r.value = counted.value AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.day::timestamp)::date AND r.day < (date_trunc('month', counted.day::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day, r.source, r.attribute, r.value, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive, r.mixed,
            r.toxic, r.score_sum, r.rated, r.rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.attribute_as_reported WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.attribute,
       c.value,
       m.id AS model_id, m.name AS model_name, m.version AS model_version, m.hash AS model_hash, c.kept_at,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*,
               CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.value AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = counted.attribute AND r.dated AND r.source = counted.source AND r.day = counted.day
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.value AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n()))
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = counted.attribute AND r.value = counted.value AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.day::timestamp)::date AND r.day < (date_trunc('month', counted.day::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.attribute, r.value, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.reported_day r WHERE r.attribute <> '' AND r.value <> ''
                 UNION ALL
                SELECT r.day, r.source, r.attribute, r.value, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum
                  FROM verbatim.rollup_day r
                 WHERE r.attribute <> '' AND r.value <> '' AND r.dated
                   AND NOT EXISTS (SELECT FROM verbatim.reported_day p
                                    WHERE p.attribute = r.attribute AND p.day = r.day AND p.source = r.source)) counted) c
  JOIN verbatim.model m ON m.id = c.model_id;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.attribute_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.attribute,
       c.value,
       CASE WHEN NOT c.hidden AND NOT c.few_unread THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.neutral END AS neutral,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.mixed END AS mixed,
       CASE WHEN NOT c.hidden THEN c.toxic END AS toxic,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.n, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.n) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.n) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.n, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.n) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.n) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.toxic::double precision / nullif(c.n, 0) END AS toxic_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.toxic, c.n) END AS toxic_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.toxic, c.n) END AS toxic_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.n, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden OR c.few_unread THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.value AS key, sum(r.analysed) AS n FROM verbatim.rollup_day r
                                WHERE r.attribute = counted.attribute AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.month::timestamp)::date AND r.day < (date_trunc('month', counted.month::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.analysed) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.value AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.theme_daily WITH (security_barrier = true) AS
SELECT c.day,
       c.source,
       c.theme_id,
       c.theme,
       CASE WHEN NOT c.hidden THEN c.said END AS said,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.said::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.said, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.said, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.segments END AS segments,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.said, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.said) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.said) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.said, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.said) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.said) END AS positive_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.said, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.said > 0 AND (SELECT reporting.hides(1)) THEN counted.said < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.feedback) AS n FROM verbatim.rollup_theme_day r
                                WHERE r.attribute = '' AND r.theme_id = counted.theme_id AND r.dated AND r.source = counted.source AND r.day >= date_trunc('month', counted.day::timestamp)::date AND r.day < (date_trunc('month', counted.day::timestamp) + interval '1 month')::date
                                GROUP BY 1 HAVING sum(r.feedback) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n()))
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.day AS key, sum(r.feedback) AS n FROM verbatim.rollup_theme_day r
                                WHERE r.attribute = '' AND r.theme_id = counted.theme_id AND r.dated AND r.source = counted.source AND r.day >= date_trunc('week', counted.day::timestamp)::date AND r.day < (date_trunc('week', counted.day::timestamp) + interval '7 days')::date
                                GROUP BY 1 HAVING sum(r.feedback) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.day AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT r.day, r.source, r.theme_id, coalesce(h.user_name, h.name) AS theme, r.feedback AS said, r.segments, r.negative,
            r.positive, r.score_sum, r.rated, r.rating_sum, w.analysed AS of
       FROM verbatim.rollup_theme_day r
       JOIN verbatim.theme h ON h.id = r.theme_id AND NOT h.hidden
       LEFT JOIN verbatim.rollup_day w ON w.attribute = '' AND w.dated AND w.day = r.day AND w.source = r.source AND w.value = ''
      WHERE r.attribute = '' AND r.dated) counted) c;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.theme_attribute_monthly WITH (security_barrier = true) AS
SELECT c.month,
       c.source,
       c.attribute,
       c.value,
       c.theme_id,
       c.theme,
       CASE WHEN NOT c.hidden THEN c.said END AS said,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.said::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.said, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.said, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.segments END AS segments,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.said, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.said) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.said) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.said, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.said) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.said) END AS positive_high,
       CASE WHEN NOT c.hidden THEN (c.score_sum / nullif(c.said, 0))::double precision END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN (c.rating_sum / nullif(c.rated, 0))::double precision END AS mean_rating,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments'
            WHEN c.few_ratings THEN 'fewer than ' || reporting.least_n() || ' ratings' END AS hidden_reason
  FROM (SELECT counted.*, CASE WHEN counted.said > 0 AND (SELECT reporting.hides(1)) THEN counted.said < reporting.least_n()
        OR EXISTS (
          SELECT FROM (SELECT s.key, row_number() OVER w AS place, sum(s.n) OVER w - s.n AS before, min(s.n) OVER () AS least
                         FROM (SELECT r.value AS key, sum(r.feedback) AS n FROM verbatim.rollup_theme_month r
                                WHERE r.attribute = counted.attribute AND r.theme_id = counted.theme_id AND r.source = counted.source AND r.month = counted.month
                                GROUP BY 1 HAVING sum(r.feedback) > 0) s
                       WINDOW w AS (ORDER BY s.n, s.key ROWS UNBOUNDED PRECEDING)) p
           WHERE p.key = counted.value AND p.least < reporting.least_n() AND (p.place <= 2 OR p.before < reporting.least_n())) ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.month, t.source, t.attribute, t.value, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments,
            t.negative, t.positive, t.score_sum, t.rated, t.rating_sum, w.of
       FROM (SELECT r.month, r.source, r.attribute, r.value, r.theme_id, r.feedback AS said, r.segments, r.negative,
                    r.positive, r.score_sum, r.rated, r.rating_sum
               FROM verbatim.rollup_theme_month r) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r
              WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) w
         ON w.month = t.month AND w.source = t.source AND w.attribute = t.attribute AND w.value = t.value) counted) c;
