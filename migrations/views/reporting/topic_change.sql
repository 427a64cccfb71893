CREATE OR REPLACE VIEW reporting.topic_change WITH (security_barrier = true) AS
SELECT c.topic_id, c.topic, c.path, c.measure, c.first_day, c.last_day,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.n::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.n, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.n, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.n_before END AS n_before,
       CASE WHEN NOT c.hidden THEN c.of_before END AS of_before,
       CASE WHEN NOT c.hidden THEN c.n_before::double precision / nullif(c.of_before, 0) END AS share_before,
       CASE WHEN NOT c.hidden THEN c.difference END AS difference,
       CASE WHEN NOT c.hidden THEN c.low END AS difference_low,
       CASE WHEN NOT c.hidden THEN c.high END AS difference_high,
       CASE WHEN NOT c.hidden THEN c.probability END AS probability,
       CASE WHEN NOT c.hidden THEN c.changed END AS changed,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people' END AS hidden_reason
  FROM (SELECT e.*, h.name AS topic, p.path,
               e.few AND reporting.hides(1) OR reporting.hides(e.n) OR reporting.hides(e.n_before) OR reporting.hides(e.of - e.n) OR reporting.hides(e.of_before - e.n_before) AS hidden
          FROM verbatim.topic_change e
          JOIN verbatim.topic h ON h.id = e.topic_id AND h.retired_at IS NULL
          JOIN verbatim.topic_path p ON p.topic_id = h.id) c;

COMMENT ON VIEW reporting.topic_change IS 'How the share and the negative share of each topic in use changed by the last nightly run: the last 28 days of feedback against the 28 before. Test of two proportions, all together by Benjamini and Hochberg (1995).';
COMMENT ON COLUMN reporting.topic_change.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.topic_change.topic IS 'Its name.';
COMMENT ON COLUMN reporting.topic_change.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.topic_change.measure IS 'share: comments about it among the analysed ones; negative: comments with a negative sentence about it among those about it.';
COMMENT ON COLUMN reporting.topic_change.first_day IS 'First day of the later period, UTC.';
COMMENT ON COLUMN reporting.topic_change.last_day IS 'Its last day: the last of any feedback.';
COMMENT ON COLUMN reporting.topic_change.n IS 'Comments that count in it.';
COMMENT ON COLUMN reporting.topic_change."of" IS 'Comments that they are a share of.';
COMMENT ON COLUMN reporting.topic_change.share IS 'n / of, 0..1.';
COMMENT ON COLUMN reporting.topic_change.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic_change.share_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic_change.n_before IS 'Comments that count in the 28 days before.';
COMMENT ON COLUMN reporting.topic_change.of_before IS 'Comments that these are a share of.';
COMMENT ON COLUMN reporting.topic_change.share_before IS 'n_before / of_before, 0..1.';
COMMENT ON COLUMN reporting.topic_change.difference IS 'share - share_before, -1..1.';
COMMENT ON COLUMN reporting.topic_change.difference_low IS 'Low end of its 95 % interval (Newcombe 1998).';
COMMENT ON COLUMN reporting.topic_change.difference_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic_change.probability IS 'p of the test of two proportions, two-sided, before the correction.';
COMMENT ON COLUMN reporting.topic_change.changed IS 'Whether it changed beyond noise: at most 5 % of such alarms are false.';
COMMENT ON COLUMN reporting.topic_change.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';

GRANT SELECT ON reporting.topic_change TO verbatim_reader, verbatim_analyst;
