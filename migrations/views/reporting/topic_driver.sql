CREATE OR REPLACE VIEW reporting.topic_driver WITH (security_barrier = true) AS
WITH whole AS MATERIALIZED (
  SELECT r.source, coalesce(z.measure, 'rating') AS measure, sum(r.feedback)::bigint AS n,
         sum(r.feedback * v.points) AS total, sum(r.feedback * v.points * v.points) AS squares
    FROM verbatim.rollup_rating_day r LEFT JOIN verbatim.rating_scale z ON z.source = r.source
   CROSS JOIN LATERAL (SELECT CASE coalesce(z.measure, 'rating')
            WHEN 'csat' THEN CASE WHEN r.rating >= 4 THEN 100 ELSE 0 END
            WHEN 'nps' THEN CASE WHEN r.rating >= 9 THEN 100 WHEN r.rating <= 6 THEN -100 ELSE 0 END
            ELSE r.rating::numeric END AS points) v
   WHERE r.sentiment <> '' GROUP BY 1, 2
), about AS MATERIALIZED (
  SELECT r.source, r.topic_id, sum(r.rated)::bigint AS n, sum(r.rating_sum) AS rating_sum, sum(r.rating_squares) AS rating_squares,
         sum(r.satisfied) AS satisfied, sum(r.promoters) AS promoters, sum(r.detractors) AS detractors,
         coalesce(sum(r.rated) FILTER (WHERE r.authors_rated IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_rated)), 0) AS people
    FROM verbatim.rollup_topic_day r WHERE r.attribute = '' GROUP BY 1, 2
), busiest AS MATERIALIZED (
  -- More comments than these are of at least so many people as are shown: who is in the rest of a topic is not counted.
  SELECT b.source, sum(b.n) + reporting.least_n() - 1 - count(*) AS n
    FROM (SELECT f.source, count(*) AS n, row_number() OVER (PARTITION BY f.source ORDER BY count(*) DESC) AS place
            FROM verbatim.feedback f WHERE f.author IS NOT NULL AND (SELECT reporting.hides(1)) GROUP BY f.source, f.author) b
   WHERE b.place < reporting.least_n() GROUP BY 1
)
SELECT c.source, c.measure, c.topic_id, c.topic, c.path,
       CASE WHEN NOT c.hidden THEN c.n END AS n,
       CASE WHEN NOT c.hidden THEN c.all_n - c.n END AS n_without,
       CASE WHEN NOT c.hidden THEN c.mean END AS score,
       CASE WHEN NOT c.hidden THEN e.with_topic END AS with_topic, CASE WHEN NOT c.hidden THEN e.without_topic END AS without_topic,
       CASE WHEN NOT c.hidden THEN e.difference END AS difference, CASE WHEN NOT c.hidden THEN e.difference_low END AS difference_low,
       CASE WHEN NOT c.hidden THEN e.difference_high END AS difference_high,
       CASE WHEN NOT c.hidden THEN e.contribution END AS contribution, CASE WHEN NOT c.hidden THEN e.contribution_low END AS contribution_low,
       CASE WHEN NOT c.hidden THEN e.contribution_high END AS contribution_high,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people' WHEN e.with_topic IS NULL THEN 'fewer than 30 ratings with it or without it' END AS hidden_reason
  FROM (SELECT a.source, w.measure, a.topic_id, h.name AS topic, p.path, a.n, w.n AS all_n, w.total AS all_total, w.squares AS all_squares,
               (w.total / w.n)::double precision AS mean,
               CASE w.measure WHEN 'csat' THEN 100 * a.satisfied WHEN 'nps' THEN 100 * (a.promoters - a.detractors) ELSE a.rating_sum END AS total,
               CASE w.measure WHEN 'csat' THEN 10000 * a.satisfied WHEN 'nps' THEN 10000 * (a.promoters + a.detractors) ELSE a.rating_squares END AS squares,
               (SELECT reporting.hides(1)) AND (a.people < reporting.least_n() OR w.n - a.n <= coalesce(b.n, reporting.least_n() - 1)) AS hidden
          FROM about a JOIN whole w ON w.source = a.source
          LEFT JOIN busiest b ON b.source = a.source
          JOIN verbatim.topic h ON h.id = a.topic_id AND h.retired_at IS NULL
          JOIN verbatim.topic_path p ON p.topic_id = h.id
         WHERE a.n > 0) c
  LEFT JOIN LATERAL reporting.score_effect(c.measure, c.n, c.total, c.squares, c.all_n, c.all_total, c.all_squares) e ON true;

COMMENT ON VIEW reporting.topic_driver IS 'One row per source and topic in use: the score of rated comments about the topic beside that of all others, and what the topic contributes to the score, as the last nightly run counted them. NPS, CSAT, or the mean rating where the scale has neither. No cause: comments about a topic differ in other ways, too.';
COMMENT ON COLUMN reporting.topic_driver.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.topic_driver.measure IS 'nps (9-10 less 0-6, -100..100), csat (share of 4-5, 0..100) or rating (mean, in units of the scale).';
COMMENT ON COLUMN reporting.topic_driver.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.topic_driver.topic IS 'Its name.';
COMMENT ON COLUMN reporting.topic_driver.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.topic_driver.n IS 'Rated and analysed comments about it.';
COMMENT ON COLUMN reporting.topic_driver.n_without IS 'Rated and analysed comments of the source that are not.';
COMMENT ON COLUMN reporting.topic_driver.score IS 'The measure of all of them.';
COMMENT ON COLUMN reporting.topic_driver.with_topic IS 'The measure of comments about it; null: fewer than 30 on either side.';
COMMENT ON COLUMN reporting.topic_driver.without_topic IS 'The measure of the others.';
COMMENT ON COLUMN reporting.topic_driver.difference IS 'with_topic - without_topic.';
COMMENT ON COLUMN reporting.topic_driver.difference_low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.topic_driver.difference_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic_driver.contribution IS 'Share of the comments about it x (with_topic - score): what it adds to the score or takes from it. Contributions of topics that share no comment add up.';
COMMENT ON COLUMN reporting.topic_driver.contribution_low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.topic_driver.contribution_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic_driver.hidden_reason IS 'Why numbers are null; null: they are shown.';

GRANT SELECT ON reporting.topic_driver TO verbatim_reader, verbatim_analyst;
