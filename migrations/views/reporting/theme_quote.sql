CREATE OR REPLACE VIEW reporting.theme_quote AS
SELECT q.theme_id, coalesce(t.user_name, t.name) AS theme, q.rank, q.quote, f.source, f.external_id, f.occurred_at, f.rating,
       s.sentiment, s.score::double precision AS score, q.feedback_id, q.document_id, q.start_offset, q.end_offset, f.line
  FROM verbatim.theme_quote q
  JOIN verbatim.theme t ON t.id = q.theme_id
  JOIN verbatim.model m ON m.id = t.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.feedback f ON f.id = q.feedback_id AND f.document_id = q.document_id
  LEFT JOIN verbatim.segment s ON s.document_id = q.document_id AND s.model_id = t.model_id AND s.ordinal = q.ordinal
 WHERE t.current AND t.shown_as = t.id AND NOT t.hidden;

COMMENT ON VIEW reporting.theme_quote IS 'Sentences that stand for each theme that is shown, in the customers'' words.';
COMMENT ON COLUMN reporting.theme_quote.theme_id IS 'Number of the theme.';
COMMENT ON COLUMN reporting.theme_quote.theme IS 'Its name.';
COMMENT ON COLUMN reporting.theme_quote.rank IS 'From 1, best first.';
COMMENT ON COLUMN reporting.theme_quote.quote IS 'Exactly what stands in the text.';
COMMENT ON COLUMN reporting.theme_quote.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN reporting.theme_quote.external_id IS 'The customer''s own id of the row.';
COMMENT ON COLUMN reporting.theme_quote.occurred_at IS 'When the customer wrote it.';
COMMENT ON COLUMN reporting.theme_quote.rating IS 'Stars or score as given.';
COMMENT ON COLUMN reporting.theme_quote.sentiment IS 'Of the sentence: negative, neutral or positive.';
COMMENT ON COLUMN reporting.theme_quote.score IS 'Of the sentence, -1..1.';
COMMENT ON COLUMN reporting.theme_quote.feedback_id IS 'Number of the feedback, the first with this text.';
COMMENT ON COLUMN reporting.theme_quote.document_id IS 'Its text''s number.';
COMMENT ON COLUMN reporting.theme_quote.start_offset IS 'Where it begins in document.text, in code points from 0.';
COMMENT ON COLUMN reporting.theme_quote.end_offset IS 'Where it ends, exclusive.';
COMMENT ON COLUMN reporting.theme_quote.line IS 'Physical line of the file on which the row starts, from 1.';

GRANT SELECT ON reporting.theme_quote TO verbatim_analyst;
