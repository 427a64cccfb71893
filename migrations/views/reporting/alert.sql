CREATE OR REPLACE VIEW reporting.alert WITH (security_barrier = true) AS
SELECT a.id AS alert_id, a.rule, a.watch, a.measure, a.direction,
       coalesce(t.name, h.user_name, h.name) AS subject, a.topic_id, a.theme_id, a.finding_id, a.source,
       a.first_day, a.last_day, a.n, a.of, a.value, a.low, a.high, a.expected, a.n_before, a.of_before, a.days_before,
       a.probability, a.people AS writers, f.sentence, a.state, a.found_at, a.seen_day, a.snoozed_until, a.changed_at, a.changed_by,
       a.note,
       (SELECT array_agg(m.channel ORDER BY m.sent_at, m.channel) FROM verbatim.alert_message m
         WHERE m.alerts @> ARRAY[a.id] AND NOT m.again AND m.sent_at IS NOT NULL) AS sent_to,
       (SELECT min(m.sent_at) FROM verbatim.alert_message m WHERE m.alerts @> ARRAY[a.id]) AS sent_at
  FROM verbatim.alert a
  LEFT JOIN verbatim.topic t ON t.id = a.topic_id
  LEFT JOIN verbatim.theme h ON h.id = a.theme_id
  LEFT JOIN verbatim.audit_finding f ON f.id = a.finding_id;

COMMENT ON VIEW reporting.alert IS 'What rules of alerts found, and what became of it. Each rests on 20 people at least.';
COMMENT ON COLUMN reporting.alert.alert_id IS 'Number of the alert.';
COMMENT ON COLUMN reporting.alert.rule IS 'Name of the rule that found it.';
COMMENT ON COLUMN reporting.alert.watch IS 'topic, theme, sentiment, volume, toxicity, drift or audit.';
COMMENT ON COLUMN reporting.alert.measure IS 'Which comments count: complaints, praise or share of a topic or theme; negative or positive; null: all, or an audit.';
COMMENT ON COLUMN reporting.alert.direction IS 'up: more than expected; down: less.';
COMMENT ON COLUMN reporting.alert.subject IS 'Present name of the topic or theme; null: it is about none.';
COMMENT ON COLUMN reporting.alert.topic_id IS 'The topic, for ever.';
COMMENT ON COLUMN reporting.alert.theme_id IS 'The theme.';
COMMENT ON COLUMN reporting.alert.finding_id IS 'The finding of an audit.';
COMMENT ON COLUMN reporting.alert.source IS 'The source; null: all.';
COMMENT ON COLUMN reporting.alert.first_day IS 'First day, UTC, of those in which it was found; of an audit the day of the audit.';
COMMENT ON COLUMN reporting.alert.last_day IS 'The last of them.';
COMMENT ON COLUMN reporting.alert.n IS 'Comments that count in these days; of an audit the rows of the group.';
COMMENT ON COLUMN reporting.alert."of" IS 'Comments that they are a share of; null: of volumes and audits.';
COMMENT ON COLUMN reporting.alert.value IS 'n / of; of volumes n / expected; of an audit its measure.';
COMMENT ON COLUMN reporting.alert.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN reporting.alert.high IS 'High end of it.';
COMMENT ON COLUMN reporting.alert.expected IS 'Count that the days before let expect; null: an audit.';
COMMENT ON COLUMN reporting.alert.n_before IS 'Comments that count in the days before; null: of fewer than ten people, or an audit.';
COMMENT ON COLUMN reporting.alert.of_before IS 'Comments that these are a share of.';
COMMENT ON COLUMN reporting.alert.days_before IS 'How many days were before.';
COMMENT ON COLUMN reporting.alert.probability IS 'Of such a count, if nothing has changed, before the correction; null: an audit.';
COMMENT ON COLUMN reporting.alert.writers IS 'People who wrote the comments of n, at least; for down those of the days before; null: an audit.';
COMMENT ON COLUMN reporting.alert.sentence IS 'What the audit says; null: it is about none.';
COMMENT ON COLUMN reporting.alert.state IS 'open, snoozed or resolved.';
COMMENT ON COLUMN reporting.alert.found_at IS 'When it was found.';
COMMENT ON COLUMN reporting.alert.seen_day IS 'Last day, UTC, in which it was still so.';
COMMENT ON COLUMN reporting.alert.snoozed_until IS 'Until when nobody is told again; null: it is not snoozed.';
COMMENT ON COLUMN reporting.alert.changed_at IS 'When its state was last changed; null: never.';
COMMENT ON COLUMN reporting.alert.changed_by IS 'Name of the API key, or of who ran the command; null: nobody, or it ended by itself.';
COMMENT ON COLUMN reporting.alert.note IS 'What was done, in the words of who did it.';
COMMENT ON COLUMN reporting.alert.sent_to IS 'Channels that took the message about it; null: none has.';
COMMENT ON COLUMN reporting.alert.sent_at IS 'When the first one did.';

GRANT SELECT ON reporting.alert TO verbatim_reader, verbatim_analyst;
