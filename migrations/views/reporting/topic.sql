CREATE OR REPLACE VIEW reporting.topic WITH (security_barrier = true) AS
WITH analysed AS MATERIALIZED (
  SELECT coalesce(sum(r.analysed), 0)::bigint AS n FROM verbatim.rollup_day r
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
  HAVING EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
   UNION ALL
  SELECT count(*) FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
  HAVING NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'day')
), counted AS MATERIALIZED (
  SELECT d.topic_id, count(*) AS feedback, sum(d.segments)::bigint AS segments,
         count(*) FILTER (WHERE d.negative > 0) AS negative, count(*) FILTER (WHERE d.positive > 0) AS positive,
         avg(d.score) AS mean_score, count(f.rating) AS rated, avg(f.rating) AS mean_rating,
         count(DISTINCT coalesce(f.author, f.id::text)) AS people,
         count(DISTINCT coalesce(f.author, f.id::text)) FILTER (WHERE f.rating IS NOT NULL) AS people_rated
    FROM verbatim.document_topic d JOIN verbatim.feedback f ON f.document_id = d.document_id
   WHERE NOT EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'topic') GROUP BY d.topic_id
   UNION ALL
  SELECT r.topic_id, sum(r.feedback)::bigint, sum(r.segments)::bigint, sum(r.negative)::bigint, sum(r.positive)::bigint,
         (sum(r.score_sum) / sum(r.feedback))::double precision, sum(r.rated)::bigint,
         (sum(r.rating_sum) / nullif(sum(r.rated), 0))::double precision,
         coalesce(sum(r.feedback) FILTER (WHERE r.authors IS NULL), 0) + coalesce(bit_count(bit_or(r.authors)), 0),
         coalesce(sum(r.rated) FILTER (WHERE r.authors_rated IS NULL), 0) + coalesce(bit_count(bit_or(r.authors_rated)), 0)
    FROM verbatim.rollup_topic_day r
   WHERE r.attribute = '' AND EXISTS (SELECT FROM verbatim.rollup_fresh WHERE cube = 'topic') GROUP BY 1
)
SELECT c.topic_id, c.key, c.name, c.path, c.parent_id, c.origin, c.method, c.examples,
       CASE WHEN NOT c.hidden THEN c.feedback END AS feedback,
       CASE WHEN NOT c.hidden THEN c.of END AS of,
       CASE WHEN NOT c.hidden THEN c.feedback::double precision / nullif(c.of, 0) END AS share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.feedback, c.of) END AS share_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.feedback, c.of) END AS share_high,
       CASE WHEN NOT c.hidden THEN c.segments END AS segments,
       CASE WHEN NOT c.hidden THEN c.negative END AS negative,
       CASE WHEN NOT c.hidden THEN c.positive END AS positive,
       CASE WHEN NOT c.hidden THEN c.negative::double precision / nullif(c.feedback, 0) END AS negative_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.negative, c.feedback) END AS negative_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.negative, c.feedback) END AS negative_high,
       CASE WHEN NOT c.hidden THEN c.positive::double precision / nullif(c.feedback, 0) END AS positive_share,
       CASE WHEN NOT c.hidden THEN reporting.wilson_low(c.positive, c.feedback) END AS positive_low,
       CASE WHEN NOT c.hidden THEN reporting.wilson_high(c.positive, c.feedback) END AS positive_high,
       CASE WHEN NOT c.hidden THEN c.mean_score END AS mean_score,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.rated END AS rated,
       CASE WHEN NOT c.hidden AND NOT c.few_ratings THEN c.mean_rating END AS mean_rating,
       c.precision, c.precision_low, c.precision_high, c.recall, c.recall_low, c.recall_high,
       CASE WHEN c.hidden THEN 'fewer than ' || reporting.least_n() || ' people'
            WHEN c.few_ratings THEN 'ratings of fewer than ' || reporting.least_n() || ' people' END AS hidden_reason,
       c.kind
  FROM (SELECT t.id AS topic_id, t.key, t.name, p.path, t.parent_id, t.origin, t.kind, j.method, j.examples,
               coalesce(n.feedback, 0) AS feedback, a.n AS of, coalesce(n.segments, 0) AS segments,
               coalesce(n.negative, 0) AS negative, coalesce(n.positive, 0) AS positive, n.mean_score, coalesce(n.rated, 0) AS rated, n.mean_rating,
               j.hits::double precision / nullif(j.hits + j.false_alarms, 0) AS precision,
               reporting.wilson_low(j.hits, j.hits + j.false_alarms) AS precision_low,
               reporting.wilson_high(j.hits, j.hits + j.false_alarms) AS precision_high,
               j.hits::double precision / nullif(j.hits + j.misses, 0) AS recall,
               reporting.wilson_low(j.hits, j.hits + j.misses) AS recall_low,
               reporting.wilson_high(j.hits, j.hits + j.misses) AS recall_high,
               coalesce(n.feedback > 0 AND n.people < reporting.least_n(), false) AND (SELECT reporting.hides(1)) AS hidden,
               coalesce(n.rated > 0 AND n.people_rated < reporting.least_n(), false) AND (SELECT reporting.hides(1)) AS few_ratings
          FROM verbatim.topic t
          JOIN verbatim.topic_path p ON p.topic_id = t.id
          LEFT JOIN verbatim.model m ON m.active AND m.task = 'feedback'
          LEFT JOIN verbatim.topic_model j ON j.topic_id = t.id AND j.model_id = m.id
          LEFT JOIN counted n ON n.topic_id = t.id
         CROSS JOIN analysed a) c;

