CREATE TABLE "verbatim"."theme_emergence" (
	"theme_id" bigint PRIMARY KEY NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"said" bigint NOT NULL,
	"of" bigint NOT NULL,
	"expected" double precision NOT NULL,
	"probability" double precision NOT NULL,
	"emerging" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verbatim"."theme_emergence" ADD CONSTRAINT "theme_emergence_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
COMMENT ON TABLE verbatim.theme_emergence IS 'How each theme emerged by the last night: the last seven days of feedback against those before.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.theme_id IS 'The theme.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.first_day IS 'First day that was tested, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.last_day IS 'Last day: the last of any feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.said IS 'Feedback of these days that speaks of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.of IS 'Analysed feedback of these days.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.expected IS 'How many the days before let expect.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.probability IS 'How likely so many or more would be, were nothing new; 1 with fewer than 14 days of past.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_emergence.emerging IS 'More than chance, all themes judged together (false discovery rate 0.05).';
--> statement-breakpoint
CREATE VIEW reporting.emerging_theme WITH (security_barrier = true) AS
SELECT c.theme_id,
       c.theme,
       c.first_day,
       c.last_day,
       CASE WHEN NOT c.hidden THEN c.said END AS said,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.said::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.said, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.said, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.expected END AS expected,
       CASE WHEN NOT c.hidden THEN c.probability END AS probability,
       CASE WHEN NOT c.hidden THEN c.emerging END AS emerging,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' comments' END AS hidden_reason
  FROM (SELECT e.*, coalesce(h.user_name, h.name) AS theme, reporting.hides(e.said) AS hidden
          FROM verbatim.theme_emergence e
          JOIN verbatim.theme h ON h.id = e.theme_id AND NOT h.hidden AND h.shown_as = h.id) c;
--> statement-breakpoint
COMMENT ON VIEW reporting.emerging_theme IS 'How each theme emerged by the last night: the last seven days of feedback against those before (Farrington et al. 1996, Noufaily et al. 2013).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.theme_id IS 'Number of the theme.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.theme IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.first_day IS 'First of the seven days, UTC.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.last_day IS 'Last of them: the last of any feedback.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.said IS 'Comments of these days that speak of it.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.of IS 'Analysed comments of these days.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.share IS 'said / of, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.share_low IS 'Low end of its 95 % Wilson interval.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.share_high IS 'High end.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.expected IS 'How many the days before let expect.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.probability IS 'How likely so many or more would be, were nothing new.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.emerging IS 'More than chance, all themes judged together (false discovery rate 0.05).';
--> statement-breakpoint
COMMENT ON COLUMN reporting.emerging_theme.hidden_reason IS 'Why numbers are null for the role verbatim_reader: fewer than reporting.least_n() comments; null: they are shown.';
--> statement-breakpoint
CREATE VIEW reporting.rollup_model AS
SELECT CASE s.cube WHEN 'day' THEN 'sentiment' ELSE 'themes' END AS counts,
       m.id AS model_id, m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       now.activated_at AS active_since, s.rebuilt_at AS counted_anew_at,
       former.name AS former_name, former.version AS former_version, former.hash AS former_hash
  FROM verbatim.rollup_state s
  JOIN verbatim.model m ON m.id = s.model_id
  LEFT JOIN LATERAL (SELECT max(a.activated_at) AS activated_at FROM verbatim.model_activation a
                      WHERE a.model_id = m.id) now ON true
  LEFT JOIN LATERAL (SELECT o.name, o.version, o.hash
                       FROM verbatim.model_activation a JOIN verbatim.model o ON o.id = a.model_id
                      WHERE o.task = m.task AND o.id <> m.id AND a.activated_at < now.activated_at
                      ORDER BY a.activated_at DESC LIMIT 1) former ON true
 WHERE s.cube IN ('day', 'theme');
--> statement-breakpoint
COMMENT ON VIEW reporting.rollup_model IS 'The one model whose results the views by day, week and month count. Days before active_since were first shown with the former one.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.counts IS 'sentiment: sentiment_*, attribute_*; themes: theme_*.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.model_id IS 'Number of the model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.model_name IS 'Its name.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.model_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.model_hash IS 'SHA-256 over its files.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.active_since IS 'When it became the active one.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.counted_anew_at IS 'When all days were last counted anew, such as for another model.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.former_name IS 'Name of the model that was active before; null: none.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.former_version IS 'Its version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.rollup_model.former_hash IS 'Its hash.';
--> statement-breakpoint
-- Ratings of few within a cell of many are single people's ratings, and so is feedback none of which is analysed. What
-- the views are made of stays as it is: each gets a layer around it, whatever it is now.
DO $$
DECLARE
  changed record;
  inner_query text;
BEGIN
  FOR changed IN
    SELECT c.oid, c.relname,
           string_agg(
             CASE
               WHEN a.attname IN ('rated', 'mean_rating')
                 THEN format('CASE WHEN NOT reporting.hides(v.rated) THEN v.%1$I END AS %1$I', a.attname)
               WHEN a.attname = 'feedback'
                 THEN 'CASE WHEN NOT (v.n = 0 AND reporting.hides(v.feedback)) THEN v.feedback END AS feedback'
               WHEN a.attname = 'hidden_reason'
                 THEN format('CASE WHEN v.hidden_reason IS NOT NULL THEN v.hidden_reason%s'
                             ' WHEN reporting.hides(v.rated) THEN ''fewer than '' || reporting.least_n() || '' ratings'''
                             ' END AS hidden_reason',
                             CASE WHEN EXISTS (SELECT FROM pg_attribute f WHERE f.attrelid = c.oid AND f.attname = 'feedback') THEN
                               ' WHEN v.n = 0 AND reporting.hides(v.feedback) THEN ''fewer than '' || reporting.least_n() || '' comments'''
                             ELSE '' END)
               ELSE format('v.%I', a.attname)
             END, ', ' ORDER BY a.attnum) AS columns
      FROM pg_class c
      JOIN LATERAL (SELECT b.attname, b.attnum FROM pg_attribute b
                     WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped) a ON true
     WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind = 'v'
       AND c.relname IN ('sentiment_daily', 'sentiment_weekly', 'sentiment_monthly', 'attribute_daily',
                         'attribute_monthly', 'theme_daily', 'theme_weekly', 'theme_monthly',
                         'theme_attribute_monthly')
     GROUP BY c.oid, c.relname
  LOOP
    inner_query := rtrim(pg_get_viewdef(changed.oid), '; ' || chr(10));
    EXECUTE format('CREATE OR REPLACE VIEW reporting.%I WITH (security_barrier = true) AS SELECT %s FROM (%s) v',
                   changed.relname, changed.columns, inner_query);
  END LOOP;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW reporting.score_monthly WITH (security_barrier = true) AS
    SELECT v.month, v.source, v.measure, v.n, v.score, v.hidden_reason,
           CASE WHEN v.score IS NULL THEN NULL
                WHEN v.measure = ''csat'' THEN 100 * reporting.wilson_low(round(v.score * v.n / 100)::bigint, v.n)
                ELSE greatest(-100, v.score - 1.959963984540054 * sqrt(greatest(0, 10000 - v.score ^ 2) / v.n)) END
             ::double precision AS score_low,
           CASE WHEN v.score IS NULL THEN NULL
                WHEN v.measure = ''csat'' THEN 100 * reporting.wilson_high(round(v.score * v.n / 100)::bigint, v.n)
                ELSE least(100, v.score + 1.959963984540054 * sqrt(greatest(0, 10000 - v.score ^ 2) / v.n)) END
             ::double precision AS score_high
      FROM (%s) v', rtrim(pg_get_viewdef('reporting.score_monthly'::regclass), '; ' || chr(10)));
END $$;
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.score_low IS 'Low end of the 95 % interval: of CSAT that of Wilson, of NPS the widest that its value allows.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.score_monthly.score_high IS 'High end.';
--> statement-breakpoint
DO $$
BEGIN
  IF to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN
    RETURN;
  END IF;
  GRANT SELECT ON reporting.emerging_theme, reporting.rollup_model TO verbatim_reader, verbatim_analyst;
END $$;
