CREATE OR REPLACE VIEW verbatim.topic_path AS
SELECT l.topic_id, string_agg(t.name, ' › ' ORDER BY l.distance DESC) AS path, max(l.distance) AS depth
  FROM verbatim.topic_line l JOIN verbatim.topic t ON t.id = l.above_id
 GROUP BY l.topic_id;

COMMENT ON VIEW verbatim.topic_path IS 'Names of each topic in use and of those above it.';
COMMENT ON COLUMN verbatim.topic_path.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.topic_path.path IS 'Names from the top down, with › between.';
COMMENT ON COLUMN verbatim.topic_path.depth IS 'Topics above it.';
