CREATE TABLE "verbatim"."document_left" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."document_left_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"document_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verbatim"."rollup_disagreement" (
	"day" date NOT NULL,
	"dated" boolean NOT NULL,
	"source" text NOT NULL,
	"feedback_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"occurred_at" timestamp with time zone,
	CONSTRAINT "rollup_disagreement_day_dated_source_feedback_id_pk" PRIMARY KEY("day","dated","source","feedback_id")
);
--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_day" ADD COLUMN "other_attributes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "verbatim"."rollup_state" ADD COLUMN "emergence_noted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "rollup_disagreement_occurred_at" ON "verbatim"."rollup_disagreement" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "analysis_long" ON "verbatim"."analysis" USING btree ("model_id","document_id") WHERE "verbatim"."analysis"."windows" > 1 or "verbatim"."analysis"."truncated";
--> statement-breakpoint
COMMENT ON TABLE verbatim.document_left IS 'Documents that a feedback had and has no more: each may be one that nobody says. All others somebody says.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_left.id IS 'Number of the note.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_left.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_day.other_attributes IS 'Feedback that has attributes besides those that roll-ups count by.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_state.emergence_noted IS 'True while theme_emergence is of what the roll-ups count now.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.rollup_disagreement IS 'Feedback whose rating and words disagree, as reporting.disagreement has it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.dated IS 'False where it is not known when the customers wrote.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.source IS 'Name of where the feedback comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.feedback_id IS 'The feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.model_id IS 'The model whose results are counted: the one that was active.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.rollup_disagreement.occurred_at IS 'When the customer wrote; null when unknown.';
--> statement-breakpoint
INSERT INTO verbatim.rollup_disagreement (day, dated, source, feedback_id, model_id, occurred_at)
SELECT (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date, f.occurred_at IS NOT NULL, f.source, f.id, a.model_id,
       f.occurred_at
  FROM (SELECT source, CASE WHEN max(rating) > 10 THEN 60 WHEN max(rating) > 5 THEN 6 ELSE 2 END AS low,
               CASE WHEN max(rating) > 10 THEN 90 WHEN max(rating) > 5 THEN 9 ELSE 4 END AS high
          FROM verbatim.rollup_rating_day GROUP BY source) s
  JOIN verbatim.feedback f ON f.source = s.source
  JOIN verbatim.rollup_state t ON t.cube = 'day'
  JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = t.model_id
 WHERE a.sentiment = 'negative' AND f.rating >= s.high OR a.sentiment = 'positive' AND f.rating <= s.low;
--> statement-breakpoint
INSERT INTO verbatim.document_left (document_id)
SELECT d.id FROM verbatim.document d WHERE NOT EXISTS (SELECT FROM verbatim.feedback f WHERE f.document_id = d.id) ORDER BY 1;
--> statement-breakpoint
-- What is noted as touched is counted anew anyway.
UPDATE verbatim.rollup_day r SET other_attributes = c.n
  FROM (SELECT (coalesce(f.occurred_at, f.created_at) AT TIME ZONE 'UTC')::date AS day, f.occurred_at IS NOT NULL AS dated,
               f.source, b.attribute, CASE WHEN b.attribute = '' THEN '' ELSE coalesce(left(f.attributes ->> b.attribute, 100), '') END AS value,
               count(*) AS n
          FROM verbatim.rollup_state s
          JOIN verbatim.feedback f ON f.attributes - s.attributes <> '{}'
         CROSS JOIN LATERAL unnest(ARRAY['']::text[] || s.attributes) AS b (attribute)
         WHERE s.cube = 'day' GROUP BY 1, 2, 3, 4, 5) c
 WHERE (r.day, r.dated, r.source, r.attribute, r.value) = (c.day, c.dated, c.source, c.attribute, c.value);
--> statement-breakpoint
-- Which documents a statement has left alone is noted beside which days it has touched.
CREATE OR REPLACE FUNCTION verbatim.rollup_note_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- One list of days for each statement: new rows, and of changed ones the days they were in and are in.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM new_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(occurred_at, created_at) AT TIME ZONE 'UTC')::date AS day, occurred_at IS NOT NULL AS dated, source FROM old_rows
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
    INSERT INTO verbatim.document_left (document_id)
    SELECT DISTINCT document_id FROM old_rows WHERE document_id IS NOT NULL;
  ELSE
    INSERT INTO verbatim.rollup_touched (cube, day, dated, source)
    SELECT cube, d.day, d.dated, d.source FROM (
      SELECT DISTINCT (coalesce(v.occurred_at, v.created_at) AT TIME ZONE 'UTC')::date AS day, v.occurred_at IS NOT NULL AS dated, v.source
        FROM old_rows o JOIN new_rows n ON n.id = o.id
       CROSS JOIN LATERAL (VALUES (o.occurred_at, o.created_at, o.source), (n.occurred_at, n.created_at, n.source)) AS v (occurred_at, created_at, source)
       WHERE (o.occurred_at, o.created_at, o.source, o.document_id, o.rating, o.attributes)
             IS DISTINCT FROM (n.occurred_at, n.created_at, n.source, n.document_id, n.rating, n.attributes)
    ) d CROSS JOIN unnest(ARRAY['day', 'theme']) AS cube;
    INSERT INTO verbatim.document_left (document_id)
    SELECT DISTINCT o.document_id FROM old_rows o JOIN new_rows n ON n.id = o.id
     WHERE o.document_id IS NOT NULL AND o.document_id IS DISTINCT FROM n.document_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rollup_note_feedback() IS 'Notes in rollup_touched which days of which source new, changed and deleted feedback is in, and in document_left which documents it no longer has.';
