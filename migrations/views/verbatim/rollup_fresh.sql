CREATE OR REPLACE VIEW verbatim.rollup_fresh AS
SELECT s.cube FROM verbatim.rollup_state s JOIN verbatim.model m ON m.id = s.model_id AND m.active AND m.task = 'feedback'
 WHERE NOT EXISTS (SELECT FROM verbatim.rollup_touched t WHERE t.cube = s.cube);

COMMENT ON VIEW verbatim.rollup_fresh IS 'Roll-ups that hold the active model and to which nothing was added since: what they count is what the tables hold.';
COMMENT ON COLUMN verbatim.rollup_fresh.cube IS 'day, theme or topic.';
