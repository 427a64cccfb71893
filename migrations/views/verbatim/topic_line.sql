-- The limit ends a circle, which the code refuses.
CREATE OR REPLACE VIEW verbatim.topic_line AS
WITH RECURSIVE line AS (
  SELECT t.id AS topic_id, t.id AS above_id, 0 AS distance FROM verbatim.topic t WHERE t.retired_at IS NULL
   UNION ALL
  SELECT l.topic_id, t.parent_id, l.distance + 1
    FROM line l JOIN verbatim.topic t ON t.id = l.above_id
   WHERE t.parent_id IS NOT NULL AND l.distance < 8
)
SELECT topic_id, above_id, distance FROM line;

COMMENT ON VIEW verbatim.topic_line IS 'Each topic in use with itself and every topic above it.';
COMMENT ON COLUMN verbatim.topic_line.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.topic_line.above_id IS 'The topic itself, or one above it.';
COMMENT ON COLUMN verbatim.topic_line.distance IS 'Levels between them; 0: itself.';