--> statement-breakpoint
-- In doubles throughout, and divided once: a constant without a type is a numeric, whose divisions took most of the time
-- of a view.
CREATE OR REPLACE FUNCTION reporting.wilson_low(k bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN
  greatest(double precision '0', (k + double precision '1.9207294103470627'
    - double precision '1.959963984540054' * sqrt(greatest(double precision '0', k::double precision * (n - k) / n + double precision '0.9603647051735313')))
  / (n + double precision '3.8414588206941254')) END;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION reporting.wilson_high(k bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN
  least(double precision '1', (k + double precision '1.9207294103470627'
    + double precision '1.959963984540054' * sqrt(greatest(double precision '0', k::double precision * (n - k) / n + double precision '0.9603647051735313')))
  / (n + double precision '3.8414588206941254')) END;
--> statement-breakpoint
-- A day, source and theme has one row of the roll-up: there is nothing to add up. Who does not ask for `of` or a share of
-- it does not pay for the second roll-up, which a left join by its key lets Postgres leave out.
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
  FROM (SELECT counted.*, counted.said > 0 AND counted.said < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings FROM (SELECT r.day, r.source, r.theme_id, coalesce(h.user_name, h.name) AS theme, r.feedback AS said, r.segments, r.negative,
            r.positive, r.score_sum, r.rated, r.rating_sum, w.analysed AS of
       FROM verbatim.rollup_theme_day r
       JOIN verbatim.theme h ON h.id = r.theme_id AND NOT h.hidden
       LEFT JOIN verbatim.rollup_day w ON w.attribute = '' AND w.dated AND w.day = r.day AND w.source = r.source AND w.value = ''
      WHERE r.attribute = '' AND r.dated) counted) c;
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
  FROM (SELECT counted.*, counted.n > 0 AND counted.n < reporting.least_n() AND (SELECT reporting.hides(1)) AS hidden,
               counted.rated > 0 AND counted.rated < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_ratings,
               counted.n = 0 AND counted.feedback > 0 AND counted.feedback < reporting.least_n() AND (SELECT reporting.hides(1)) AS few_unread FROM (SELECT r.day, r.source, r.attribute, r.value, r.feedback, r.analysed AS n, r.negative, r.neutral, r.positive, r.mixed,
            r.toxic, r.score_sum, r.rated, r.rating_sum
       FROM verbatim.rollup_day r WHERE r.attribute <> '' AND r.value <> '' AND r.dated) counted) c;
--> statement-breakpoint
CREATE VIEW verbatim.document_theme AS
SELECT ts.document_id, t.shown_as AS theme_id, coalesce(shown.user_name, shown.name) AS theme,
       count(*) AS segments,
       count(*) FILTER (WHERE s.sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE s.sentiment = 'positive') AS positive,
       avg(s.score)::double precision AS score, max(ts.similarity)::double precision AS similarity
  FROM verbatim.theme_segment ts
  JOIN verbatim.theme t ON t.id = ts.theme_id
  JOIN verbatim.theme shown ON shown.id = t.shown_as
  JOIN verbatim.model m ON m.id = t.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.segment s ON s.document_id = ts.document_id AND s.model_id = ts.model_id AND s.ordinal = ts.ordinal
 WHERE NOT shown.hidden
 GROUP BY ts.document_id, t.shown_as, shown.id;
--> statement-breakpoint
COMMENT ON VIEW verbatim.document_theme IS 'One row per document and theme that it speaks of, by the active model; themes merged as people merged them, hidden ones left out.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.theme_id IS 'Number of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.theme IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.segments IS 'Sentences of the document that belong to the theme.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.negative IS 'Of them negative.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.positive IS 'Of them positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.score IS 'Mean sentiment of these sentences, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document_theme.similarity IS 'Largest cosine of them to the theme''s middle, -1..1.';
--> statement-breakpoint
-- Feedback first: the newest come by the index of times, each with its themes, and nothing is added up that is not shown.
-- `offset 0` keeps the themes of a document together; without it those of all documents were counted first.
CREATE OR REPLACE VIEW reporting.feedback_theme AS
SELECT f.id AS feedback_id, f.source, f.occurred_at, f.rating, f.document_id,
       d.theme_id, d.theme, d.segments, d.negative, d.positive, d.score, d.similarity
  FROM verbatim.feedback f
 CROSS JOIN LATERAL (SELECT * FROM verbatim.document_theme t WHERE t.document_id = f.document_id OFFSET 0) d;
--> statement-breakpoint
-- Which disagree, the newest first, and then what they say: of a page of them only its own are looked up. Where all are
-- counted, ratings that disagree are those of the source's scale, and the sources of the longer scales are looked up
-- once; the first condition repeats what the second says of ratings alone: most rows are out before their results are
-- read.
CREATE OR REPLACE VIEW reporting.disagreement AS
WITH scale AS MATERIALIZED (SELECT source, highest FROM verbatim.rating_scale WHERE highest > 5)
SELECT r.feedback_id, r.source, r.occurred_at, s.rating, s.sentiment, s.score, s.import_id, s.line, s.text
  FROM (SELECT found.feedback_id, found.source, found.occurred_at
          FROM (SELECT o.feedback_id, o.source, o.occurred_at
                  FROM verbatim.rollup_disagreement o
                 WHERE EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                 UNION ALL
                SELECT f.id, f.source, f.occurred_at
                  FROM verbatim.feedback f
                  JOIN verbatim.model m ON m.active AND m.task = 'feedback'
                  JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
                 WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
                   AND CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN f.rating >= 90 OR f.rating <= 60
                            WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN f.rating >= 9 OR f.rating <= 6
                            ELSE f.rating >= 4 OR f.rating <= 2 END
                   AND (a.sentiment = 'positive'
                          AND f.rating <= CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN 60
                                               WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN 6 ELSE 2 END
                        OR a.sentiment = 'negative'
                          AND f.rating >= CASE WHEN f.source = ANY (ARRAY(SELECT source FROM scale WHERE highest > 10)) THEN 90
                                               WHEN f.source = ANY (ARRAY(SELECT source FROM scale)) THEN 9 ELSE 4 END)) found
         ORDER BY found.occurred_at DESC) r
 CROSS JOIN LATERAL (
       SELECT f.rating, a.sentiment, a.score, f.import_id, f.line, d.text
         FROM verbatim.feedback f
         JOIN verbatim.analysis a ON a.document_id = f.document_id
          AND a.model_id = (SELECT id FROM verbatim.model WHERE active AND task = 'feedback')
         JOIN verbatim.document d ON d.id = f.document_id
        WHERE f.id = r.feedback_id OFFSET 0) s
 ORDER BY r.occurred_at DESC;
--> statement-breakpoint
-- Attributes that roll-ups count by come from these while they hold all that is stored, unless a value of theirs is as
-- long as what roll-ups keep of one. The others are counted, where there are any.
CREATE OR REPLACE VIEW reporting.sentiment_by_attribute AS
WITH held AS MATERIALIZED (
  SELECT h.attribute FROM verbatim.rollup_state s CROSS JOIN LATERAL unnest(s.attributes) AS h (attribute)
   WHERE s.cube = 'day' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
     AND NOT EXISTS (SELECT FROM verbatim.rollup_day r WHERE r.attribute = h.attribute AND char_length(r.value) >= 100)
)
SELECT r.source, r.attribute, CASE r.value WHEN '' THEN '(missing)' ELSE r.value END AS value, r.n,
       r.negative, r.neutral, r.positive, r.mixed,
       r.negative::double precision / r.n AS negative_share,
       reporting.wilson_low(r.negative, r.n) AS negative_low, reporting.wilson_high(r.negative, r.n) AS negative_high,
       r.positive::double precision / r.n AS positive_share,
       reporting.wilson_low(r.positive, r.n) AS positive_low, reporting.wilson_high(r.positive, r.n) AS positive_high,
       (r.score_sum / nullif(r.negative + r.neutral + r.positive + r.mixed, 0))::double precision AS mean_score,
       (r.rating_sum / nullif(r.rated, 0))::double precision AS mean_rating
  FROM (SELECT d.source, d.attribute, d.value, sum(d.analysed)::bigint AS n, sum(d.negative)::bigint AS negative,
               sum(d.neutral)::bigint AS neutral, sum(d.positive)::bigint AS positive, sum(d.mixed)::bigint AS mixed,
               sum(d.score_sum) AS score_sum, sum(d.rated) AS rated, sum(d.rating_sum) AS rating_sum,
               bool_or(d.value <> '') OVER (PARTITION BY d.source, d.attribute) AS known
          FROM verbatim.rollup_day d WHERE d.attribute IN (SELECT attribute FROM held)
         GROUP BY d.source, d.attribute, d.value) r
 WHERE r.known AND r.n > 0
 UNION ALL
SELECT v.source, k.attribute, coalesce(v.attributes ->> k.attribute, '(missing)') AS value,
       count(*) AS n,
       count(*) FILTER (WHERE sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
       count(*) FILTER (WHERE sentiment = 'positive') AS positive,
       count(*) FILTER (WHERE sentiment = 'mixed') AS mixed,
       count(*) FILTER (WHERE sentiment = 'negative')::double precision / count(*) AS negative_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'negative'), count(*)) AS negative_high,
       count(*) FILTER (WHERE sentiment = 'positive')::double precision / count(*) AS positive_share,
       reporting.wilson_low(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_low,
       reporting.wilson_high(count(*) FILTER (WHERE sentiment = 'positive'), count(*)) AS positive_high,
       avg(score)::double precision AS mean_score, avg(rating) AS mean_rating
  FROM reporting.feedback_analysis v
  JOIN (SELECT DISTINCT f.source, o.attribute
          FROM verbatim.feedback f CROSS JOIN LATERAL jsonb_object_keys(f.attributes) AS o (attribute)
         WHERE o.attribute <> ALL (ARRAY(SELECT attribute FROM held))) k ON k.source = v.source
 WHERE v.status = 'analysed'
   AND (NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
        OR EXISTS (SELECT FROM verbatim.rollup_day WHERE attribute = '' AND other_attributes > 0)
        OR (SELECT count(*) FROM held) < (SELECT cardinality(attributes) FROM verbatim.rollup_state WHERE cube = 'day'))
 GROUP BY 1, 2, 3;
--> statement-breakpoint
COMMENT ON VIEW reporting.sentiment_by_attribute IS 'Sentiment by every value of every attribute of a source: of those that nights count by from what they counted, of others by counting all comments. Ask for one attribute: where attribute = ''Department Name''.';
--> statement-breakpoint
COMMENT ON VIEW reporting.feedback_theme IS 'One row per feedback and theme that it speaks of, by the active model; themes merged as people merged them, hidden ones left out. For the comments of a time; sums are in theme_daily, theme_weekly and theme_monthly.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.theme AS
WITH analysed AS MATERIALIZED (
  SELECT sum(r.analysed)::bigint AS n FROM verbatim.rollup_day r
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day') HAVING count(*) > 0
   UNION ALL
  SELECT count(*) FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
  HAVING NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
), counted AS MATERIALIZED (
  SELECT d.theme_id, count(*) AS feedback, sum(d.segments)::bigint AS segments,
         count(*) FILTER (WHERE d.negative > 0) AS negative, count(*) FILTER (WHERE d.positive > 0) AS positive,
         avg(d.score) AS mean_score, avg(f.rating) AS mean_rating, count(f.rating) AS rated,
         min(f.occurred_at) AS first_said, max(f.occurred_at) AS last_said
    FROM verbatim.document_theme d JOIN verbatim.feedback f ON f.document_id = d.document_id
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'theme') GROUP BY d.theme_id
   UNION ALL
  SELECT r.theme_id, sum(r.feedback)::bigint, sum(r.segments)::bigint, sum(r.negative)::bigint, sum(r.positive)::bigint,
         (sum(r.score_sum) / sum(r.feedback))::double precision, (sum(r.rating_sum) / nullif(sum(r.rated), 0))::double precision,
         sum(r.rated)::bigint, min(r.first_at), max(r.last_at)
    FROM verbatim.rollup_theme_day r JOIN verbatim.theme h ON h.id = r.theme_id AND NOT h.hidden
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'theme') GROUP BY 1
)
SELECT t.id AS theme_id, coalesce(t.user_name, t.name) AS name, t.keywords, c.feedback, c.segments,
       c.feedback::double precision / a.n AS share,
       reporting.wilson_low(c.feedback, a.n) AS share_low, reporting.wilson_high(c.feedback, a.n) AS share_high,
       c.negative, c.positive,
       c.negative::double precision / c.feedback AS negative_share,
       reporting.wilson_low(c.negative, c.feedback) AS negative_low, reporting.wilson_high(c.negative, c.feedback) AS negative_high,
       c.positive::double precision / c.feedback AS positive_share,
       reporting.wilson_low(c.positive, c.feedback) AS positive_low, reporting.wilson_high(c.positive, c.feedback) AS positive_high,
       c.mean_score, c.mean_rating, c.rated, c.first_said, c.last_said, t.first_seen, t.last_seen,
       (SELECT array_agg(p.id ORDER BY p.id) FROM verbatim.theme p WHERE p.shown_as = t.id AND p.id <> t.id) AS merged,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash
  FROM counted c
  JOIN verbatim.theme t ON t.id = c.theme_id
  JOIN verbatim.model m ON m.id = t.model_id
  CROSS JOIN analysed a;