COMMENT ON VIEW reporting.topic IS 'One row per topic in use, with the comments about it by the active model; a topic has the comments of the topics below it, too.';
COMMENT ON COLUMN reporting.topic.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.topic.key IS 'Its short name in codebook files; null: none.';
COMMENT ON COLUMN reporting.topic.name IS 'Its name.';
COMMENT ON COLUMN reporting.topic.path IS 'Names from the top of the tree down to it, with › between.';
COMMENT ON COLUMN reporting.topic.parent_id IS 'The topic above it; null: none.';
COMMENT ON COLUMN reporting.topic.origin IS 'catalogue, user or theme.';
COMMENT ON COLUMN reporting.topic.method IS 'How sentences are judged: description or head; null before the first run.';
COMMENT ON COLUMN reporting.topic.examples IS 'Examples that it was judged by.';
COMMENT ON COLUMN reporting.topic.feedback IS 'Comments with a sentence about it.';
COMMENT ON COLUMN reporting.topic."of" IS 'Analysed comments.';
COMMENT ON COLUMN reporting.topic.share IS 'feedback / of, 0..1; a comment may be about several topics.';
COMMENT ON COLUMN reporting.topic.share_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic.share_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic.segments IS 'Sentences of the comments about it.';
COMMENT ON COLUMN reporting.topic.negative IS 'Comments with a negative sentence about it.';
COMMENT ON COLUMN reporting.topic.positive IS 'Comments with a positive sentence about it; may be the same.';
COMMENT ON COLUMN reporting.topic.negative_share IS 'negative / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic.negative_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic.negative_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic.positive_share IS 'positive / feedback, 0..1.';
COMMENT ON COLUMN reporting.topic.positive_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic.positive_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic.mean_score IS 'Mean sentiment of what is said about it, -1..1, each comment once.';
COMMENT ON COLUMN reporting.topic.rated IS 'Comments with a rating.';
COMMENT ON COLUMN reporting.topic.mean_rating IS 'Mean rating of those.';
COMMENT ON COLUMN reporting.topic.precision IS 'Of the texts found among its examples, its counter-examples and the examples of other topics, the share that are its own; each judged by what was made without it. Null without examples.';
COMMENT ON COLUMN reporting.topic.precision_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic.precision_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic.recall IS 'Share of the examples of the topic that are found.';
COMMENT ON COLUMN reporting.topic.recall_low IS 'Low end of its 95 % Wilson interval.';
COMMENT ON COLUMN reporting.topic.recall_high IS 'High end of it.';
COMMENT ON COLUMN reporting.topic.hidden_reason IS 'Why numbers are null for the role verbatim_reader: comments of fewer than reporting.least_n() people; null: they are shown.';
COMMENT ON COLUMN reporting.topic.kind IS 'subject: what a sentence is about; statement: what it does, such as to complain, to praise or to ask.';

GRANT SELECT ON reporting.topic TO verbatim_reader, verbatim_analyst;
