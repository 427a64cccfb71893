-- Feedback first: the newest come by the index of times, each with its themes, and nothing is added up that is not shown.
-- `offset 0` keeps the themes of a document together; without it those of all documents were counted first.
CREATE OR REPLACE VIEW reporting.feedback_theme AS
SELECT f.id AS feedback_id, f.source, f.occurred_at, f.rating, f.document_id,
       d.theme_id, d.theme, d.segments, d.negative, d.positive, d.score, d.similarity,
       h.handled_at, h.handled_by
  FROM verbatim.feedback f
 CROSS JOIN LATERAL (SELECT * FROM verbatim.document_theme t WHERE t.document_id = f.document_id OFFSET 0) d
  LEFT JOIN verbatim.handled h ON h.feedback_id = f.id;

COMMENT ON VIEW reporting.feedback_theme IS 'One row per comment and theme that it mentions, by the active model; themes merged as people merged them, hidden ones left out. For the comments of a time; sums are in theme_daily, theme_weekly and theme_monthly.';
COMMENT ON COLUMN reporting.feedback_theme.feedback_id IS 'Number of the feedback.';
COMMENT ON COLUMN reporting.feedback_theme.source IS 'Name of where it comes from.';
COMMENT ON COLUMN reporting.feedback_theme.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN reporting.feedback_theme.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.feedback_theme.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.feedback_theme.theme_id IS 'Number of the theme.';
COMMENT ON COLUMN reporting.feedback_theme.theme IS 'Its name.';
COMMENT ON COLUMN reporting.feedback_theme.segments IS 'Sentences of the feedback that belong to the theme.';
COMMENT ON COLUMN reporting.feedback_theme.negative IS 'Of them negative.';
COMMENT ON COLUMN reporting.feedback_theme.positive IS 'Of them positive.';
COMMENT ON COLUMN reporting.feedback_theme.score IS 'Mean sentiment of these sentences, -1..1.';
COMMENT ON COLUMN reporting.feedback_theme.similarity IS 'Largest cosine of them to the theme''s middle, -1..1.';
COMMENT ON COLUMN reporting.feedback_theme.handled_at IS 'When somebody marked the comment as handled; null: it is open.';
COMMENT ON COLUMN reporting.feedback_theme.handled_by IS 'Name of the API key, or of who ran the command.';

GRANT SELECT ON reporting.feedback_theme TO verbatim_analyst;
