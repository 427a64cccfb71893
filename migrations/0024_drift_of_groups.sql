-- Score, class and confidence are frozen for each group of an attribute as well.
COMMENT ON COLUMN verbatim.audit_baseline.column_name IS 'Column: length, score, confidence, class, attribute NAME, embedding, labels TASK; of groups: score by NAME, class by NAME, confidence by NAME.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.counts IS 'Rows by bin or by category, of groups one of these for each level; for labelled the rows.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.frozen_values IS 'Different values, ascending, and their rows: {"values": […], "rows": […]}, of groups one of these for each level; scores and confidences to a thousandth, lengths from 10,000 on to a hundred. Null where the column is no number, or was frozen by an earlier version.';
