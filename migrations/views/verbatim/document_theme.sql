CREATE OR REPLACE VIEW verbatim.document_theme AS
SELECT ts.document_id, t.shown_as AS theme_id, coalesce(shown.user_name, shown.name) AS theme,
       count(*) AS segments,
       count(*) FILTER (WHERE s.sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE s.sentiment = 'positive') AS positive,
       avg(s.score)::double precision AS score, max(ts.similarity)::double precision AS similarity
  FROM verbatim.theme_segment ts
  JOIN verbatim.theme t ON t.id = ts.theme_id
  JOIN verbatim.theme shown ON shown.id = t.shown_as
  JOIN verbatim.model m ON m.id = t.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.segment s ON s.document_id = ts.document_id AND s.model_id = ts.model_id AND s.ordinal = ts.ordinal
 WHERE NOT shown.hidden
 GROUP BY ts.document_id, t.shown_as, shown.id;

COMMENT ON VIEW verbatim.document_theme IS 'One row per document and theme that it mentions, by the active model; themes merged as people merged them, hidden ones left out.';
COMMENT ON COLUMN verbatim.document_theme.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.document_theme.theme_id IS 'Number of the theme.';
COMMENT ON COLUMN verbatim.document_theme.theme IS 'Its name.';
COMMENT ON COLUMN verbatim.document_theme.segments IS 'Sentences of the document that belong to the theme.';
COMMENT ON COLUMN verbatim.document_theme.negative IS 'Of them negative.';
COMMENT ON COLUMN verbatim.document_theme.positive IS 'Of them positive.';
COMMENT ON COLUMN verbatim.document_theme.score IS 'Mean sentiment of these sentences, -1..1.';
COMMENT ON COLUMN verbatim.document_theme.similarity IS 'Largest cosine of them to the theme''s middle, -1..1.';
