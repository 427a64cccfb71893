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
       (SELECT array_agg(p.id ORDER BY p.id) FROM verbatim.theme p WHERE p.shown_as = t.id AND p.id <> t.id AND p.merged_into IS NOT NULL) AS merged,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash,
       t.talk, g.id AS parent_id, coalesce(g.user_name, g.name) AS parent
  FROM counted c
  JOIN verbatim.theme t ON t.id = c.theme_id
  JOIN verbatim.model m ON m.id = t.model_id
  LEFT JOIN verbatim.theme p ON p.id = t.parent
  LEFT JOIN verbatim.theme g ON g.id = p.shown_as AND g.id <> t.id
  CROSS JOIN analysed a;

COMMENT ON VIEW reporting.theme IS 'One row per theme of the active model that is shown and that feedback speaks of.';
COMMENT ON COLUMN reporting.theme.theme_id IS 'Number of the theme; the same in every nightly run.';
COMMENT ON COLUMN reporting.theme.name IS 'Its name: a persons, or its most telling phrase.';
COMMENT ON COLUMN reporting.theme.keywords IS 'Terms that tell it from the other themes, heaviest first.';
COMMENT ON COLUMN reporting.theme.feedback IS 'Feedback that speaks of it.';
COMMENT ON COLUMN reporting.theme.segments IS 'Sentences of theirs that belong to it.';
COMMENT ON COLUMN reporting.theme.share IS 'feedback / all analysed feedback, 0..1; a feedback may speak of several themes.';
COMMENT ON COLUMN reporting.theme.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme.share_high IS 'High end of it.';
COMMENT ON COLUMN reporting.theme.negative IS 'Feedback with a negative sentence about it.';
COMMENT ON COLUMN reporting.theme.positive IS 'Feedback with a positive sentence about it; may be the same.';
COMMENT ON COLUMN reporting.theme.negative_share IS 'negative / feedback, 0..1.';
COMMENT ON COLUMN reporting.theme.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme.negative_high IS 'High end of it.';
COMMENT ON COLUMN reporting.theme.positive_share IS 'positive / feedback, 0..1.';
COMMENT ON COLUMN reporting.theme.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.theme.positive_high IS 'High end of it.';
COMMENT ON COLUMN reporting.theme.mean_score IS 'Mean sentiment of what is said about it, -1..1, each comment once.';
COMMENT ON COLUMN reporting.theme.mean_rating IS 'Mean rating of the feedback that is rated.';
COMMENT ON COLUMN reporting.theme.rated IS 'Feedback with a rating.';
COMMENT ON COLUMN reporting.theme.first_said IS 'Time of the first feedback that speaks of it.';
COMMENT ON COLUMN reporting.theme.last_said IS 'Time of the last one.';
COMMENT ON COLUMN reporting.theme.first_seen IS 'The nightly run that found it first.';
COMMENT ON COLUMN reporting.theme.last_seen IS 'The last nightly run that brought it a sentence or found it again.';
COMMENT ON COLUMN reporting.theme.merged IS 'Numbers of the themes that people merged into it; null without any.';
COMMENT ON COLUMN reporting.theme.model_name IS 'Name of the model.';
COMMENT ON COLUMN reporting.theme.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.theme.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.theme.talk IS 'Whether its sentences name no subject ("I love it"): one theme holds them all. Show it last.';
COMMENT ON COLUMN reporting.theme.parent_id IS 'Number of the largest theme of its group; null for that theme itself and without a group.';
COMMENT ON COLUMN reporting.theme.parent IS 'Name of that theme.';

GRANT SELECT ON reporting.theme TO verbatim_analyst;
