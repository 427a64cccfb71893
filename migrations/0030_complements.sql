-- Roll-ups decide what is hidden when they are written, not views when they are read. A view that decides it for each
-- cell takes minutes, and a window over months does not let a filter by day through.
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "complement" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_day" ADD COLUMN "complement" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_theme_month" ADD COLUMN "complement" boolean DEFAULT false NOT NULL;--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.complement IS 'Hidden from verbatim_reader: the total of its month, its week (attribute '''') or its day less what is shown would give away a cell of fewer than least_n() comments. Kept by triggers.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_day.complement IS 'Hidden from verbatim_reader: the total of its theme''s month or week less what is shown would give away a cell of fewer than least_n() comments; false where attribute is not ''''. Kept by triggers.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_theme_month.complement IS 'Hidden from verbatim_reader: the total of its theme over the values of the attribute less what is shown would give away a cell of fewer than least_n() comments. Kept by triggers.';
--> statement-breakpoint
-- A table that is being filled has no statistics: any join but by hash takes time with the square of a month's rows.
-- The roll-up job turns sorting off for its own query.
CREATE FUNCTION verbatim.mark_day_complements(of_month date, sources text[], attributes text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  -- Weeks reach into the months before and after, whose days are hidden for their own months, too.
  UPDATE verbatim.rollup_day r SET complement = m.complement
    FROM (SELECT d.attribute, d.day, d.source, d.value,
                 first_value(d.analysed) OVER by_month < reporting.least_n()
                 AND (row_number() OVER by_month <= 2 OR sum(d.analysed) OVER by_month - d.analysed < reporting.least_n())
                 OR first_value(d.analysed) OVER across < reporting.least_n()
                 AND (row_number() OVER across <= 2 OR sum(d.analysed) OVER across - d.analysed < reporting.least_n()) AS complement
            FROM verbatim.rollup_day d
           WHERE d.attribute = ANY (attributes) AND d.source = ANY (sources) AND d.dated AND d.analysed > 0
             AND d.day >= of_month - interval '1 month' AND d.day < of_month + interval '2 months'
             AND (d.attribute = '' OR d.day >= of_month AND d.day < of_month + interval '1 month')
          WINDOW by_month AS (PARTITION BY d.attribute, d.source, d.value, date_trunc('month', d.day::timestamp)
                              ORDER BY d.analysed, d.day ROWS UNBOUNDED PRECEDING),
                 across AS (PARTITION BY d.attribute, d.source, CASE d.attribute WHEN '' THEN date_trunc('week', d.day::timestamp) ELSE d.day END
                            ORDER BY d.analysed, d.day, d.value ROWS UNBOUNDED PRECEDING)) m
   WHERE r.attribute = m.attribute AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value
     AND r.complement <> m.complement
     AND r.attribute = ANY (attributes) AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.mark_day_complements(date, text[], text[]) IS 'Sets rollup_day.complement for a month (its first day) and the weeks that it touches.';
--> statement-breakpoint
CREATE FUNCTION verbatim.mark_theme_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_theme_day r SET complement = m.complement
    FROM (SELECT d.day, d.source, d.value, d.theme_id,
                 first_value(d.feedback) OVER by_month < reporting.least_n()
                 AND (row_number() OVER by_month <= 2 OR sum(d.feedback) OVER by_month - d.feedback < reporting.least_n())
                 OR first_value(d.feedback) OVER by_week < reporting.least_n()
                 AND (row_number() OVER by_week <= 2 OR sum(d.feedback) OVER by_week - d.feedback < reporting.least_n()) AS complement
            FROM verbatim.rollup_theme_day d
           WHERE d.attribute = '' AND d.source = ANY (sources) AND d.dated AND d.feedback > 0
             AND d.day >= of_month - interval '1 month' AND d.day < of_month + interval '2 months'
          WINDOW by_month AS (PARTITION BY d.source, d.theme_id, date_trunc('month', d.day::timestamp)
                              ORDER BY d.feedback, d.day ROWS UNBOUNDED PRECEDING),
                 by_week AS (PARTITION BY d.source, d.theme_id, date_trunc('week', d.day::timestamp)
                             ORDER BY d.feedback, d.day ROWS UNBOUNDED PRECEDING)) m
   WHERE r.attribute = '' AND r.day = m.day AND r.dated AND r.source = m.source AND r.value = m.value AND r.theme_id = m.theme_id
     AND r.complement <> m.complement
     AND r.source = ANY (sources)
     AND r.day >= date_trunc('week', of_month::timestamp) AND r.day < date_trunc('week', of_month + interval '1 month' - interval '1 day') + interval '7 days';
$$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.mark_theme_complements(date, text[]) IS 'Sets rollup_theme_day.complement for a month (its first day) and the weeks that it touches.';
--> statement-breakpoint
CREATE FUNCTION verbatim.mark_theme_month_complements(of_month date, sources text[]) RETURNS void LANGUAGE sql
SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = on SET jit = off AS $$
  UPDATE verbatim.rollup_theme_month r SET complement = m.complement
    FROM (SELECT d.source, d.attribute, d.value, d.theme_id,
                 first_value(d.feedback) OVER line < reporting.least_n()
                 AND (row_number() OVER line <= 2 OR sum(d.feedback) OVER line - d.feedback < reporting.least_n()) AS complement
            FROM verbatim.rollup_theme_month d
           WHERE d.month = of_month AND d.source = ANY (sources) AND d.feedback > 0
          WINDOW line AS (PARTITION BY d.source, d.attribute, d.theme_id
                          ORDER BY d.feedback, d.value ROWS UNBOUNDED PRECEDING)) m
   WHERE r.month = of_month AND r.source = m.source AND r.attribute = m.attribute AND r.value = m.value
     AND r.theme_id = m.theme_id AND r.complement <> m.complement;
$$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.mark_theme_month_complements(date, text[]) IS 'Sets rollup_theme_month.complement for a month (its first day).';
--> statement-breakpoint
CREATE FUNCTION verbatim.note_day_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_day_complements(m.month, array_agg(DISTINCT m.source), array_agg(DISTINCT m.attribute))
     FROM (SELECT DISTINCT date_trunc('month', c.day::timestamp)::date AS month, c.source, c.attribute
             FROM changed_rows c WHERE c.dated) m
    GROUP BY m.month;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_day_complements() IS 'Marks complements again in the months whose days were inserted or deleted. The roll-up job never updates a row.';
--> statement-breakpoint
CREATE FUNCTION verbatim.note_theme_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_theme_complements(m.month, array_agg(DISTINCT m.source))
     FROM (SELECT DISTINCT date_trunc('month', c.day::timestamp)::date AS month, c.source
             FROM changed_rows c WHERE c.dated AND c.attribute = '') m
    GROUP BY m.month;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_theme_complements() IS 'Marks complements again in the months whose days of themes were inserted or deleted.';
--> statement-breakpoint
CREATE FUNCTION verbatim.note_theme_month_complements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.mark_theme_month_complements(m.month, array_agg(DISTINCT m.source))
     FROM (SELECT DISTINCT c.month, c.source FROM changed_rows c) m
    GROUP BY m.month;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.note_theme_month_complements() IS 'Marks complements again in the months of themes that were inserted or deleted.';
--> statement-breakpoint
CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements();
--> statement-breakpoint
CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements();
--> statement-breakpoint
CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_theme_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements();
--> statement-breakpoint
CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_theme_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements();
--> statement-breakpoint
CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_theme_month REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_month_complements();
--> statement-breakpoint
CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_theme_month REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_month_complements();
--> statement-breakpoint
SELECT verbatim.mark_day_complements(month, array_agg(DISTINCT source), array_agg(DISTINCT attribute))
  FROM (SELECT date_trunc('month', day::timestamp)::date AS month, source, attribute FROM verbatim.rollup_day WHERE dated) d GROUP BY month;
--> statement-breakpoint
SELECT verbatim.mark_theme_complements(month, array_agg(DISTINCT source))
  FROM (SELECT date_trunc('month', day::timestamp)::date AS month, source FROM verbatim.rollup_theme_day WHERE dated AND attribute = '') d GROUP BY month;
--> statement-breakpoint
SELECT verbatim.mark_theme_month_complements(month, array_agg(DISTINCT source)) FROM verbatim.rollup_theme_month GROUP BY month;
--> statement-breakpoint
-- 0029 replaced the view without the option.
ALTER VIEW reporting.import SET (security_barrier = true);
--> statement-breakpoint
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
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day AS day, r.source, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum, bool_or(r.complement) AS complement
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
               CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, coalesce(w.complement, false) AS complement
                  FROM verbatim.reported_day r
                  LEFT JOIN (SELECT d.attribute, d.day, d.source, d.value, d.complement FROM verbatim.rollup_day d
                              WHERE d.dated AND d.complement AND (SELECT reporting.hides(1))) w
                    ON w.attribute = r.attribute AND w.day = r.day AND w.source = r.source AND w.value = r.value
                 WHERE r.attribute = ''
                 UNION ALL
                SELECT r.day, r.source, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, r.complement
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
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day, r.source, r.attribute, r.value, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive, r.mixed,
            r.toxic, r.score_sum, r.rated, r.rating_sum, r.complement
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
               CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n()
                 AND (SELECT reporting.hides(1)) AS few_unread
          FROM (SELECT r.day, r.source, r.attribute, r.value, r.model_id, r.kept_at, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, coalesce(w.complement, false) AS complement
                  FROM verbatim.reported_day r
                  LEFT JOIN (SELECT d.attribute, d.day, d.source, d.value, d.complement FROM verbatim.rollup_day d
                              WHERE d.dated AND d.complement AND (SELECT reporting.hides(1))) w
                    ON w.attribute = r.attribute AND w.day = r.day AND w.source = r.source AND w.value = r.value
                 WHERE r.attribute <> '' AND r.value <> ''
                 UNION ALL
                SELECT r.day, r.source, r.attribute, r.value, r.model_id, NULL, r.feedback, r.analysed, r.negative, r.neutral, r.positive,
                       r.mixed, r.toxic, r.score_sum, r.rated, r.rating_sum, r.complement
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
  FROM (SELECT counted.*, CASE WHEN counted.n > 0 AND (SELECT reporting.hides(1)) THEN counted.n < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT * FROM (SELECT s.*, first_value(s.n) OVER w < reporting.least_n()
                     AND (row_number() OVER w <= 2 OR sum(s.n) OVER w - s.n < reporting.least_n()) AS complement
              FROM (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.feedback)::bigint AS feedback, sum(r.analysed)::bigint AS n, sum(r.negative)::bigint AS negative,
       sum(r.neutral)::bigint AS neutral, sum(r.positive)::bigint AS positive, sum(r.mixed)::bigint AS mixed,
       sum(r.toxic)::bigint AS toxic, sum(r.score_sum) AS score_sum, sum(r.rated)::bigint AS rated,
       sum(r.rating_sum) AS rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.dated GROUP BY 1, 2, 3, 4) s
            WINDOW w AS (PARTITION BY s.month, s.source, s.attribute, s.n > 0 ORDER BY s.n, s.value ROWS UNBOUNDED PRECEDING)) line
            WHERE value <> '') counted) c;
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
  FROM (SELECT counted.*, CASE WHEN counted.said > 0 AND (SELECT reporting.hides(1)) THEN counted.said < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT r.day, r.source, r.theme_id, coalesce(h.user_name, h.name) AS theme, r.feedback AS said, r.segments, r.negative,
            r.positive, r.score_sum, r.rated, r.rating_sum, r.complement, w.analysed AS of
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
  FROM (SELECT counted.*, CASE WHEN counted.said > 0 AND (SELECT reporting.hides(1)) THEN counted.said < reporting.least_n() OR counted.complement ELSE false END AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT t.month, t.source, t.attribute, t.value, t.theme_id, coalesce(h.user_name, h.name) AS theme, t.said, t.segments,
            t.negative, t.positive, t.score_sum, t.rated, t.rating_sum, t.complement, w.of
       FROM (SELECT r.month, r.source, r.attribute, r.value, r.theme_id, r.feedback AS said, r.segments, r.negative,
                    r.positive, r.score_sum, r.rated, r.rating_sum, r.complement
               FROM verbatim.rollup_theme_month r) t
       JOIN verbatim.theme h ON h.id = t.theme_id AND NOT h.hidden
       JOIN (SELECT date_trunc('month', r.day::timestamp)::date AS month, r.source, r.attribute, r.value, sum(r.analysed)::bigint AS of
               FROM verbatim.rollup_day r
              WHERE r.attribute <> '' AND r.value <> '' AND r.dated GROUP BY 1, 2, 3, 4) w
         ON w.month = t.month AND w.source = t.source AND w.attribute = t.attribute AND w.value = t.value) counted) c;
