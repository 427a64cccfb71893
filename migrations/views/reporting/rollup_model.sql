CREATE OR REPLACE VIEW reporting.rollup_model WITH (security_barrier = true) AS
SELECT CASE s.cube WHEN 'day' THEN 'sentiment' WHEN 'theme' THEN 'themes' ELSE 'topics' END AS counts,
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
 WHERE s.cube IN ('day', 'theme', 'topic');

COMMENT ON VIEW reporting.rollup_model IS 'The one model whose results the views by day, week and month count. Days before active_since were first shown with the former one.';
COMMENT ON COLUMN reporting.rollup_model.counts IS 'sentiment: sentiment_*, attribute_*; themes: theme_*; topics: topic_*.';
COMMENT ON COLUMN reporting.rollup_model.model_id IS 'Number of the model.';
COMMENT ON COLUMN reporting.rollup_model.model_name IS 'Its name.';
COMMENT ON COLUMN reporting.rollup_model.model_version IS 'Its version.';
COMMENT ON COLUMN reporting.rollup_model.model_hash IS 'SHA-256 over its files.';
COMMENT ON COLUMN reporting.rollup_model.active_since IS 'When it became the active one.';
COMMENT ON COLUMN reporting.rollup_model.counted_anew_at IS 'When all days were last counted again, such as for another model.';
COMMENT ON COLUMN reporting.rollup_model.former_name IS 'Name of the model that was active before; null: none.';
COMMENT ON COLUMN reporting.rollup_model.former_version IS 'Its version.';
COMMENT ON COLUMN reporting.rollup_model.former_hash IS 'Its hash.';

GRANT SELECT ON reporting.rollup_model TO verbatim_reader, verbatim_analyst;
