CREATE OR REPLACE VIEW reporting.emerging_theme WITH (security_barrier = true) AS
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
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT e.*, coalesce(h.user_name, h.name) AS theme, e.said > 0 AND reporting.hides(1) AND coalesce(e.people, e.said) < reporting.least_n() AS hidden
          FROM verbatim.theme_emergence e
          JOIN verbatim.theme h ON h.id = e.theme_id AND NOT h.hidden AND h.shown_as = h.id) c;

COMMENT ON VIEW reporting.emerging_theme IS 'How each theme emerged by the last nightly run: the last seven days of feedback against those before (Farrington et al. 1996, Noufaily et al. 2013).';
COMMENT ON COLUMN reporting.emerging_theme.theme_id IS 'Number of the theme.';
COMMENT ON COLUMN reporting.emerging_theme.theme IS 'Its name.';
COMMENT ON COLUMN reporting.emerging_theme.first_day IS 'First of the seven days, UTC.';
COMMENT ON COLUMN reporting.emerging_theme.last_day IS 'Last of them: the last of any feedback.';
COMMENT ON COLUMN reporting.emerging_theme.said IS 'Comments of these days that speak of it.';
COMMENT ON COLUMN reporting.emerging_theme."of" IS 'Analysed comments of these days.';
COMMENT ON COLUMN reporting.emerging_theme.share IS 'said / of, 0..1.';
COMMENT ON COLUMN reporting.emerging_theme.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.emerging_theme.share_high IS 'High end.';
COMMENT ON COLUMN reporting.emerging_theme.expected IS 'How many the days before let expect.';
COMMENT ON COLUMN reporting.emerging_theme.probability IS 'How likely so many or more would be, were nothing new.';
COMMENT ON COLUMN reporting.emerging_theme.emerging IS 'More than chance, all themes judged together (false discovery rate 0.05).';
COMMENT ON COLUMN reporting.emerging_theme.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.emerging_theme TO verbatim_reader, verbatim_analyst;
