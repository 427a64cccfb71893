-- Labels of a former text of the comment, and those of rules, do not count.
CREATE OR REPLACE VIEW verbatim.label_majority AS
SELECT v.feedback_id, v.task, v.start_offset, v.end_offset, sum(v.n)::integer AS labellers, v.most::integer AS votes,
       CASE WHEN count(*) FILTER (WHERE v.n = v.most) = 1 THEN max(v.value) FILTER (WHERE v.n = v.most) END AS value
  FROM (SELECT l.feedback_id, l.task, l.start_offset, l.end_offset, l.value, count(*) AS n,
               max(count(*)) OVER (PARTITION BY l.feedback_id, l.task, l.start_offset, l.end_offset) AS most
          FROM verbatim.label l
          JOIN verbatim.feedback f ON f.id = l.feedback_id AND f.document_id = coalesce(l.document_id, f.document_id)
         WHERE l.labeller NOT LIKE 'rule %'
         GROUP BY l.feedback_id, l.task, l.start_offset, l.end_offset, l.value) v
 GROUP BY v.feedback_id, v.task, v.start_offset, v.end_offset, v.most;

COMMENT ON VIEW verbatim.label_majority IS 'One row per comment or sentence and task that people have labelled, with the label that most of them gave.';
COMMENT ON COLUMN verbatim.label_majority.feedback_id IS 'The comment.';
COMMENT ON COLUMN verbatim.label_majority.task IS 'As label.task.';
COMMENT ON COLUMN verbatim.label_majority.start_offset IS 'Start of the sentence, in code points; null: the comment as a whole.';
COMMENT ON COLUMN verbatim.label_majority.end_offset IS 'End of it, exclusive.';
COMMENT ON COLUMN verbatim.label_majority.labellers IS 'People who labelled it.';
COMMENT ON COLUMN verbatim.label_majority.votes IS 'Of them for the most frequent label.';
COMMENT ON COLUMN verbatim.label_majority.value IS 'That label; null for a tie.';
