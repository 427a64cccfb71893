-- The schema that migrations/ makes (8df6df4e7423512f). Renew it with: npm run schema

-- Schemas

CREATE SCHEMA reporting;
COMMENT ON SCHEMA reporting IS 'What people and BI tools query: stable views over the schema verbatim, always of the active model.';

CREATE SCHEMA verbatim;
COMMENT ON SCHEMA verbatim IS 'What Verbatim stores. Postgres is the only truth: queues are rebuilt from these tables.';

CREATE SCHEMA verbatim_scratch;
COMMENT ON SCHEMA verbatim_scratch IS 'Unlogged tables of imports that run: what a file has had so far. They go with their import. Not temporary tables: behind a transaction pooler each statement may meet another connection.';

-- Tables, with their indexes and comments

CREATE TABLE verbatim.access_log (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  feedback_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  place text NOT NULL,
  CONSTRAINT access_log_pkey PRIMARY KEY (id),
  CONSTRAINT access_log_what CHECK ((what = ANY (ARRAY['quote'::text, 'original'::text, 'export'::text, 'erasure'::text])))
);
CREATE INDEX access_log_at ON verbatim.access_log USING brin (at);
COMMENT ON TABLE verbatim.access_log IS 'Who was shown quotes or originals. Kept for VERBATIM_ACCESS_DAYS days.';
COMMENT ON COLUMN verbatim.access_log.id IS 'Number of the entry.';
COMMENT ON COLUMN verbatim.access_log.at IS 'When.';
COMMENT ON COLUMN verbatim.access_log.who IS 'Name of the key, or role of the database.';
COMMENT ON COLUMN verbatim.access_log.what IS 'quote, original, export or erasure.';
COMMENT ON COLUMN verbatim.access_log.feedback_ids IS 'The comments; empty for an erasure.';
COMMENT ON COLUMN verbatim.access_log.place IS 'Route or command.';

CREATE TABLE verbatim.accuracy (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  model_id integer NOT NULL,
  task text NOT NULL,
  slice text NOT NULL,
  level text NOT NULL,
  measure text NOT NULL,
  class text DEFAULT ''::text NOT NULL,
  n integer NOT NULL,
  estimate double precision NOT NULL,
  low double precision NOT NULL,
  high double precision NOT NULL,
  measured_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT accuracy_pkey PRIMARY KEY (id),
  CONSTRAINT accuracy_counts CHECK ((n >= 0)),
  CONSTRAINT accuracy_measure CHECK ((measure = ANY (ARRAY['accuracy'::text, 'recall'::text, 'precision'::text, 'f1'::text, 'calibration'::text, 'alpha'::text])))
);
CREATE UNIQUE INDEX accuracy_once ON verbatim.accuracy USING btree (model_id, task, slice, level, measure, class);
COMMENT ON TABLE verbatim.accuracy IS 'How often a model is right, measured on random rows that people have labelled.';
COMMENT ON COLUMN verbatim.accuracy.id IS 'Number of the row.';
COMMENT ON COLUMN verbatim.accuracy.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.accuracy.task IS 'What it judged: sentiment, toxicity, or topic and the id of a topic.';
COMMENT ON COLUMN verbatim.accuracy.slice IS 'What the rows are sliced by: all, source, language, sample, or an attribute.';
COMMENT ON COLUMN verbatim.accuracy.level IS 'The slice, such as the name of a source, or the last day of a sample; all for all rows.';
COMMENT ON COLUMN verbatim.accuracy.measure IS 'accuracy; recall and precision of a class; f1 (mean of the classes); calibration (expected calibration error); alpha (Krippendorff''s, of two people or more).';
COMMENT ON COLUMN verbatim.accuracy.class IS 'Class of recall and precision; empty for the other measures.';
COMMENT ON COLUMN verbatim.accuracy.n IS 'Labelled comments that it rests on, at least 10: of recall those that people gave the class, of precision those that the model gave it.';
COMMENT ON COLUMN verbatim.accuracy.estimate IS 'Its value, of all comments that the samples were drawn from.';
COMMENT ON COLUMN verbatim.accuracy.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verbatim.accuracy.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN verbatim.accuracy.measured_at IS 'When it was measured.';

CREATE TABLE verbatim.alert (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  rule text NOT NULL,
  watch text NOT NULL,
  measure text,
  direction text NOT NULL,
  subject text NOT NULL,
  topic_id uuid,
  theme_id bigint,
  finding_id bigint,
  source text,
  first_day date NOT NULL,
  last_day date NOT NULL,
  n bigint NOT NULL,
  of bigint,
  n_before bigint,
  of_before bigint,
  days_before integer,
  value double precision,
  low double precision,
  high double precision,
  expected double precision,
  probability double precision,
  people bigint,
  seen_day date NOT NULL,
  state text DEFAULT 'open'::text NOT NULL,
  found_at timestamp with time zone DEFAULT now() NOT NULL,
  snoozed_until timestamp with time zone,
  changed_at timestamp with time zone,
  changed_by text,
  note text,
  CONSTRAINT alert_pkey PRIMARY KEY (id),
  CONSTRAINT alert_direction CHECK ((direction = ANY (ARRAY['up'::text, 'down'::text]))),
  CONSTRAINT alert_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000))),
  CONSTRAINT alert_snoozed CHECK (((state = 'snoozed'::text) = (snoozed_until IS NOT NULL))),
  CONSTRAINT alert_state CHECK ((state = ANY (ARRAY['open'::text, 'snoozed'::text, 'resolved'::text])))
);
CREATE UNIQUE INDEX alert_active ON verbatim.alert USING btree (rule, subject) WHERE (state <> 'resolved'::text);
CREATE INDEX alert_finding ON verbatim.alert USING btree (finding_id);
CREATE INDEX alert_subject ON verbatim.alert USING btree (rule, subject, id);
CREATE INDEX alert_theme ON verbatim.alert USING btree (theme_id);
CREATE INDEX alert_topic ON verbatim.alert USING btree (topic_id);
COMMENT ON TABLE verbatim.alert IS 'What rules of alerts found, and what became of it: the history of alerts. No text of comments.';
COMMENT ON COLUMN verbatim.alert.id IS 'Number of the alert.';
COMMENT ON COLUMN verbatim.alert.rule IS 'Name of the rule that found it.';
COMMENT ON COLUMN verbatim.alert.watch IS 'topic, theme, sentiment, volume, toxicity, drift or audit.';
COMMENT ON COLUMN verbatim.alert.measure IS 'Which comments count: complaints, praise or share of a topic or theme; negative or positive; null: all, or an audit.';
COMMENT ON COLUMN verbatim.alert.direction IS 'up: more than expected; down: less.';
COMMENT ON COLUMN verbatim.alert.subject IS 'Key of what it is about, without its name: with the rule, what is found once.';
COMMENT ON COLUMN verbatim.alert.topic_id IS 'The topic; null: it is about none.';
COMMENT ON COLUMN verbatim.alert.theme_id IS 'The theme; null: it is about none.';
COMMENT ON COLUMN verbatim.alert.finding_id IS 'The finding of an audit; null: of none.';
COMMENT ON COLUMN verbatim.alert.source IS 'The source; null: all that the rule names, or all.';
COMMENT ON COLUMN verbatim.alert.first_day IS 'First day, UTC, of those in which it was found; of an audit the day of the audit.';
COMMENT ON COLUMN verbatim.alert.last_day IS 'The last of them.';
COMMENT ON COLUMN verbatim.alert.n IS 'Comments that count in these days; of an audit the rows of the group.';
COMMENT ON COLUMN verbatim.alert.of IS 'Comments that they are a share of; null: of volumes and audits.';
COMMENT ON COLUMN verbatim.alert.n_before IS 'Comments that count in the days before; null: of fewer than ten people, or an audit.';
COMMENT ON COLUMN verbatim.alert.of_before IS 'Comments that these are a share of; null: as of.';
COMMENT ON COLUMN verbatim.alert.days_before IS 'How many days were before; null: an audit.';
COMMENT ON COLUMN verbatim.alert.value IS 'n / of; of volumes n / expected; of an audit its measure.';
COMMENT ON COLUMN verbatim.alert.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN verbatim.alert.high IS 'High end of it.';
COMMENT ON COLUMN verbatim.alert.expected IS 'Count that the days before let expect; null: an audit.';
COMMENT ON COLUMN verbatim.alert.probability IS 'Of such a count, if nothing has changed, before the correction; null: an audit.';
COMMENT ON COLUMN verbatim.alert.people IS 'People who wrote the comments of n, at least; for down those of the days before; null: an audit.';
COMMENT ON COLUMN verbatim.alert.seen_day IS 'Last day, UTC, in which it was still so.';
COMMENT ON COLUMN verbatim.alert.state IS 'open, snoozed or resolved.';
COMMENT ON COLUMN verbatim.alert.found_at IS 'When it was found.';
COMMENT ON COLUMN verbatim.alert.snoozed_until IS 'Until when nobody is told again; null: it is not snoozed.';
COMMENT ON COLUMN verbatim.alert.changed_at IS 'When its state was last changed; null: never.';
COMMENT ON COLUMN verbatim.alert.changed_by IS 'Name of the API key, or of who ran the command; null: nobody, or it ended by itself.';
COMMENT ON COLUMN verbatim.alert.note IS 'What was done, in the words of who did it.';

CREATE TABLE verbatim.alert_channel (
  name text NOT NULL,
  document jsonb NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT alert_channel_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.alert_channel IS 'Channels of alerts: Slack, Teams, webhooks, e-mail.';
COMMENT ON COLUMN verbatim.alert_channel.name IS 'Its name.';
COMMENT ON COLUMN verbatim.alert_channel.document IS 'Kind, address and what else its file says; secrets as names of variables of the environment, never as they are.';
COMMENT ON COLUMN verbatim.alert_channel.applied_at IS 'When it was last applied.';

CREATE TABLE verbatim.alert_message (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  channel text NOT NULL,
  alerts bigint[] NOT NULL,
  again boolean NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  error_code text,
  sent_at timestamp with time zone,
  dropped_at timestamp with time zone,
  CONSTRAINT alert_message_pkey PRIMARY KEY (id)
);
CREATE INDEX alert_message_alerts ON verbatim.alert_message USING gin (alerts);
CREATE INDEX alert_message_waiting ON verbatim.alert_message USING btree (created_at) WHERE ((sent_at IS NULL) AND (dropped_at IS NULL));
COMMENT ON TABLE verbatim.alert_message IS 'Messages about alerts, one for each channel and check that found something.';
COMMENT ON COLUMN verbatim.alert_message.id IS 'Its id, and the idempotency key that it is sent with each time.';
COMMENT ON COLUMN verbatim.alert_message.channel IS 'Name of the channel.';
COMMENT ON COLUMN verbatim.alert_message.alerts IS 'Numbers of the alerts that it is about.';
COMMENT ON COLUMN verbatim.alert_message.again IS 'Whether it is about alerts whose snooze has ended.';
COMMENT ON COLUMN verbatim.alert_message.created_at IS 'When the check found them.';
COMMENT ON COLUMN verbatim.alert_message.attempts IS 'Checks that tried to send it and could not.';
COMMENT ON COLUMN verbatim.alert_message.error_code IS 'Code of the last error.';
COMMENT ON COLUMN verbatim.alert_message.sent_at IS 'When the channel took it; null: not yet.';
COMMENT ON COLUMN verbatim.alert_message.dropped_at IS 'When it was given up: too old, or its alerts are resolved.';

CREATE TABLE verbatim.alert_rule (
  name text NOT NULL,
  place integer NOT NULL,
  document jsonb NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  looked_at timestamp with time zone,
  tests integer DEFAULT 0 NOT NULL,
  CONSTRAINT alert_rule_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.alert_rule IS 'Rules of alerts.';
COMMENT ON COLUMN verbatim.alert_rule.name IS 'Its name.';
COMMENT ON COLUMN verbatim.alert_rule.place IS 'Order of the rules.';
COMMENT ON COLUMN verbatim.alert_rule.document IS 'What its file says, with defaults filled in.';
COMMENT ON COLUMN verbatim.alert_rule.applied_at IS 'When it was last changed.';
COMMENT ON COLUMN verbatim.alert_rule.looked_at IS 'When it was last checked: the chance of false alarms of a check is that of the time since then.';
COMMENT ON COLUMN verbatim.alert_rule.tests IS 'Tests of its last check.';

CREATE TABLE verbatim.analysis (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  run_id bigint NOT NULL,
  sentiment text,
  negative real,
  neutral real,
  positive real,
  score real,
  confidence real,
  emotions text[] NOT NULL,
  emotion_probabilities real[] NOT NULL,
  toxicity real,
  embedding bytea,
  tokens integer NOT NULL,
  windows integer NOT NULL,
  truncated boolean NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  labels text[] DEFAULT '{}'::text[] NOT NULL,
  label_probabilities real[] DEFAULT '{}'::real[] NOT NULL,
  value real,
  translator_id integer,
  CONSTRAINT analysis_document_id_model_id_pk PRIMARY KEY (document_id, model_id),
  CONSTRAINT analysis_score CHECK (((score >= ('-1'::integer)::double precision) AND (score <= (1)::double precision) AND ((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)))),
  CONSTRAINT analysis_sentiment CHECK ((sentiment = ANY (ARRAY['negative'::text, 'neutral'::text, 'positive'::text, 'mixed'::text]))),
  CONSTRAINT analysis_sentiment_whole CHECK ((num_nulls(sentiment, negative, neutral, positive, score, confidence) = ANY (ARRAY[0, 6])))
);
CREATE INDEX analysis_long ON verbatim.analysis USING btree (model_id, document_id) WHERE ((windows > 1) OR truncated);
CREATE INDEX analysis_run ON verbatim.analysis USING btree (run_id);
CREATE INDEX analysis_score ON verbatim.analysis USING btree (model_id, score);
CREATE INDEX analysis_translated ON verbatim.analysis USING btree (translator_id, document_id) WHERE (translator_id IS NOT NULL);
COMMENT ON TABLE verbatim.analysis IS 'The result of one model over one document. Never rewritten: another model adds rows of its own.';
COMMENT ON COLUMN verbatim.analysis.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.analysis.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.analysis.run_id IS 'The run that stored it.';
COMMENT ON COLUMN verbatim.analysis.sentiment IS 'negative, neutral, positive or mixed (rule in docs/models.md).';
COMMENT ON COLUMN verbatim.analysis.negative IS 'Probability, 0..1; the three sum to 1.';
COMMENT ON COLUMN verbatim.analysis.neutral IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.analysis.positive IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.analysis.score IS 'positive - negative, -1..1.';
COMMENT ON COLUMN verbatim.analysis.confidence IS 'How sure the label is, 0..1.';
COMMENT ON COLUMN verbatim.analysis.emotions IS 'Emotion labels at or over their thresholds, most probable first.';
COMMENT ON COLUMN verbatim.analysis.emotion_probabilities IS 'One probability per emotion label of the model, in its order.';
COMMENT ON COLUMN verbatim.analysis.toxicity IS 'Probability, 0..1; null when the model has no such head.';
COMMENT ON COLUMN verbatim.analysis.embedding IS 'Unit vector as little-endian IEEE 754 half floats, 2 bytes a component; null when the model has no such head.';
COMMENT ON COLUMN verbatim.analysis.tokens IS 'Content tokens of the text.';
COMMENT ON COLUMN verbatim.analysis.windows IS 'Windows the text was read in; 1 unless it is longer than the model''s maximum.';
COMMENT ON COLUMN verbatim.analysis.truncated IS 'True when part of the text was not seen by the model.';
COMMENT ON COLUMN verbatim.analysis.created_at IS 'When it was stored.';
COMMENT ON COLUMN verbatim.analysis.labels IS 'Labels of the model''s own that hold, most probable first.';
COMMENT ON COLUMN verbatim.analysis.label_probabilities IS 'Probability of each of the model''s labels, in the order of model.labels.';
COMMENT ON COLUMN verbatim.analysis.value IS 'The number that a regression model gives; null for others.';
COMMENT ON COLUMN verbatim.analysis.translator_id IS 'The model whose translation was judged (with document_id a row of translation); null: the text itself was.';

CREATE TABLE verbatim.api_key (
  id text NOT NULL,
  hash bytea NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  CONSTRAINT api_key_pkey PRIMARY KEY (id),
  CONSTRAINT api_key_hash CHECK ((octet_length(hash) = 32)),
  CONSTRAINT api_key_scopes CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'quotes'::text, 'import'::text, 'label'::text, 'admin'::text])))
);
CREATE UNIQUE INDEX api_key_name ON verbatim.api_key USING btree (name) WHERE (revoked_at IS NULL);
COMMENT ON TABLE verbatim.api_key IS 'Keys of the HTTP server (verbatim key). The key itself is shown once, when it is made, and stored nowhere.';
COMMENT ON COLUMN verbatim.api_key.id IS 'The middle of the key: vb_ID_SECRET.';
COMMENT ON COLUMN verbatim.api_key.hash IS 'SHA-256 of the key.';
COMMENT ON COLUMN verbatim.api_key.name IS 'Who or what has it.';
COMMENT ON COLUMN verbatim.api_key.scopes IS 'What it may do: read, quotes, import, label, admin.';
COMMENT ON COLUMN verbatim.api_key.created_at IS 'When it was made.';
COMMENT ON COLUMN verbatim.api_key.expires_at IS 'From when it is refused; null: never.';
COMMENT ON COLUMN verbatim.api_key.revoked_at IS 'When it was taken back; null: it was not.';
COMMENT ON COLUMN verbatim.api_key.last_used_at IS 'When it was last used, to the minute.';

CREATE TABLE verbatim.audit (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  kinds text[] NOT NULL,
  trigger text NOT NULL,
  policy_id bigint NOT NULL,
  model_id integer NOT NULL,
  source text,
  window_from timestamp with time zone,
  window_to timestamp with time zone,
  input_sha256 text NOT NULL,
  rows bigint DEFAULT 0 NOT NULL,
  pending bigint DEFAULT 0 NOT NULL,
  hidden_rows bigint DEFAULT 0 NOT NULL,
  seed integer NOT NULL,
  code_version text NOT NULL,
  notes jsonb DEFAULT '[]'::jsonb NOT NULL,
  charts jsonb DEFAULT '{}'::jsonb NOT NULL,
  verdict text NOT NULL,
  exit_code integer NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (id),
  CONSTRAINT audit_trigger CHECK ((trigger = ANY (ARRAY['nightly'::text, 'release'::text, 'manual'::text]))),
  CONSTRAINT audit_verdict CHECK ((verdict = ANY (ARRAY['pass'::text, 'warn'::text, 'fail'::text, 'insufficient'::text])))
);
CREATE INDEX audit_model ON verbatim.audit USING btree (model_id, id);
COMMENT ON TABLE verbatim.audit IS 'One bias audit over a window of feedback and one model.';
COMMENT ON COLUMN verbatim.audit.id IS 'Number of the audit.';
COMMENT ON COLUMN verbatim.audit.kinds IS 'observed, labelled, drift, counterfactual: what it covered.';
COMMENT ON COLUMN verbatim.audit.trigger IS 'nightly, release or manual.';
COMMENT ON COLUMN verbatim.audit.policy_id IS 'The policy it ran under.';
COMMENT ON COLUMN verbatim.audit.model_id IS 'The model whose results it looked at; its hash is in verbatim.model.';
COMMENT ON COLUMN verbatim.audit.source IS 'Only feedback of this source; null: all.';
COMMENT ON COLUMN verbatim.audit.window_from IS 'First moment inside; null: from the beginning.';
COMMENT ON COLUMN verbatim.audit.window_to IS 'First moment after; null: to the end.';
COMMENT ON COLUMN verbatim.audit.input_sha256 IS 'Over everything the result depends on; the same input is one audit.';
COMMENT ON COLUMN verbatim.audit.rows IS 'Feedback in the window that has a text.';
COMMENT ON COLUMN verbatim.audit.pending IS 'Of them without a result yet.';
COMMENT ON COLUMN verbatim.audit.hidden_rows IS 'Rows in groups whose numbers no report shows.';
COMMENT ON COLUMN verbatim.audit.seed IS 'Seed of all resampling.';
COMMENT ON COLUMN verbatim.audit.code_version IS 'Version of Verbatim.';
COMMENT ON COLUMN verbatim.audit.notes IS 'What was not looked at, and why.';
COMMENT ON COLUMN verbatim.audit.charts IS 'What the plots of the report show beside the metrics.';
COMMENT ON COLUMN verbatim.audit.verdict IS 'The worst status: fail, warn, pass; insufficient where nothing could be shown.';
COMMENT ON COLUMN verbatim.audit.exit_code IS 'What verbatim audit returns: 0 pass, 1 fail, 3 a required check could not tell.';
COMMENT ON COLUMN verbatim.audit.started_at IS 'When it began.';
COMMENT ON COLUMN verbatim.audit.finished_at IS 'When it was stored.';

CREATE TABLE verbatim.audit_baseline (
  model_id integer NOT NULL,
  source text DEFAULT ''::text NOT NULL,
  column_name text NOT NULL,
  kind text NOT NULL,
  edges jsonb,
  counts jsonb,
  vectors bytea,
  dimensions integer,
  width double precision,
  rows bigint DEFAULT 0 NOT NULL,
  window_from timestamp with time zone,
  window_to timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  frozen_values jsonb,
  CONSTRAINT audit_baseline_model_id_source_column_name_pk PRIMARY KEY (model_id, source, column_name),
  CONSTRAINT audit_baseline_kind CHECK ((kind = ANY (ARRAY['bins'::text, 'categories'::text, 'vectors'::text, 'labelled'::text])))
);
COMMENT ON TABLE verbatim.audit_baseline IS 'What a column looked like when it was frozen: drift is measured from here.';
COMMENT ON COLUMN verbatim.audit_baseline.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.audit_baseline.source IS 'Source; empty: all.';
COMMENT ON COLUMN verbatim.audit_baseline.column_name IS 'Column: length, score, confidence, class, attribute NAME, embedding, labels TASK; of groups: score by NAME, class by NAME, confidence by NAME.';
COMMENT ON COLUMN verbatim.audit_baseline.kind IS 'bins, categories, vectors or labelled.';
COMMENT ON COLUMN verbatim.audit_baseline.edges IS 'Bin edges, frozen; null for others.';
COMMENT ON COLUMN verbatim.audit_baseline.counts IS 'Rows by bin or by category, of groups one of these for each level; for labelled the rows.';
COMMENT ON COLUMN verbatim.audit_baseline.vectors IS 'A sample of embeddings, half floats; null for others.';
COMMENT ON COLUMN verbatim.audit_baseline.dimensions IS 'Numbers of one vector.';
COMMENT ON COLUMN verbatim.audit_baseline.width IS 'Kernel width, the median distance of the sample; null for others.';
COMMENT ON COLUMN verbatim.audit_baseline.rows IS 'Rows it stands for.';
COMMENT ON COLUMN verbatim.audit_baseline.window_from IS 'First moment inside.';
COMMENT ON COLUMN verbatim.audit_baseline.window_to IS 'First moment after.';
COMMENT ON COLUMN verbatim.audit_baseline.created_at IS 'When it was frozen.';
COMMENT ON COLUMN verbatim.audit_baseline.frozen_values IS 'Different values, ascending, and their rows: {"values": […], "rows": […]}, of groups one of these for each level; scores and confidences to a thousandth, lengths from 10,000 on to a hundred. Null where the column is no number, or was frozen by an earlier version.';

CREATE TABLE verbatim.audit_cube (
  set_id bigint NOT NULL,
  day date NOT NULL,
  source text NOT NULL,
  levels text[] NOT NULL,
  rows bigint DEFAULT 0 NOT NULL,
  analysed bigint DEFAULT 0 NOT NULL,
  failed bigint DEFAULT 0 NOT NULL,
  truncated bigint DEFAULT 0 NOT NULL,
  unknown_language bigint DEFAULT 0 NOT NULL,
  low_confidence bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  toxicity_judged bigint DEFAULT 0 NOT NULL,
  toxic bigint DEFAULT 0 NOT NULL,
  low_rated bigint DEFAULT 0 NOT NULL,
  low_rated_negative bigint DEFAULT 0 NOT NULL,
  high_rated bigint DEFAULT 0 NOT NULL,
  high_rated_positive bigint DEFAULT 0 NOT NULL,
  score_millionths bigint DEFAULT 0 NOT NULL,
  score_buckets integer[] NOT NULL,
  score_counts integer[] NOT NULL,
  emotions text[] NOT NULL,
  emotion_counts integer[] NOT NULL
);
CREATE INDEX audit_cube_cell ON verbatim.audit_cube USING btree (set_id, day);
COMMENT ON TABLE verbatim.audit_cube IS 'Sums by day, source and level: an audit reads these and not the feedback. Made from the other tables, safe to empty together with audit_cube_seen and audit_cube_set.';
COMMENT ON COLUMN verbatim.audit_cube.set_id IS 'The set of attributes.';
COMMENT ON COLUMN verbatim.audit_cube.day IS 'Day of the feedback, UTC; -infinity where it has no time.';
COMMENT ON COLUMN verbatim.audit_cube.source IS 'Source of the feedback.';
COMMENT ON COLUMN verbatim.audit_cube.levels IS 'Level of each attribute of the set.';
COMMENT ON COLUMN verbatim.audit_cube.rows IS 'Feedback with a text.';
COMMENT ON COLUMN verbatim.audit_cube.analysed IS 'Of them judged by the model.';
COMMENT ON COLUMN verbatim.audit_cube.failed IS 'Of them set aside.';
COMMENT ON COLUMN verbatim.audit_cube.truncated IS 'Judged in part only.';
COMMENT ON COLUMN verbatim.audit_cube.unknown_language IS 'Without a known language.';
COMMENT ON COLUMN verbatim.audit_cube.low_confidence IS 'Judged with little confidence.';
COMMENT ON COLUMN verbatim.audit_cube.negative IS 'Judged negative.';
COMMENT ON COLUMN verbatim.audit_cube.positive IS 'Judged positive.';
COMMENT ON COLUMN verbatim.audit_cube.toxicity_judged IS 'Judged for toxicity.';
COMMENT ON COLUMN verbatim.audit_cube.toxic IS 'Toxicity at the threshold or above.';
COMMENT ON COLUMN verbatim.audit_cube.low_rated IS 'Judged, and rated low by the customer.';
COMMENT ON COLUMN verbatim.audit_cube.low_rated_negative IS 'Of them judged negative.';
COMMENT ON COLUMN verbatim.audit_cube.high_rated IS 'Judged, and rated high by the customer.';
COMMENT ON COLUMN verbatim.audit_cube.high_rated_positive IS 'Of them judged positive.';
COMMENT ON COLUMN verbatim.audit_cube.score_millionths IS 'Sum of scores in millionths: whole numbers add up the same in any order.';
COMMENT ON COLUMN verbatim.audit_cube.score_buckets IS 'Which of 100 equal buckets of the score -1..1 hold rows.';
COMMENT ON COLUMN verbatim.audit_cube.score_counts IS 'How many rows each of them holds.';
COMMENT ON COLUMN verbatim.audit_cube.emotions IS 'Emotions found.';
COMMENT ON COLUMN verbatim.audit_cube.emotion_counts IS 'How many rows have each of them.';

CREATE TABLE verbatim.audit_cube_seen (
  model_id integer NOT NULL,
  kind text NOT NULL,
  seen_id bigint NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT audit_cube_seen_model_id_kind_seen_id_pk PRIMARY KEY (model_id, kind, seen_id),
  CONSTRAINT audit_cube_seen_kind CHECK ((kind = ANY (ARRAY['import'::text, 'run'::text])))
);
COMMENT ON TABLE verbatim.audit_cube_seen IS 'What the cube has taken in: counters of imports and runs when it last looked.';
COMMENT ON COLUMN verbatim.audit_cube_seen.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.audit_cube_seen.kind IS 'import or run.';
COMMENT ON COLUMN verbatim.audit_cube_seen.seen_id IS 'Number of the import or run.';
COMMENT ON COLUMN verbatim.audit_cube_seen.version IS 'Its counter at that time.';

CREATE TABLE verbatim.audit_cube_set (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  model_id integer NOT NULL,
  sha256 text NOT NULL,
  attributes text[] NOT NULL,
  definition jsonb NOT NULL,
  filled boolean DEFAULT false NOT NULL,
  used_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT audit_cube_set_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX audit_cube_set_once ON verbatim.audit_cube_set USING btree (model_id, sha256);
COMMENT ON TABLE verbatim.audit_cube_set IS 'Attributes whose sums the cube keeps for a model.';
COMMENT ON COLUMN verbatim.audit_cube_set.id IS 'Number of the set.';
COMMENT ON COLUMN verbatim.audit_cube_set.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.audit_cube_set.sha256 IS 'Of the definition.';
COMMENT ON COLUMN verbatim.audit_cube_set.attributes IS 'One attribute, or two crossed.';
COMMENT ON COLUMN verbatim.audit_cube_set.definition IS 'How levels and outcomes are read: bands, thresholds.';
COMMENT ON COLUMN verbatim.audit_cube_set.filled IS 'False until all days are there.';
COMMENT ON COLUMN verbatim.audit_cube_set.used_at IS 'When an audit last asked for it.';

CREATE TABLE verbatim.audit_cube_touched (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  model_id integer NOT NULL,
  day date NOT NULL,
  CONSTRAINT audit_cube_touched_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE verbatim.audit_cube_touched IS 'Days that the audit cube must count again because feedback or results were changed or deleted. Written by triggers; the next audit deletes the rows as it counts. What is new is found by the counters of imports and runs.';
COMMENT ON COLUMN verbatim.audit_cube_touched.id IS 'Number of the row.';
COMMENT ON COLUMN verbatim.audit_cube_touched.model_id IS 'Model whose cube it is.';
COMMENT ON COLUMN verbatim.audit_cube_touched.day IS 'Day, UTC; -infinity: feedback without a time.';

CREATE TABLE verbatim.audit_evidence (
  finding_id bigint NOT NULL,
  rank integer NOT NULL,
  feedback_id bigint,
  pair text,
  role text NOT NULL,
  score double precision,
  why text NOT NULL,
  CONSTRAINT audit_evidence_finding_id_rank_pk PRIMARY KEY (finding_id, rank)
);
CREATE INDEX audit_evidence_feedback ON verbatim.audit_evidence USING btree (feedback_id);
COMMENT ON TABLE verbatim.audit_evidence IS 'Feedback behind a finding, by id; the text is read with the readers own rights.';
COMMENT ON COLUMN verbatim.audit_evidence.finding_id IS 'The finding.';
COMMENT ON COLUMN verbatim.audit_evidence.rank IS 'Most telling first, from 1.';
COMMENT ON COLUMN verbatim.audit_evidence.feedback_id IS 'The feedback; null for a pair of templates.';
COMMENT ON COLUMN verbatim.audit_evidence.pair IS 'Template, axis and terms of a swap; null for feedback.';
COMMENT ON COLUMN verbatim.audit_evidence.role IS 'example or counterexample.';
COMMENT ON COLUMN verbatim.audit_evidence.score IS 'The score that makes it telling.';
COMMENT ON COLUMN verbatim.audit_evidence.why IS 'Why it is here.';

CREATE TABLE verbatim.audit_finding (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  model_id integer NOT NULL,
  source text DEFAULT ''::text NOT NULL,
  fingerprint text NOT NULL,
  first_audit_id bigint NOT NULL,
  last_audit_id bigint NOT NULL,
  audits_seen integer NOT NULL,
  state text NOT NULL,
  severity text NOT NULL,
  metric_ordinal integer NOT NULL,
  sentence text NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT audit_finding_pkey PRIMARY KEY (id),
  CONSTRAINT audit_finding_severity CHECK ((severity = ANY (ARRAY['warn'::text, 'fail'::text]))),
  CONSTRAINT audit_finding_state CHECK ((state = ANY (ARRAY['new'::text, 'ongoing'::text, 'resolved'::text, 'accepted'::text])))
);
CREATE UNIQUE INDEX audit_finding_once ON verbatim.audit_finding USING btree (model_id, source, fingerprint);
COMMENT ON TABLE verbatim.audit_finding IS 'A problem with its life: found, found again, resolved, accepted for a while.';
COMMENT ON COLUMN verbatim.audit_finding.id IS 'Number of the finding.';
COMMENT ON COLUMN verbatim.audit_finding.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.audit_finding.source IS 'Source of the audits that look for it; empty: all.';
COMMENT ON COLUMN verbatim.audit_finding.fingerprint IS 'Name of the problem.';
COMMENT ON COLUMN verbatim.audit_finding.first_audit_id IS 'The audit that found it first.';
COMMENT ON COLUMN verbatim.audit_finding.last_audit_id IS 'The last one that found it.';
COMMENT ON COLUMN verbatim.audit_finding.audits_seen IS 'How many audits found it.';
COMMENT ON COLUMN verbatim.audit_finding.state IS 'new, ongoing, resolved or accepted.';
COMMENT ON COLUMN verbatim.audit_finding.severity IS 'warn or fail, in the last audit that found it.';
COMMENT ON COLUMN verbatim.audit_finding.metric_ordinal IS 'Its metric in the last audit that found it.';
COMMENT ON COLUMN verbatim.audit_finding.sentence IS 'What it says.';
COMMENT ON COLUMN verbatim.audit_finding.changed_at IS 'When an audit last wrote it.';

CREATE TABLE verbatim.audit_group (
  audit_id bigint NOT NULL,
  attribute text NOT NULL,
  group_key text NOT NULL,
  rows bigint DEFAULT 0 NOT NULL,
  labelled bigint DEFAULT 0 NOT NULL,
  share double precision,
  hidden_reason text,
  CONSTRAINT audit_group_audit_id_attribute_group_key_pk PRIMARY KEY (audit_id, attribute, group_key)
);
COMMENT ON TABLE verbatim.audit_group IS 'A group that an audit looked at.';
COMMENT ON COLUMN verbatim.audit_group.audit_id IS 'The audit.';
COMMENT ON COLUMN verbatim.audit_group.attribute IS 'Attribute, or two crossed.';
COMMENT ON COLUMN verbatim.audit_group.group_key IS 'Its level; (missing) where the feedback does not say, (other) small levels together.';
COMMENT ON COLUMN verbatim.audit_group.rows IS 'Feedback in the group.';
COMMENT ON COLUMN verbatim.audit_group.labelled IS 'Of them with a label by a person.';
COMMENT ON COLUMN verbatim.audit_group.share IS 'Of all rows, 0..1.';
COMMENT ON COLUMN verbatim.audit_group.hidden_reason IS 'Why no report shows it: small, complementary, all_same or differencing; null where one may.';

CREATE TABLE verbatim.audit_metric (
  audit_id bigint NOT NULL,
  ordinal integer NOT NULL,
  check_id text NOT NULL,
  metric text NOT NULL,
  task text NOT NULL,
  attribute text NOT NULL,
  group_key text NOT NULL,
  reference text NOT NULL,
  stratum text,
  scale text NOT NULL,
  value double precision,
  low double precision,
  high double precision,
  group_value double precision,
  reference_value double precision,
  difference double precision,
  difference_low double precision,
  difference_high double precision,
  group_rows bigint DEFAULT 0 NOT NULL,
  reference_rows bigint DEFAULT 0 NOT NULL,
  group_denominator bigint DEFAULT 0 NOT NULL,
  reference_denominator bigint DEFAULT 0 NOT NULL,
  effect double precision,
  effect_name text,
  test text,
  statistic double precision,
  p double precision,
  adjusted_p double precision,
  family text NOT NULL,
  family_size integer NOT NULL,
  warn_limit double precision NOT NULL,
  fail_limit double precision NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  rows_needed bigint,
  direction text NOT NULL,
  fingerprint text NOT NULL,
  hidden_reason text,
  sentence text NOT NULL,
  method jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT audit_metric_audit_id_ordinal_pk PRIMARY KEY (audit_id, ordinal),
  CONSTRAINT audit_metric_direction CHECK ((direction = ANY (ARRAY['higher'::text, 'lower'::text]))),
  CONSTRAINT audit_metric_scale CHECK ((scale = ANY (ARRAY['ratio'::text, 'difference'::text, 'distance'::text]))),
  CONSTRAINT audit_metric_status CHECK ((status = ANY (ARRAY['pass'::text, 'warn'::text, 'fail'::text, 'insufficient'::text])))
);
CREATE INDEX audit_metric_fingerprint ON verbatim.audit_metric USING btree (fingerprint);
COMMENT ON TABLE verbatim.audit_metric IS 'One metric of one group in one audit, judged.';
COMMENT ON COLUMN verbatim.audit_metric.audit_id IS 'The audit.';
COMMENT ON COLUMN verbatim.audit_metric.ordinal IS 'Place in the audit, from 0.';
COMMENT ON COLUMN verbatim.audit_metric.check_id IS 'O1 to O5, X1, L1 to L4, D1 to D4, C1 to C4; see docs/bias-audits.md.';
COMMENT ON COLUMN verbatim.audit_metric.metric IS 'What was measured.';
COMMENT ON COLUMN verbatim.audit_metric.task IS 'Output of the model: negative, positive, toxic, an emotion.';
COMMENT ON COLUMN verbatim.audit_metric.attribute IS 'Attribute; two crossed with & between; for swaps the axis.';
COMMENT ON COLUMN verbatim.audit_metric.group_key IS 'Its level; for swaps the term.';
COMMENT ON COLUMN verbatim.audit_metric.reference IS 'What it is compared with: (rest), a level, baseline, a term.';
COMMENT ON COLUMN verbatim.audit_metric.stratum IS 'Rating band or other stratum; null: none.';
COMMENT ON COLUMN verbatim.audit_metric.scale IS 'Unit of value and limits: ratio, difference or distance.';
COMMENT ON COLUMN verbatim.audit_metric.value IS 'The gap; null when it does not exist.';
COMMENT ON COLUMN verbatim.audit_metric.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN verbatim.audit_metric.high IS 'High end of it.';
COMMENT ON COLUMN verbatim.audit_metric.group_value IS 'Share, mean or AUC of the group.';
COMMENT ON COLUMN verbatim.audit_metric.reference_value IS 'The same of the reference.';
COMMENT ON COLUMN verbatim.audit_metric.difference IS 'The gap as a difference, where the scale is a ratio.';
COMMENT ON COLUMN verbatim.audit_metric.difference_low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN verbatim.audit_metric.difference_high IS 'High end of it.';
COMMENT ON COLUMN verbatim.audit_metric.group_rows IS 'Rows of the group.';
COMMENT ON COLUMN verbatim.audit_metric.reference_rows IS 'Rows of the reference.';
COMMENT ON COLUMN verbatim.audit_metric.group_denominator IS 'Rows that the groups rate is a share of.';
COMMENT ON COLUMN verbatim.audit_metric.reference_denominator IS 'The same of the reference.';
COMMENT ON COLUMN verbatim.audit_metric.effect IS 'Effect size without a unit.';
COMMENT ON COLUMN verbatim.audit_metric.effect_name IS 'Its name, such as Cohens h.';
COMMENT ON COLUMN verbatim.audit_metric.test IS 'The test of no effect.';
COMMENT ON COLUMN verbatim.audit_metric.statistic IS 'Its statistic.';
COMMENT ON COLUMN verbatim.audit_metric.p IS 'Its p, unadjusted.';
COMMENT ON COLUMN verbatim.audit_metric.adjusted_p IS 'p adjusted over the family (Benjamini and Hochberg 1995).';
COMMENT ON COLUMN verbatim.audit_metric.family IS 'What was adjusted together.';
COMMENT ON COLUMN verbatim.audit_metric.family_size IS 'How many tests that were.';
COMMENT ON COLUMN verbatim.audit_metric.warn_limit IS 'Beyond it a shown effect warns.';
COMMENT ON COLUMN verbatim.audit_metric.fail_limit IS 'Beyond it a shown effect fails.';
COMMENT ON COLUMN verbatim.audit_metric.status IS 'pass, warn, fail or insufficient.';
COMMENT ON COLUMN verbatim.audit_metric.reason IS 'Why that status.';
COMMENT ON COLUMN verbatim.audit_metric.rows_needed IS 'Rows in the group that would decide; null where it is not known.';
COMMENT ON COLUMN verbatim.audit_metric.direction IS 'Which way the group differs: higher or lower.';
COMMENT ON COLUMN verbatim.audit_metric.fingerprint IS 'Name of the problem, the same in every nightly run.';
COMMENT ON COLUMN verbatim.audit_metric.hidden_reason IS 'Why no report shows its numbers; null where one may.';
COMMENT ON COLUMN verbatim.audit_metric.sentence IS 'What it says.';
COMMENT ON COLUMN verbatim.audit_metric.method IS 'Seeds and resamples, to compute it again.';

CREATE TABLE verbatim.audit_pair (
  audit_id bigint NOT NULL,
  ordinal integer NOT NULL,
  axis text NOT NULL,
  template_id bigint,
  feedback_id bigint,
  term_id bigint,
  baseline_id bigint,
  skip_reason text,
  CONSTRAINT audit_pair_audit_id_ordinal_pk PRIMARY KEY (audit_id, ordinal),
  CONSTRAINT audit_pair_source CHECK ((num_nonnulls(template_id, feedback_id) = 1))
);
CREATE INDEX audit_pair_feedback ON verbatim.audit_pair USING btree (feedback_id);
COMMENT ON TABLE verbatim.audit_pair IS 'Two readings of one sentence or comment in an audit of swaps; deleted with the audit.';
COMMENT ON COLUMN verbatim.audit_pair.audit_id IS 'The audit.';
COMMENT ON COLUMN verbatim.audit_pair.ordinal IS 'Place in it, from 0.';
COMMENT ON COLUMN verbatim.audit_pair.axis IS 'What was exchanged, as in the metrics: gender (en), gender (feedback).';
COMMENT ON COLUMN verbatim.audit_pair.template_id IS 'The sentence; null for a comment.';
COMMENT ON COLUMN verbatim.audit_pair.feedback_id IS 'The comment; null for a sentence. Its text is not copied.';
COMMENT ON COLUMN verbatim.audit_pair.term_id IS 'The word that is put in; null where nothing was exchanged.';
COMMENT ON COLUMN verbatim.audit_pair.baseline_id IS 'The word it is compared with; likewise.';
COMMENT ON COLUMN verbatim.audit_pair.skip_reason IS 'Why it was left out; null: it counts.';

CREATE TABLE verbatim.audit_pair_score (
  audit_id bigint NOT NULL,
  ordinal integer NOT NULL,
  side text NOT NULL,
  label text NOT NULL,
  negative real NOT NULL,
  positive real NOT NULL,
  toxicity real,
  CONSTRAINT audit_pair_score_audit_id_ordinal_side_pk PRIMARY KEY (audit_id, ordinal, side),
  CONSTRAINT audit_pair_score_side CHECK ((side = ANY (ARRAY['term'::text, 'baseline'::text])))
);
COMMENT ON TABLE verbatim.audit_pair_score IS 'What the model says of one side of a pair.';
COMMENT ON COLUMN verbatim.audit_pair_score.audit_id IS 'The audit.';
COMMENT ON COLUMN verbatim.audit_pair_score.ordinal IS 'The pair.';
COMMENT ON COLUMN verbatim.audit_pair_score.side IS 'term or baseline.';
COMMENT ON COLUMN verbatim.audit_pair_score.label IS 'Sentiment.';
COMMENT ON COLUMN verbatim.audit_pair_score.negative IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.audit_pair_score.positive IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.audit_pair_score.toxicity IS 'Probability, 0..1; null where the model does not tell.';

CREATE TABLE verbatim.audit_policy (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  sha256 text NOT NULL,
  document jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  nightly boolean DEFAULT false NOT NULL,
  CONSTRAINT audit_policy_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX audit_policy_nightly ON verbatim.audit_policy USING btree (nightly) WHERE nightly;
CREATE UNIQUE INDEX audit_policy_sha256 ON verbatim.audit_policy USING btree (sha256);
COMMENT ON TABLE verbatim.audit_policy IS 'A policy that an audit ran under: thresholds, attributes, seeds.';
COMMENT ON COLUMN verbatim.audit_policy.id IS 'Number of the policy.';
COMMENT ON COLUMN verbatim.audit_policy.sha256 IS 'SHA-256 of the document, keys in order.';
COMMENT ON COLUMN verbatim.audit_policy.document IS 'The policy with its defaults filled in.';
COMMENT ON COLUMN verbatim.audit_policy.created_at IS 'When it was used first.';
COMMENT ON COLUMN verbatim.audit_policy.nightly IS 'Whether nightly runs are audited by it; one policy at most.';

CREATE TABLE verbatim.audit_template (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  name text NOT NULL,
  language text NOT NULL,
  version integer NOT NULL,
  role text NOT NULL,
  polarity text NOT NULL,
  form text NOT NULL,
  frame text NOT NULL,
  sha256 text NOT NULL,
  licence text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  domain text NOT NULL,
  CONSTRAINT audit_template_pkey PRIMARY KEY (id),
  CONSTRAINT audit_template_domain CHECK ((domain = ANY (ARRAY['delivery'::text, 'product'::text, 'service'::text, 'online'::text, 'billing'::text, 'food'::text, 'travel'::text, 'premises'::text, 'unknown'::text]))),
  CONSTRAINT audit_template_form CHECK ((form = ANY (ARRAY['singular'::text, 'plural'::text])))
);
CREATE UNIQUE INDEX audit_template_once ON verbatim.audit_template USING btree (name, version, sha256);
COMMENT ON TABLE verbatim.audit_template IS 'A test sentence of the swaps, with a place for a person; our own text. One row for each wording that an audit has asked.';
COMMENT ON COLUMN verbatim.audit_template.id IS 'Number of the wording.';
COMMENT ON COLUMN verbatim.audit_template.name IS 'Language, role, polarity and place in the sheet, such as en.author.negative.3.';
COMMENT ON COLUMN verbatim.audit_template.language IS 'ISO 639-1.';
COMMENT ON COLUMN verbatim.audit_template.version IS 'Of the sheet of sentences.';
COMMENT ON COLUMN verbatim.audit_template.role IS 'author, served, serving or addressee: how the person appears.';
COMMENT ON COLUMN verbatim.audit_template.polarity IS 'negative, neutral or positive: what it says.';
COMMENT ON COLUMN verbatim.audit_template.form IS 'singular or plural: how many people.';
COMMENT ON COLUMN verbatim.audit_template.frame IS 'The sentence; braces hold the person.';
COMMENT ON COLUMN verbatim.audit_template.sha256 IS 'Of the frame.';
COMMENT ON COLUMN verbatim.audit_template.licence IS 'CC0-1.0.';
COMMENT ON COLUMN verbatim.audit_template.created_at IS 'When an audit asked it first.';
COMMENT ON COLUMN verbatim.audit_template.domain IS 'What it is about: delivery, product, service, online, billing, food, travel or premises; unknown: asked before sentences had one, and not since.';

CREATE TABLE verbatim.audit_term (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  language text NOT NULL,
  axis text NOT NULL,
  term text NOT NULL,
  is_baseline boolean NOT NULL,
  version integer NOT NULL,
  words jsonb NOT NULL,
  sha256 text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT audit_term_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX audit_term_once ON verbatim.audit_term USING btree (language, axis, term, is_baseline, version, sha256);
COMMENT ON TABLE verbatim.audit_term IS 'A word for a person that swaps exchange, or the one it is compared with.';
COMMENT ON COLUMN verbatim.audit_term.id IS 'Number of the word.';
COMMENT ON COLUMN verbatim.audit_term.language IS 'ISO 639-1.';
COMMENT ON COLUMN verbatim.audit_term.axis IS 'What it is a word of: gender, origin, placebo, …';
COMMENT ON COLUMN verbatim.audit_term.term IS 'Its name in results.';
COMMENT ON COLUMN verbatim.audit_term.is_baseline IS 'Whether others are compared with it.';
COMMENT ON COLUMN verbatim.audit_term.version IS 'Of the list of words.';
COMMENT ON COLUMN verbatim.audit_term.words IS 'Its forms: adjective, noun, plural, …';
COMMENT ON COLUMN verbatim.audit_term.sha256 IS 'Of the forms, keys in order.';
COMMENT ON COLUMN verbatim.audit_term.created_at IS 'When an audit used it first.';

CREATE TABLE verbatim.audit_waiver (
  fingerprint text NOT NULL,
  reason text NOT NULL,
  by_whom text NOT NULL,
  until timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  model_hash text DEFAULT ''::text NOT NULL,
  CONSTRAINT audit_waiver_fingerprint_model_hash_pk PRIMARY KEY (fingerprint, model_hash)
);
COMMENT ON TABLE verbatim.audit_waiver IS 'Someone accepts a finding until a date; then it counts again.';
COMMENT ON COLUMN verbatim.audit_waiver.fingerprint IS 'The problem.';
COMMENT ON COLUMN verbatim.audit_waiver.reason IS 'Why it is accepted.';
COMMENT ON COLUMN verbatim.audit_waiver.by_whom IS 'Who accepts it.';
COMMENT ON COLUMN verbatim.audit_waiver.until IS 'Last moment on which it is accepted.';
COMMENT ON COLUMN verbatim.audit_waiver.created_at IS 'When it was accepted.';
COMMENT ON COLUMN verbatim.audit_waiver.model_hash IS 'Model that it is accepted for, SHA-256; empty: whatever model has it.';

CREATE TABLE verbatim.definition (
  name text NOT NULL,
  hash text NOT NULL,
  stored text NOT NULL,
  server integer NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT definition_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.definition IS 'Views and functions as this database has had them from migrations/views/: a changed file is applied again, and a definition that was changed by hand is restored.';
COMMENT ON COLUMN verbatim.definition.name IS 'Schema and name.';
COMMENT ON COLUMN verbatim.definition.hash IS 'SHA-256 of its file.';
COMMENT ON COLUMN verbatim.definition.stored IS 'MD5 of what the server wrote when asked for it, just after it was applied.';
COMMENT ON COLUMN verbatim.definition.server IS 'server_version_num of that server: another may write the same definition in other words.';
COMMENT ON COLUMN verbatim.definition.applied_at IS 'When it was applied.';

CREATE TABLE verbatim.derived_attribute (
  name text NOT NULL,
  from_attribute text NOT NULL,
  cuts double precision[],
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT derived_attribute_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.derived_attribute IS 'An attribute that audits and reports know by another name, or in bands: verbatim attribute.';
COMMENT ON COLUMN verbatim.derived_attribute.name IS 'Name to be used with --by.';
COMMENT ON COLUMN verbatim.derived_attribute.from_attribute IS 'Column of the file that it is made of.';
COMMENT ON COLUMN verbatim.derived_attribute.cuts IS 'Lowest value of each band but the first, ascending; null where it is only another name.';
COMMENT ON COLUMN verbatim.derived_attribute.created_at IS 'When it was defined.';

CREATE TABLE verbatim.digest (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  hash text NOT NULL,
  period text NOT NULL,
  first_day date,
  last_day date,
  grouped_by text[] NOT NULL,
  model_id integer NOT NULL,
  run_id bigint,
  content jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  delivered_at timestamp with time zone,
  CONSTRAINT digest_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX digest_hash ON verbatim.digest USING btree (hash);
COMMENT ON TABLE verbatim.digest IS 'Summaries of periods as they were put together; the same rows and model give the same one, which is stored once.';
COMMENT ON COLUMN verbatim.digest.id IS 'Number of the digest.';
COMMENT ON COLUMN verbatim.digest.hash IS 'SHA-256 of its content, without what a writer made of it, hexadecimal.';
COMMENT ON COLUMN verbatim.digest.period IS 'day, week, month, all, or its first and last day.';
COMMENT ON COLUMN verbatim.digest.first_day IS 'First day, UTC; null: from the beginning.';
COMMENT ON COLUMN verbatim.digest.last_day IS 'Last day, UTC, included; null: no end.';
COMMENT ON COLUMN verbatim.digest.grouped_by IS 'What it is broken down by: source or attributes.';
COMMENT ON COLUMN verbatim.digest.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.digest.run_id IS 'The nightly run that made it; null when made by hand.';
COMMENT ON COLUMN verbatim.digest.content IS 'All that it says: figures, themes, quotes with feedback id and offsets.';
COMMENT ON COLUMN verbatim.digest.created_at IS 'When it was first made.';
COMMENT ON COLUMN verbatim.digest.delivered_at IS 'When the webhook took it; null when there is none or it did not.';

CREATE TABLE verbatim.digest_quote (
  digest_id bigint NOT NULL,
  place integer NOT NULL,
  feedback_id bigint NOT NULL,
  document_id bigint NOT NULL,
  start_offset integer NOT NULL,
  end_offset integer NOT NULL,
  quote text NOT NULL,
  CONSTRAINT digest_quote_digest_id_place_pk PRIMARY KEY (digest_id, place)
);
CREATE INDEX digest_quote_document ON verbatim.digest_quote USING btree (document_id);
COMMENT ON TABLE verbatim.digest_quote IS 'Quotes of digests. Postgres refuses one that is not, byte for byte, what stands in its comment.';
COMMENT ON COLUMN verbatim.digest_quote.digest_id IS 'The digest.';
COMMENT ON COLUMN verbatim.digest_quote.place IS 'From 1, in the order of the digest.';
COMMENT ON COLUMN verbatim.digest_quote.feedback_id IS 'The feedback that said it.';
COMMENT ON COLUMN verbatim.digest_quote.document_id IS 'Its text as it was then.';
COMMENT ON COLUMN verbatim.digest_quote.start_offset IS 'Begin in the text, in Unicode code points.';
COMMENT ON COLUMN verbatim.digest_quote.end_offset IS 'End, exclusive.';
COMMENT ON COLUMN verbatim.digest_quote.quote IS 'What stands there.';

CREATE TABLE verbatim.document (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  hash bytea NOT NULL,
  text text NOT NULL,
  characters integer NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  language text,
  language_confidence real,
  CONSTRAINT document_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX document_hash ON verbatim.document USING btree (hash);
COMMENT ON TABLE verbatim.document IS 'One distinct text. Models run over documents: ten thousand rows that say the same are one.';
COMMENT ON COLUMN verbatim.document.id IS 'Number of the document; queue jobs carry ranges of it.';
COMMENT ON COLUMN verbatim.document.hash IS 'SHA-256 of the text in UTF-8, 32 bytes.';
COMMENT ON COLUMN verbatim.document.text IS 'The text: Unicode NFC, outer white space trimmed, case kept. Every stored offset points into it.';
COMMENT ON COLUMN verbatim.document.characters IS 'Length in Unicode code points.';
COMMENT ON COLUMN verbatim.document.created_at IS 'When it was first seen.';
COMMENT ON COLUMN verbatim.document.language IS 'Language of the text as detected (ISO 639-1); null when it was not looked at or is too short to tell.';
COMMENT ON COLUMN verbatim.document.language_confidence IS 'How like that language it is, 0..1, as the detector counts.';

CREATE TABLE verbatim.document_left (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  document_id bigint NOT NULL,
  CONSTRAINT document_left_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE verbatim.document_left IS 'Documents that a feedback had and has no more: each may be one that nobody says. All others somebody says.';
COMMENT ON COLUMN verbatim.document_left.id IS 'Number of the note.';
COMMENT ON COLUMN verbatim.document_left.document_id IS 'The document.';

CREATE TABLE verbatim.document_words (
  document_id bigint NOT NULL,
  words tsvector NOT NULL,
  CONSTRAINT document_words_pkey PRIMARY KEY (document_id)
);
CREATE INDEX document_words_words ON verbatim.document_words USING gin (words);
COMMENT ON TABLE verbatim.document_words IS 'Words of each analysed text, for search by words. Written with the analysis; a nightly run adds what is missing.';
COMMENT ON COLUMN verbatim.document_words.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.document_words.words IS 'Its words as Postgres stems them in its language; words as they are, where Postgres has no rules for the language.';

CREATE TABLE verbatim.entity (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  ordinal integer NOT NULL,
  label text NOT NULL,
  score real NOT NULL,
  start_offset integer NOT NULL,
  end_offset integer NOT NULL,
  CONSTRAINT entity_document_id_model_id_ordinal_pk PRIMARY KEY (document_id, model_id, ordinal),
  CONSTRAINT entity_offsets CHECK (((0 <= start_offset) AND (start_offset <= end_offset)))
);
CREATE INDEX entity_label ON verbatim.entity USING btree (model_id, label);
COMMENT ON TABLE verbatim.entity IS 'Spans of a document that a token classification model names.';
COMMENT ON COLUMN verbatim.entity.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.entity.model_id IS 'The model that found it.';
COMMENT ON COLUMN verbatim.entity.ordinal IS 'Its place among the entities of the document, from 0.';
COMMENT ON COLUMN verbatim.entity.label IS 'What it is, as the model says: PER, ORG …';
COMMENT ON COLUMN verbatim.entity.score IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.entity.start_offset IS 'Offset into the document''s text in Unicode code points, from 0.';
COMMENT ON COLUMN verbatim.entity.end_offset IS 'Where it ends, exclusive.';

CREATE TABLE verbatim.erasure (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  selected_by text NOT NULL,
  source text,
  reason text DEFAULT 'request'::text NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  documents bigint DEFAULT 0 NOT NULL,
  proof jsonb,
  requested_by text,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT erasure_pkey PRIMARY KEY (id),
  CONSTRAINT erasure_reason CHECK ((reason = ANY (ARRAY['request'::text, 'retention'::text]))),
  CONSTRAINT erasure_selected_by CHECK ((selected_by = ANY (ARRAY['author'::text, 'id'::text, 'source'::text, 'match'::text, 'age'::text]))),
  CONSTRAINT erasure_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
COMMENT ON TABLE verbatim.erasure IS 'What was erased on request or by age, and the proof that nothing is left of it.';
COMMENT ON COLUMN verbatim.erasure.id IS 'Number of the erasure.';
COMMENT ON COLUMN verbatim.erasure.selected_by IS 'author, id, source, match (a file of rows) or age; never the value itself.';
COMMENT ON COLUMN verbatim.erasure.source IS 'The source that it was limited to; null: all.';
COMMENT ON COLUMN verbatim.erasure.reason IS 'request or retention.';
COMMENT ON COLUMN verbatim.erasure.status IS 'running, done, or failed: the proof found something.';
COMMENT ON COLUMN verbatim.erasure.feedback IS 'Comments deleted.';
COMMENT ON COLUMN verbatim.erasure.documents IS 'Texts deleted: no other comment has them.';
COMMENT ON COLUMN verbatim.erasure.proof IS 'Rows of each table before and after, each column that was searched, and in how many of its rows something was found. Never a text.';
COMMENT ON COLUMN verbatim.erasure.requested_by IS 'Who ran it: role of the database, or name of the key; null: the nightly run.';
COMMENT ON COLUMN verbatim.erasure.started_at IS 'When it began.';
COMMENT ON COLUMN verbatim.erasure.finished_at IS 'When it ended; null: it runs, or was interrupted.';

CREATE TABLE verbatim.erasure_part (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  erasure_id bigint NOT NULL,
  kind text NOT NULL,
  key_ordinal integer NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT erasure_part_pkey PRIMARY KEY (id),
  CONSTRAINT erasure_part_kind CHECK ((kind = ANY (ARRAY['selector'::text, 'words'::text])))
);
CREATE INDEX erasure_part_erasure ON verbatim.erasure_part USING btree (erasure_id);
COMMENT ON TABLE verbatim.erasure_part IS 'While an erasure runs: what it selects and what its proof searches for, encrypted. Deleted when it ends.';
COMMENT ON COLUMN verbatim.erasure_part.id IS 'Number of the part.';
COMMENT ON COLUMN verbatim.erasure_part.erasure_id IS 'The erasure.';
COMMENT ON COLUMN verbatim.erasure_part.kind IS 'selector: authors, ids or texts as asked for; words: texts, ids and pseudonyms of deleted rows.';
COMMENT ON COLUMN verbatim.erasure_part.key_ordinal IS 'The key (privacy_key).';
COMMENT ON COLUMN verbatim.erasure_part.sealed IS 'AES-256-GCM: 12 bytes nonce, JSON, 16 bytes tag.';

CREATE TABLE verbatim.failure (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  run_id bigint NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT failure_document_id_model_id_pk PRIMARY KEY (document_id, model_id)
);
COMMENT ON TABLE verbatim.failure IS 'Documents that a model could not judge: set aside with a reason, the rest goes on.';
COMMENT ON COLUMN verbatim.failure.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.failure.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.failure.run_id IS 'The run that set it aside.';
COMMENT ON COLUMN verbatim.failure.code IS 'Reason code (docs/when-things-fail.md).';
COMMENT ON COLUMN verbatim.failure.message IS 'The reason in words; never holds feedback.';
COMMENT ON COLUMN verbatim.failure.created_at IS 'When it was recorded.';

CREATE TABLE verbatim.feedback (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  source text NOT NULL,
  identity uuid NOT NULL,
  fingerprint uuid NOT NULL,
  external_id text,
  document_id bigint,
  raw_text text,
  occurred_at timestamp with time zone,
  rating double precision,
  language text,
  author text,
  attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT feedback_pkey PRIMARY KEY (id)
);
CREATE INDEX feedback_author ON verbatim.feedback USING btree (author, id) WHERE (author IS NOT NULL);
CREATE INDEX feedback_created_at ON verbatim.feedback USING brin (created_at);
CREATE INDEX feedback_document ON verbatim.feedback USING btree (document_id);
CREATE UNIQUE INDEX feedback_identity ON verbatim.feedback USING btree (source, identity);
CREATE INDEX feedback_import ON verbatim.feedback USING btree (import_id);
CREATE INDEX feedback_occurred_at ON verbatim.feedback USING btree (occurred_at);
CREATE INDEX feedback_undated ON verbatim.feedback USING btree (created_at) WHERE (occurred_at IS NULL);
COMMENT ON TABLE verbatim.feedback IS 'One customer comment with its metadata.';
COMMENT ON COLUMN verbatim.feedback.id IS 'Number of the feedback.';
COMMENT ON COLUMN verbatim.feedback.import_id IS 'The import that stored it.';
COMMENT ON COLUMN verbatim.feedback.line IS 'Physical line of the file on which the row starts, from 1.';
COMMENT ON COLUMN verbatim.feedback.source IS 'Name of where it comes from.';
COMMENT ON COLUMN verbatim.feedback.identity IS '128 bits of SHA-256 over the external id, or over the fingerprint and its ordinal among equal rows of the file. Unique per source.';
COMMENT ON COLUMN verbatim.feedback.fingerprint IS '128 bits of SHA-256 over the whole row: tells a changed row from a repeated one.';
COMMENT ON COLUMN verbatim.feedback.external_id IS 'The customer''s own id of the row, when the file has one.';
COMMENT ON COLUMN verbatim.feedback.document_id IS 'Its text; null when the row has none.';
COMMENT ON COLUMN verbatim.feedback.raw_text IS 'The cell as it came, when normalisation changed it; else null.';
COMMENT ON COLUMN verbatim.feedback.occurred_at IS 'When the customer wrote it; null when unknown.';
COMMENT ON COLUMN verbatim.feedback.rating IS 'Stars or score as given, on the customer''s own scale; null when none.';
COMMENT ON COLUMN verbatim.feedback.language IS 'As given in the file; never guessed here.';
COMMENT ON COLUMN verbatim.feedback.author IS 'Pseudonym of the author: keyed hash (a, number of keys, 128 bits). Anything else is a name as given, from before version 0.4.';
COMMENT ON COLUMN verbatim.feedback.attributes IS 'Every other column of the row: {"header": "value"}; empty cells left out.';
COMMENT ON COLUMN verbatim.feedback.created_at IS 'When it was stored.';

CREATE TABLE verbatim.feedback_change (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  feedback_id bigint NOT NULL,
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  old_document_id bigint,
  new_document_id bigint,
  old_values jsonb NOT NULL,
  new_values jsonb NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  old_fingerprint uuid,
  CONSTRAINT feedback_change_pkey PRIMARY KEY (id)
);
CREATE INDEX feedback_change_feedback ON verbatim.feedback_change USING btree (feedback_id);
CREATE INDEX feedback_change_import ON verbatim.feedback_change USING btree (import_id);
CREATE INDEX feedback_change_new_document ON verbatim.feedback_change USING btree (new_document_id);
CREATE INDEX feedback_change_old_document ON verbatim.feedback_change USING btree (old_document_id);
COMMENT ON TABLE verbatim.feedback_change IS 'What a later file changed in a feedback that was stored: one row a change, oldest first.';
COMMENT ON COLUMN verbatim.feedback_change.id IS 'Number of the change.';
COMMENT ON COLUMN verbatim.feedback_change.feedback_id IS 'The feedback; its row has the new values.';
COMMENT ON COLUMN verbatim.feedback_change.import_id IS 'The import that brought the change.';
COMMENT ON COLUMN verbatim.feedback_change.line IS 'Physical line of that import''s file, from 1.';
COMMENT ON COLUMN verbatim.feedback_change.old_document_id IS 'Its text before; null when it had none.';
COMMENT ON COLUMN verbatim.feedback_change.new_document_id IS 'Its text after; null when it has none.';
COMMENT ON COLUMN verbatim.feedback_change.old_values IS 'Values before of the columns that changed, by column name of feedback.';
COMMENT ON COLUMN verbatim.feedback_change.new_values IS 'Values after of the same columns.';
COMMENT ON COLUMN verbatim.feedback_change.changed_at IS 'When it was recorded.';
COMMENT ON COLUMN verbatim.feedback_change.old_fingerprint IS 'Fingerprint of the row before the change; null: changed by a version that did not keep it.';

CREATE TABLE verbatim.former_source (
  source text NOT NULL,
  name text NOT NULL,
  CONSTRAINT former_source_source_name_pk PRIMARY KEY (source, name)
);
COMMENT ON TABLE verbatim.former_source IS 'Names that sources had, or that sources merged into them had: tombstones of ids are made with them.';
COMMENT ON COLUMN verbatim.former_source.source IS 'The source, by its present name.';
COMMENT ON COLUMN verbatim.former_source.name IS 'A name that it had.';

CREATE TABLE verbatim.handled (
  feedback_id bigint NOT NULL,
  note text,
  handled_by text NOT NULL,
  handled_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT handled_pkey PRIMARY KEY (feedback_id),
  CONSTRAINT handled_note CHECK (((char_length(note) >= 1) AND (char_length(note) <= 2000)))
);
COMMENT ON TABLE verbatim.handled IS 'Comments that somebody has seen to.';
COMMENT ON COLUMN verbatim.handled.feedback_id IS 'The comment.';
COMMENT ON COLUMN verbatim.handled.note IS 'What was done, in the words of who did it; null: nothing was said.';
COMMENT ON COLUMN verbatim.handled.handled_by IS 'Name of the API key, or of who ran the command.';
COMMENT ON COLUMN verbatim.handled.handled_at IS 'When it was last marked.';

CREATE TABLE verbatim.import (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  source text NOT NULL,
  file_name text NOT NULL,
  encoding text NOT NULL,
  delimiter text NOT NULL,
  mapping jsonb NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  read bigint DEFAULT 0 NOT NULL,
  accepted bigint DEFAULT 0 NOT NULL,
  duplicates bigint DEFAULT 0 NOT NULL,
  rejected bigint DEFAULT 0 NOT NULL,
  without_text bigint DEFAULT 0 NOT NULL,
  new_documents bigint DEFAULT 0 NOT NULL,
  committed_line bigint DEFAULT 0 NOT NULL,
  error_code text,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  layout jsonb DEFAULT '{}'::jsonb NOT NULL,
  changed bigint DEFAULT 0 NOT NULL,
  upload_id uuid,
  undone_at timestamp with time zone,
  rating_scale jsonb,
  erased bigint DEFAULT 0 NOT NULL,
  masked jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT import_pkey PRIMARY KEY (id),
  CONSTRAINT import_counts CHECK ((read = ((((accepted + duplicates) + changed) + rejected) + erased))),
  CONSTRAINT import_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'interrupted'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX import_running ON verbatim.import USING btree (id) WHERE (status = 'running'::text);
CREATE INDEX import_upload ON verbatim.import USING btree (upload_id);
COMMENT ON TABLE verbatim.import IS 'One file or upload that was read.';
COMMENT ON COLUMN verbatim.import.id IS 'Number of the import.';
COMMENT ON COLUMN verbatim.import.source IS 'Name of where the feedback comes from; part of a row''s identity.';
COMMENT ON COLUMN verbatim.import.file_name IS 'Base name of the file; stdin for a stream.';
COMMENT ON COLUMN verbatim.import.encoding IS 'Encoding the bytes were read in (WHATWG name).';
COMMENT ON COLUMN verbatim.import.delimiter IS 'Field separator.';
COMMENT ON COLUMN verbatim.import.mapping IS 'Which column holds which field: {"text": "Review Text", ...}.';
COMMENT ON COLUMN verbatim.import.status IS 'running; done; failed; interrupted; undoing: verbatim import undo has begun to take it back; undone: it was taken back, its counts stay.';
COMMENT ON COLUMN verbatim.import.read IS 'Rows read so far = accepted + duplicates + changed + rejected.';
COMMENT ON COLUMN verbatim.import.accepted IS 'Rows stored by this import.';
COMMENT ON COLUMN verbatim.import.duplicates IS 'Rows that were already stored.';
COMMENT ON COLUMN verbatim.import.rejected IS 'Rows that could not be taken; see reject.';
COMMENT ON COLUMN verbatim.import.without_text IS 'Accepted rows whose text is empty or blank: stored, not analysed.';
COMMENT ON COLUMN verbatim.import.new_documents IS 'Distinct texts that no earlier row had.';
COMMENT ON COLUMN verbatim.import.committed_line IS 'Last physical line of the file that is committed.';
COMMENT ON COLUMN verbatim.import.error_code IS 'Code of the error that ended it (docs/errors.md).';
COMMENT ON COLUMN verbatim.import.started_at IS 'When it began.';
COMMENT ON COLUMN verbatim.import.finished_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN verbatim.import.layout IS 'How the file was read: format, header, quotes, columns that were ignored, date order, time zone, decimal sign.';
COMMENT ON COLUMN verbatim.import.changed IS 'Rows that were stored with other content; see feedback_change.';
COMMENT ON COLUMN verbatim.import.upload_id IS 'Upload that brought the file; null for the command line. One that was interrupted has several imports: the last one read the file to its end.';
COMMENT ON COLUMN verbatim.import.undone_at IS 'When verbatim import undo had taken it back; null: it was not.';
COMMENT ON COLUMN verbatim.import.rating_scale IS 'Scale of its ratings: low, high, inverted (low is best), nps (asks to recommend), by (what told it); {"unknown": true}: none was found; null: no ratings, or imported by a version that did not look. That of the last import of a source is the scale of the source.';
COMMENT ON COLUMN verbatim.import.erased IS 'Rows that were not stored: their author, id or content was erased.';
COMMENT ON COLUMN verbatim.import.masked IS 'Parts of its rows that were masked, by kind.';

CREATE TABLE verbatim.installation (
  id uuid NOT NULL,
  keyed_at timestamp with time zone,
  version text,
  CONSTRAINT installation_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE verbatim.installation IS 'One row: what tells this installation from others that share its Redis.';
COMMENT ON COLUMN verbatim.installation.id IS 'Random, made once by the migration.';
COMMENT ON COLUMN verbatim.installation.keyed_at IS 'When the first key of the HTTP server was made; null: never. From then on nobody is answered without a key.';
COMMENT ON COLUMN verbatim.installation.version IS 'The newest Verbatim that changed this schema: an older one refuses to work with it.';

CREATE TABLE verbatim.kept_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  kept_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT kept_day_source_day_dated_pk PRIMARY KEY (source, day, dated)
);
COMMENT ON TABLE verbatim.kept_day IS 'Days of a source whose comments retention deleted. Their roll-ups stay as they were counted, also in a rebuild.';
COMMENT ON COLUMN verbatim.kept_day.day IS 'The day, UTC.';
COMMENT ON COLUMN verbatim.kept_day.dated IS 'As in rollup_day: false for comments without a time, which count on the day on which they were stored.';
COMMENT ON COLUMN verbatim.kept_day.source IS 'The source.';
COMMENT ON COLUMN verbatim.kept_day.kept_at IS 'When its first comments were deleted.';

CREATE TABLE verbatim.label (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  feedback_id bigint NOT NULL,
  task text NOT NULL,
  value text NOT NULL,
  labeller text NOT NULL,
  imported_from text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  document_id bigint,
  start_offset integer,
  end_offset integer,
  model_id integer,
  model_value text,
  reason text,
  CONSTRAINT label_pkey PRIMARY KEY (id),
  CONSTRAINT label_of_sentence CHECK (((start_offset IS NULL) OR (document_id IS NOT NULL))),
  CONSTRAINT label_offsets CHECK (((num_nulls(start_offset, end_offset) = ANY (ARRAY[0, 2])) AND (start_offset < end_offset))),
  CONSTRAINT label_reason CHECK ((length(reason) <= 2000))
);
CREATE INDEX label_document ON verbatim.label USING btree (document_id);
CREATE UNIQUE INDEX label_once ON verbatim.label USING btree (feedback_id, task, labeller, COALESCE(start_offset, '-1'::integer));
COMMENT ON TABLE verbatim.label IS 'What people and rules say about a comment or a sentence, beside the answers of models: label next, label import, label rules.';
COMMENT ON COLUMN verbatim.label.id IS 'Number of the label.';
COMMENT ON COLUMN verbatim.label.feedback_id IS 'The feedback.';
COMMENT ON COLUMN verbatim.label.task IS 'sentiment, toxicity, an emotion as "emotion NAME", or a topic as "topic ID".';
COMMENT ON COLUMN verbatim.label.value IS 'negative, neutral, positive or mixed; for the other tasks yes or no.';
COMMENT ON COLUMN verbatim.label.labeller IS 'Pseudonym of the person; "rule NAME" for a rule.';
COMMENT ON COLUMN verbatim.label.imported_from IS 'page, http, terminal, rule NAME, label-studio, argilla, or base name of the file it came in.';
COMMENT ON COLUMN verbatim.label.created_at IS 'When it was stored first.';
COMMENT ON COLUMN verbatim.label.changed_at IS 'When its value was stored last.';
COMMENT ON COLUMN verbatim.label.document_id IS 'Text that the person read; null for labels of a file.';
COMMENT ON COLUMN verbatim.label.start_offset IS 'Start of the sentence that is labelled, in code points of the text; null: the comment as a whole.';
COMMENT ON COLUMN verbatim.label.end_offset IS 'End of that sentence, exclusive.';
COMMENT ON COLUMN verbatim.label.model_id IS 'Model whose answer was shown beside the text, on random rows only after the label; null: none.';
COMMENT ON COLUMN verbatim.label.model_value IS 'That answer.';
COMMENT ON COLUMN verbatim.label.reason IS 'Why the person chose it, in their own words.';

CREATE TABLE verbatim.label_change (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  feedback_id bigint NOT NULL,
  task text NOT NULL,
  labeller text NOT NULL,
  start_offset integer,
  former_value text,
  value text,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  changed_from text NOT NULL,
  former jsonb,
  undone_at timestamp with time zone,
  CONSTRAINT label_change_pkey PRIMARY KEY (id),
  CONSTRAINT label_change_differs CHECK ((former_value IS DISTINCT FROM value))
);
CREATE INDEX label_change_feedback ON verbatim.label_change USING btree (feedback_id);
CREATE INDEX label_change_labeller ON verbatim.label_change USING btree (labeller, id);
COMMENT ON TABLE verbatim.label_change IS 'What people changed of their labels, oldest first: for undo, and to show who said what when.';
COMMENT ON COLUMN verbatim.label_change.id IS 'Number of the change.';
COMMENT ON COLUMN verbatim.label_change.feedback_id IS 'Comment that is labelled.';
COMMENT ON COLUMN verbatim.label_change.task IS 'As label.task.';
COMMENT ON COLUMN verbatim.label_change.labeller IS 'Who changed it.';
COMMENT ON COLUMN verbatim.label_change.start_offset IS 'As label.start_offset.';
COMMENT ON COLUMN verbatim.label_change.former_value IS 'Label before; null: there was none.';
COMMENT ON COLUMN verbatim.label_change.value IS 'Label since; null: it was withdrawn.';
COMMENT ON COLUMN verbatim.label_change.changed_at IS 'When.';
COMMENT ON COLUMN verbatim.label_change.changed_from IS 'As label.imported_from: what the person changed it by.';
COMMENT ON COLUMN verbatim.label_change.former IS 'The label before, all columns, to undo the change; null: there was none.';
COMMENT ON COLUMN verbatim.label_change.undone_at IS 'When its labeller undid it: the label is the former one again; null: it was not undone.';

CREATE TABLE verbatim.layout (
  model_id integer NOT NULL,
  machine text NOT NULL,
  device text NOT NULL,
  sessions integer NOT NULL,
  threads integer NOT NULL,
  token_budget integer NOT NULL,
  documents_per_second real,
  measured_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT layout_model_id_machine_device_pk PRIMARY KEY (model_id, machine, device),
  CONSTRAINT layout_counts CHECK (((sessions > 0) AND (threads > 0) AND (token_budget > 0)))
);
COMMENT ON TABLE verbatim.layout IS 'How a model runs fastest on a kind of machine, as verbatim model bench found.';
COMMENT ON COLUMN verbatim.layout.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.layout.machine IS 'Processor and its cores, and the accelerator where one is used.';
COMMENT ON COLUMN verbatim.layout.device IS 'cpu, cuda or cuda:N.';
COMMENT ON COLUMN verbatim.layout.sessions IS 'Session threads.';
COMMENT ON COLUMN verbatim.layout.threads IS 'Threads of each session.';
COMMENT ON COLUMN verbatim.layout.token_budget IS 'Padded tokens of one session run.';
COMMENT ON COLUMN verbatim.layout.documents_per_second IS 'What it made of the texts it was measured on; null when only the memory''s limit is known.';
COMMENT ON COLUMN verbatim.layout.measured_at IS 'When.';

CREATE TABLE verbatim.lease (
  name text NOT NULL,
  holder uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  backend_pid integer,
  backend_start timestamp with time zone,
  CONSTRAINT lease_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.lease IS 'What one process at a time may do: a lease is renewed while its holder lives, and is free for others after it has expired. All times are of this server''s clock.';
COMMENT ON COLUMN verbatim.lease.name IS 'What it is for: nightly, themes, import ID, run ID, upload ID, scratch ID.';
COMMENT ON COLUMN verbatim.lease.holder IS 'Random id that the holder chose.';
COMMENT ON COLUMN verbatim.lease.expires_at IS 'When it is free, unless it is renewed before.';
COMMENT ON COLUMN verbatim.lease.backend_pid IS 'Server process of the holder''s connection: when it ends, the lease is free at once. Null behind a connection pooler.';
COMMENT ON COLUMN verbatim.lease.backend_start IS 'When that server process started, which tells it from a later one with the same number.';

CREATE TABLE verbatim.mapping (
  name text NOT NULL,
  columns jsonb NOT NULL,
  options jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT mapping_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.mapping IS 'Mappings saved under a name, for files that come again.';
COMMENT ON COLUMN verbatim.mapping.name IS 'Name given with --save-mapping.';
COMMENT ON COLUMN verbatim.mapping.columns IS 'Which column holds which field: {"text": "Review Text", ...}.';
COMMENT ON COLUMN verbatim.mapping.options IS 'How the columns are read: ignored and kept ones, date order, time zone, decimal sign, joined texts.';
COMMENT ON COLUMN verbatim.mapping.created_at IS 'When it was saved first.';
COMMENT ON COLUMN verbatim.mapping.changed_at IS 'When it was saved last.';

CREATE TABLE verbatim.mask_pass (
  source text NOT NULL,
  stage text NOT NULL,
  after bigint DEFAULT 0 NOT NULL,
  masked jsonb DEFAULT '{}'::jsonb NOT NULL,
  comments bigint DEFAULT 0 NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT mask_pass_pkey PRIMARY KEY (source),
  CONSTRAINT mask_pass_stage CHECK ((stage = ANY (ARRAY['text'::text, 'row'::text, 'change'::text, 'reject'::text, 'name'::text])))
);
COMMENT ON TABLE verbatim.mask_pass IS 'Last run of verbatim privacy mask of each source: what it masked of comments that were stored before, and where it goes on if it was interrupted.';
COMMENT ON COLUMN verbatim.mask_pass.source IS 'The source.';
COMMENT ON COLUMN verbatim.mask_pass.stage IS 'text, row (author, attributes), change (former values), reject or name (in texts): what it masks now, or masked last.';
COMMENT ON COLUMN verbatim.mask_pass.after IS 'Number of the last document, comment, change or reject of the stage that it has seen.';
COMMENT ON COLUMN verbatim.mask_pass.masked IS 'Parts that it masked, by kind.';
COMMENT ON COLUMN verbatim.mask_pass.comments IS 'Comments whose text it masked.';
COMMENT ON COLUMN verbatim.mask_pass.started_at IS 'When it began: comments stored later were masked when they were imported.';
COMMENT ON COLUMN verbatim.mask_pass.finished_at IS 'When it ended; null: it runs, or was interrupted.';

CREATE TABLE verbatim.masked_value (
  source text NOT NULL,
  kind text NOT NULL,
  mac bytea NOT NULL,
  number integer NOT NULL,
  CONSTRAINT masked_value_source_kind_mac_pk PRIMARY KEY (source, kind, mac),
  CONSTRAINT masked_value_positive CHECK ((number > 0))
);
CREATE UNIQUE INDEX masked_value_number ON verbatim.masked_value USING btree (source, kind, number);
COMMENT ON TABLE verbatim.masked_value IS 'Numbers of masked values, where a source gives the same value the same number.';
COMMENT ON COLUMN verbatim.masked_value.source IS 'The source.';
COMMENT ON COLUMN verbatim.masked_value.kind IS 'email, phone, person …';
COMMENT ON COLUMN verbatim.masked_value.mac IS '128 bits of the keyed hash of the value.';
COMMENT ON COLUMN verbatim.masked_value.number IS 'Its number within source and kind, from 1.';

CREATE TABLE verbatim.model (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  hash text NOT NULL,
  task text NOT NULL,
  "precision" text NOT NULL,
  max_length integer NOT NULL,
  manifest jsonb NOT NULL,
  active boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  labels text[] DEFAULT '{}'::text[] NOT NULL,
  folder text,
  checks jsonb,
  checked_at timestamp with time zone,
  base_id integer,
  tuning jsonb,
  CONSTRAINT model_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX model_hash ON verbatim.model USING btree (hash);
CREATE UNIQUE INDEX model_one_active ON verbatim.model USING btree (task) WHERE active;
COMMENT ON TABLE verbatim.model IS 'Models that have been used. A changed file is another model.';
COMMENT ON COLUMN verbatim.model.id IS 'Number of the model.';
COMMENT ON COLUMN verbatim.model.name IS 'Name in its manifest.';
COMMENT ON COLUMN verbatim.model.version IS 'Version in its manifest.';
COMMENT ON COLUMN verbatim.model.hash IS 'SHA-256 over all its files that decide results, hexadecimal: its identity.';
COMMENT ON COLUMN verbatim.model.task IS 'What it is for: feedback.';
COMMENT ON COLUMN verbatim.model."precision" IS 'Number format of weights and computation.';
COMMENT ON COLUMN verbatim.model.max_length IS 'Tokens of one window, special tokens included.';
COMMENT ON COLUMN verbatim.model.manifest IS 'Its verbatim.json: heads, labels, thresholds, temperature.';
COMMENT ON COLUMN verbatim.model.active IS 'The model whose results the reporting views show; one per task.';
COMMENT ON COLUMN verbatim.model.created_at IS 'When it was first used.';
COMMENT ON COLUMN verbatim.model.labels IS 'Names of its labels, in the order of their probabilities; empty when it gives none of its own.';
COMMENT ON COLUMN verbatim.model.folder IS 'Where its files were when it was last used.';
COMMENT ON COLUMN verbatim.model.checks IS 'What verbatim found when it checked the model before it became active.';
COMMENT ON COLUMN verbatim.model.checked_at IS 'When it passed its checks; null when it has not.';
COMMENT ON COLUMN verbatim.model.base_id IS 'Model whose head was tuned; null: it is not a tuned model.';
COMMENT ON COLUMN verbatim.model.tuning IS 'What it was tuned on, and how well that went in cross-validation. heldOut: for each label its comment, start of the sentence or null, and the three probabilities of a head that was trained without that text.';

CREATE TABLE verbatim.model_activation (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  model_id integer NOT NULL,
  activated_at timestamp with time zone DEFAULT now() NOT NULL,
  way text DEFAULT 'activate'::text NOT NULL,
  comparison_id bigint,
  CONSTRAINT model_activation_pkey PRIMARY KEY (id),
  CONSTRAINT model_activation_way CHECK ((way = ANY (ARRAY['activate'::text, 'promote'::text, 'rollback'::text])))
);
CREATE INDEX model_activation_model ON verbatim.model_activation USING btree (model_id);
COMMENT ON TABLE verbatim.model_activation IS 'When a model became the active one of its task: reports of before were of another.';
COMMENT ON COLUMN verbatim.model_activation.id IS 'Number of the row.';
COMMENT ON COLUMN verbatim.model_activation.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.model_activation.activated_at IS 'When it became active.';
COMMENT ON COLUMN verbatim.model_activation.way IS 'activate: by command or configuration; promote: after a comparison; rollback: back to a former model.';
COMMENT ON COLUMN verbatim.model_activation.comparison_id IS 'Comparison that it was promoted by.';

CREATE TABLE verbatim.model_comparison (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  candidate_id integer NOT NULL,
  active_id integer NOT NULL,
  task text NOT NULL,
  labelled integer NOT NULL,
  candidate_right integer NOT NULL,
  active_right integer NOT NULL,
  only_candidate integer NOT NULL,
  only_active integer NOT NULL,
  look integer NOT NULL,
  p double precision,
  accuracy_difference double precision,
  accuracy_low double precision,
  accuracy_high double precision,
  f1_difference double precision,
  f1_low double precision,
  f1_high double precision,
  candidate_calibration double precision,
  active_calibration double precision,
  calibration_low double precision,
  calibration_high double precision,
  margin double precision NOT NULL,
  sampled integer,
  changed integer,
  verdict text NOT NULL,
  audit_id bigint,
  compared_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT model_comparison_pkey PRIMARY KEY (id),
  CONSTRAINT model_comparison_look CHECK ((look >= 1)),
  CONSTRAINT model_comparison_other CHECK ((candidate_id <> active_id)),
  CONSTRAINT model_comparison_verdict CHECK ((verdict = ANY (ARRAY['better'::text, 'not worse'::text, 'worse'::text, 'open'::text, 'too few'::text])))
);
CREATE INDEX model_comparison_candidate ON verbatim.model_comparison USING btree (candidate_id, id);
COMMENT ON TABLE verbatim.model_comparison IS 'Comparisons of a candidate with the active model on the random rows that people have labelled.';
COMMENT ON COLUMN verbatim.model_comparison.id IS 'Number of the comparison.';
COMMENT ON COLUMN verbatim.model_comparison.candidate_id IS 'The model that may take its place.';
COMMENT ON COLUMN verbatim.model_comparison.active_id IS 'The model that was active then.';
COMMENT ON COLUMN verbatim.model_comparison.task IS 'What was compared: sentiment.';
COMMENT ON COLUMN verbatim.model_comparison.labelled IS 'Labelled random rows that both have judged.';
COMMENT ON COLUMN verbatim.model_comparison.candidate_right IS 'Rows that the candidate judged as people did.';
COMMENT ON COLUMN verbatim.model_comparison.active_right IS 'Rows that the active model judged as people did.';
COMMENT ON COLUMN verbatim.model_comparison.only_candidate IS 'Rows that only the candidate judged as people did.';
COMMENT ON COLUMN verbatim.model_comparison.only_active IS 'Rows that only the active model judged as people did.';
COMMENT ON COLUMN verbatim.model_comparison.look IS 'How often these two were compared on different labels, this time included: later looks need a smaller p.';
COMMENT ON COLUMN verbatim.model_comparison.p IS 'Exact p value of McNemar''s test, two-sided; null without a row that only one judged rightly.';
COMMENT ON COLUMN verbatim.model_comparison.accuracy_difference IS 'Share that the candidate judged as people did, minus that of the active model, weighted by how likely each row was to be drawn; null where the rows are too few.';
COMMENT ON COLUMN verbatim.model_comparison.accuracy_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verbatim.model_comparison.accuracy_high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN verbatim.model_comparison.f1_difference IS 'Macro F1 of the candidate minus that of the active model; null where it cannot be told.';
COMMENT ON COLUMN verbatim.model_comparison.f1_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN verbatim.model_comparison.f1_high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN verbatim.model_comparison.candidate_calibration IS 'Expected calibration error of the candidate on these rows, 0 to 1.';
COMMENT ON COLUMN verbatim.model_comparison.active_calibration IS 'Expected calibration error of the active model on these rows, 0 to 1.';
COMMENT ON COLUMN verbatim.model_comparison.calibration_low IS 'Lower end of the 95 % interval of the difference of both errors, candidate minus active model.';
COMMENT ON COLUMN verbatim.model_comparison.calibration_high IS 'Upper end of that interval.';
COMMENT ON COLUMN verbatim.model_comparison.margin IS 'Loss of accuracy up to which a candidate counts as not worse, 0 to 1; 0: it has to be better.';
COMMENT ON COLUMN verbatim.model_comparison.sampled IS 'Other comments that both have judged, drawn at random; null: none were drawn.';
COMMENT ON COLUMN verbatim.model_comparison.changed IS 'Of these, comments whose sentiment differs.';
COMMENT ON COLUMN verbatim.model_comparison.verdict IS 'better: beyond chance; not worse: by less than the margin; worse: beyond chance; open: the rows do not tell; too few: fewer rows than a comparison needs.';
COMMENT ON COLUMN verbatim.model_comparison.audit_id IS 'Audit of swaps that the candidate went through; null: none.';
COMMENT ON COLUMN verbatim.model_comparison.compared_at IS 'When.';

CREATE TABLE verbatim.mutex (
  name text NOT NULL,
  CONSTRAINT mutex_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.mutex IS 'Rows that a transaction locks to be alone at something until it ends. Not advisory locks: anyone who can log in may take those.';
COMMENT ON COLUMN verbatim.mutex.name IS 'What it is for.';

CREATE TABLE verbatim.night_schedule (
  one boolean DEFAULT true NOT NULL,
  pattern text NOT NULL,
  zone text NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT night_schedule_pkey PRIMARY KEY (one),
  CONSTRAINT night_schedule_one CHECK (one)
);
COMMENT ON TABLE verbatim.night_schedule IS 'When nightly runs are made by themselves: one row, or none. The queue only rings at these times, and is set again from here when it has lost its data.';
COMMENT ON COLUMN verbatim.night_schedule.one IS 'True: there is one schedule.';
COMMENT ON COLUMN verbatim.night_schedule.pattern IS 'Five fields of cron.';
COMMENT ON COLUMN verbatim.night_schedule.zone IS 'IANA time zone of the pattern.';
COMMENT ON COLUMN verbatim.night_schedule.changed_at IS 'When it was set last.';

CREATE TABLE verbatim.origin (
  source text NOT NULL,
  kind text NOT NULL,
  address text NOT NULL,
  settings jsonb DEFAULT '{}'::jsonb NOT NULL,
  "position" jsonb,
  status text,
  error_code text,
  counts jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  CONSTRAINT origin_pkey PRIMARY KEY (source),
  CONSTRAINT origin_kind CHECK ((kind = ANY (ARRAY['sql'::text, 'folder'::text, 'bucket'::text, 'http'::text]))),
  CONSTRAINT origin_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'interrupted'::text])))
);
COMMENT ON TABLE verbatim.origin IS 'Where a source is pulled from: a query, a folder, a bucket or an HTTP address. No secrets: an address names variables of the environment.';
COMMENT ON COLUMN verbatim.origin.source IS 'The source that its comments carry.';
COMMENT ON COLUMN verbatim.origin.kind IS 'sql, folder, bucket or http.';
COMMENT ON COLUMN verbatim.origin.address IS 'Address or path; ${NAME} stands for a variable of the environment.';
COMMENT ON COLUMN verbatim.origin.settings IS 'Query, cursor, paging, and how its rows are read.';
COMMENT ON COLUMN verbatim.origin."position" IS 'Up to where it was read: value of the cursor, and id of the last row. Changes in the transaction of the rows. Null: nothing yet, or no cursor.';
COMMENT ON COLUMN verbatim.origin.status IS 'Of the last pull: running, done, failed or interrupted; null: there was none.';
COMMENT ON COLUMN verbatim.origin.error_code IS 'Why the last pull failed; docs/errors.md has the codes.';
COMMENT ON COLUMN verbatim.origin.counts IS 'What the last pull did: files, rows, accepted, changed, duplicates, rejected, failed.';
COMMENT ON COLUMN verbatim.origin.created_at IS 'When it was added.';
COMMENT ON COLUMN verbatim.origin.started_at IS 'When the last pull began.';
COMMENT ON COLUMN verbatim.origin.finished_at IS 'When it ended; null: it runs, or was killed.';

CREATE TABLE verbatim.origin_file (
  source text NOT NULL,
  key bytea NOT NULL,
  etag text NOT NULL,
  pulled_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT origin_file_source_key_pk PRIMARY KEY (source, key)
);
COMMENT ON TABLE verbatim.origin_file IS 'Files of folders and buckets that were pulled. One that changes is pulled again.';
COMMENT ON COLUMN verbatim.origin_file.source IS 'The source.';
COMMENT ON COLUMN verbatim.origin_file.key IS 'SHA-256 of the path or key.';
COMMENT ON COLUMN verbatim.origin_file.etag IS 'Size and time, or size and tag, as it was pulled.';
COMMENT ON COLUMN verbatim.origin_file.pulled_at IS 'When its last row was stored.';

CREATE TABLE verbatim.original (
  feedback_id bigint NOT NULL,
  key_ordinal integer NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT original_pkey PRIMARY KEY (feedback_id)
);
CREATE INDEX original_key ON verbatim.original USING btree (key_ordinal);
COMMENT ON TABLE verbatim.original IS 'Comments as they came, encrypted, where a source keeps them. Without the key nobody can read them.';
COMMENT ON COLUMN verbatim.original.feedback_id IS 'The comment.';
COMMENT ON COLUMN verbatim.original.key_ordinal IS 'The key (privacy_key).';
COMMENT ON COLUMN verbatim.original.sealed IS 'AES-256-GCM: 12 bytes nonce, ciphertext of the masked cells as JSON, 16 bytes tag.';
COMMENT ON COLUMN verbatim.original.created_at IS 'When it was stored.';

CREATE TABLE verbatim.preset (
  name text NOT NULL,
  definition text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT preset_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.preset IS 'What users say of the files that a tool exports, beside the presets that Verbatim ships.';
COMMENT ON COLUMN verbatim.preset.name IS 'Name of the preset, as --preset takes it.';
COMMENT ON COLUMN verbatim.preset.definition IS 'The preset in YAML, as it was stored.';
COMMENT ON COLUMN verbatim.preset.created_at IS 'When it was stored first.';
COMMENT ON COLUMN verbatim.preset.changed_at IS 'When it was stored last.';

CREATE TABLE verbatim.privacy_key (
  ordinal integer NOT NULL,
  proof bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  ready_at timestamp with time zone,
  CONSTRAINT privacy_key_pkey PRIMARY KEY (ordinal)
);
COMMENT ON TABLE verbatim.privacy_key IS 'Keys of the installation, by what proves them. The keys themselves are never here.';
COMMENT ON COLUMN verbatim.privacy_key.ordinal IS 'Place of the key, oldest first, from 1; the last is the present one.';
COMMENT ON COLUMN verbatim.privacy_key.proof IS 'Hash derived from the key: tells whether a process has the same one.';
COMMENT ON COLUMN verbatim.privacy_key.created_at IS 'When it was first used.';
COMMENT ON COLUMN verbatim.privacy_key.ready_at IS 'Since when all that is stored is under it; null: verbatim privacy rotate runs, or was interrupted.';

CREATE TABLE verbatim.reject (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  column_name text,
  reason text NOT NULL,
  detail text NOT NULL,
  raw_row text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  repeats bigint,
  closed_as text,
  closed_by bigint,
  closed_at timestamp with time zone,
  CONSTRAINT reject_pkey PRIMARY KEY (id),
  CONSTRAINT reject_closed CHECK ((closed_as = ANY (ARRAY['mended'::text, 'repeated'::text])))
);
CREATE INDEX reject_closed_by ON verbatim.reject USING btree (closed_by);
CREATE INDEX reject_import ON verbatim.reject USING btree (import_id, line);
CREATE INDEX reject_repeats ON verbatim.reject USING btree (repeats);
CREATE INDEX reject_row ON verbatim.reject USING btree (md5(raw_row)) WHERE (closed_as IS DISTINCT FROM 'repeated'::text);
COMMENT ON TABLE verbatim.reject IS 'Rows that could not be taken, kept so that they can be mended and imported again.';
COMMENT ON COLUMN verbatim.reject.id IS 'Number of the reject.';
COMMENT ON COLUMN verbatim.reject.import_id IS 'The import that met the row.';
COMMENT ON COLUMN verbatim.reject.line IS 'Physical line on which the row starts, from 1.';
COMMENT ON COLUMN verbatim.reject.column_name IS 'Column at fault; null when it is the whole row.';
COMMENT ON COLUMN verbatim.reject.reason IS 'Reason code (docs/csv.md).';
COMMENT ON COLUMN verbatim.reject.detail IS 'What is wrong, in words; never holds feedback.';
COMMENT ON COLUMN verbatim.reject.raw_row IS 'The row as it stands in the file; NUL shown as U+2400.';
COMMENT ON COLUMN verbatim.reject.created_at IS 'When it was recorded.';
COMMENT ON COLUMN verbatim.reject.repeats IS 'The first reject of the same row, when an earlier import had rejected it too.';
COMMENT ON COLUMN verbatim.reject.closed_as IS 'mended: the row was imported; repeated: a later import rejected it again and holds it open. Null while open.';
COMMENT ON COLUMN verbatim.reject.closed_by IS 'The import that closed it.';
COMMENT ON COLUMN verbatim.reject.closed_at IS 'When it was closed; null while open.';

CREATE TABLE verbatim.reported_day (
  day date NOT NULL,
  source text NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  model_id integer NOT NULL,
  feedback bigint NOT NULL,
  analysed bigint NOT NULL,
  negative bigint NOT NULL,
  neutral bigint NOT NULL,
  positive bigint NOT NULL,
  mixed bigint NOT NULL,
  toxic bigint NOT NULL,
  score_sum numeric NOT NULL,
  rated bigint NOT NULL,
  rating_sum numeric NOT NULL,
  kept_at timestamp with time zone DEFAULT now() NOT NULL,
  people bigint,
  people_rated bigint,
  CONSTRAINT reported_day_attribute_day_source_value_pk PRIMARY KEY (attribute, day, source, value)
);
COMMENT ON TABLE verbatim.reported_day IS 'Counts of a day and source as they were shown when another model took over: the first model that a day was reported with keeps it, until verbatim.report_anew.';
COMMENT ON COLUMN verbatim.reported_day.day IS 'Day on which the customers wrote, UTC.';
COMMENT ON COLUMN verbatim.reported_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.reported_day.attribute IS 'Name of the attribute; empty: all feedback of the day and source.';
COMMENT ON COLUMN verbatim.reported_day.value IS 'Its value; empty: feedback without it.';
COMMENT ON COLUMN verbatim.reported_day.model_id IS 'The model that counted it.';
COMMENT ON COLUMN verbatim.reported_day.feedback IS 'All feedback.';
COMMENT ON COLUMN verbatim.reported_day.analysed IS 'Of it analysed by the model.';
COMMENT ON COLUMN verbatim.reported_day.negative IS 'Of those negative.';
COMMENT ON COLUMN verbatim.reported_day.neutral IS 'Of those neutral.';
COMMENT ON COLUMN verbatim.reported_day.positive IS 'Of those positive.';
COMMENT ON COLUMN verbatim.reported_day.mixed IS 'Of those mixed.';
COMMENT ON COLUMN verbatim.reported_day.toxic IS 'Of those toxic (probability 0.5 or more).';
COMMENT ON COLUMN verbatim.reported_day.score_sum IS 'Sum of positive - negative.';
COMMENT ON COLUMN verbatim.reported_day.rated IS 'Of those with a rating.';
COMMENT ON COLUMN verbatim.reported_day.rating_sum IS 'Sum of those ratings.';
COMMENT ON COLUMN verbatim.reported_day.kept_at IS 'When the other model took over.';
COMMENT ON COLUMN verbatim.reported_day.people IS 'People who wrote the analysed comments, or all where none is analysed: at least so many; null: as many as comments.';
COMMENT ON COLUMN verbatim.reported_day.people_rated IS 'People who wrote the analysed comments with a rating, at least; null: as many as comments.';

CREATE TABLE verbatim.review_draw (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind text NOT NULL,
  model_id integer NOT NULL,
  from_day date,
  to_day date,
  from_feedback bigint NOT NULL,
  to_feedback bigint NOT NULL,
  seed bigint NOT NULL,
  population bigint NOT NULL,
  drawn_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT review_draw_pkey PRIMARY KEY (id),
  CONSTRAINT review_draw_kind CHECK ((kind = ANY (ARRAY['sample'::text, 'queue'::text])))
);
CREATE INDEX review_draw_model ON verbatim.review_draw USING btree (model_id, id);
COMMENT ON TABLE verbatim.review_draw IS 'Draws of comments that people are asked to look at.';
COMMENT ON COLUMN verbatim.review_draw.id IS 'Number of the draw.';
COMMENT ON COLUMN verbatim.review_draw.kind IS 'sample: at random, to measure accuracy; queue: what is worth a look.';
COMMENT ON COLUMN verbatim.review_draw.model_id IS 'The model whose answers are looked at.';
COMMENT ON COLUMN verbatim.review_draw.from_day IS 'Day of the sample before it: comments stored since were drawn from; null: there was none.';
COMMENT ON COLUMN verbatim.review_draw.to_day IS 'Day on which it was drawn.';
COMMENT ON COLUMN verbatim.review_draw.from_feedback IS 'Comments from this number on were drawn from. Ranges of samples are the same or do not overlap.';
COMMENT ON COLUMN verbatim.review_draw.to_feedback IS 'Comments up to this number were drawn from.';
COMMENT ON COLUMN verbatim.review_draw.seed IS 'Seed of the random numbers: the same draw can be made again.';
COMMENT ON COLUMN verbatim.review_draw.population IS 'Analysed comments that it was drawn from.';
COMMENT ON COLUMN verbatim.review_draw.drawn_at IS 'When.';

CREATE TABLE verbatim.review_item (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  draw_id bigint NOT NULL,
  feedback_id bigint NOT NULL,
  rank integer NOT NULL,
  stratum text NOT NULL,
  stratum_size bigint NOT NULL,
  inclusion double precision,
  random boolean NOT NULL,
  reasons text[] DEFAULT '{}'::text[] NOT NULL,
  people integer DEFAULT 1 NOT NULL,
  held_by text,
  held_until timestamp with time zone,
  done_at timestamp with time zone,
  CONSTRAINT review_item_pkey PRIMARY KEY (id),
  CONSTRAINT review_item_inclusion CHECK (((inclusion > (0)::double precision) AND (inclusion <= (1)::double precision))),
  CONSTRAINT review_item_people CHECK (((people >= 1) AND (people <= 5))),
  CONSTRAINT review_item_random CHECK (((NOT random) OR (inclusion IS NOT NULL)))
);
CREATE INDEX review_item_feedback ON verbatim.review_item USING btree (feedback_id);
CREATE UNIQUE INDEX review_item_once ON verbatim.review_item USING btree (draw_id, feedback_id);
CREATE INDEX review_item_open ON verbatim.review_item USING btree (draw_id, rank) WHERE (done_at IS NULL);
COMMENT ON TABLE verbatim.review_item IS 'Comments of a draw.';
COMMENT ON COLUMN verbatim.review_item.id IS 'Number of the item.';
COMMENT ON COLUMN verbatim.review_item.draw_id IS 'The draw.';
COMMENT ON COLUMN verbatim.review_item.feedback_id IS 'The comment.';
COMMENT ON COLUMN verbatim.review_item.rank IS 'Place in the draw; people see them in this order.';
COMMENT ON COLUMN verbatim.review_item.stratum IS 'Source and language that it was drawn within; small ones are drawn together.';
COMMENT ON COLUMN verbatim.review_item.stratum_size IS 'Comments of this stratum in the population.';
COMMENT ON COLUMN verbatim.review_item.inclusion IS 'Probability that this draw had it, above 0 to 1; null: it was chosen.';
COMMENT ON COLUMN verbatim.review_item.random IS 'Whether chance alone drew it: only such rows count for accuracy.';
COMMENT ON COLUMN verbatim.review_item.reasons IS 'Why it is worth a look; empty for random rows.';
COMMENT ON COLUMN verbatim.review_item.people IS 'How many people are asked to label it; two for rows that measure how far people agree.';
COMMENT ON COLUMN verbatim.review_item.held_by IS 'Who looks at it now.';
COMMENT ON COLUMN verbatim.review_item.held_until IS 'Until when; then others may get it.';
COMMENT ON COLUMN verbatim.review_item.done_at IS 'When as many people as asked had labelled it; null: not yet.';

CREATE TABLE verbatim.rollup_attribute (
  name text NOT NULL,
  added_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT rollup_attribute_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE verbatim.rollup_attribute IS 'Attributes that roll-ups and digests are broken down by (verbatim nightly --by).';
COMMENT ON COLUMN verbatim.rollup_attribute.name IS 'Name of the attribute, as feedback.attributes has it.';
COMMENT ON COLUMN verbatim.rollup_attribute.added_at IS 'When it was named.';

CREATE TABLE verbatim.rollup_contribution_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  theme_id bigint NOT NULL,
  model_id integer NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  csat numeric DEFAULT '0'::numeric NOT NULL,
  nps numeric DEFAULT '0'::numeric NOT NULL,
  authors bit(256),
  CONSTRAINT rollup_contribution_day_day_dated_source_theme_id_pk PRIMARY KEY (day, dated, source, theme_id)
);
COMMENT ON TABLE verbatim.rollup_contribution_day IS 'What each theme contributes to the ratings of a day and source, as reporting.score_contributions() counts it.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.theme_id IS 'The theme as it is shown; 0: feedback that speaks of no theme that is shown.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.rated IS 'Feedback with a rating that speaks of it.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.csat IS 'Sum over them of 1 where the rating is 4 or more, shared among the themes of a feedback by their sentences.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.nps IS 'The same of 1 for ratings of 9 or more and -1 for those of 6 or less.';
COMMENT ON COLUMN verbatim.rollup_contribution_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';

CREATE TABLE verbatim.rollup_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  without_text bigint DEFAULT 0 NOT NULL,
  pending bigint DEFAULT 0 NOT NULL,
  set_aside bigint DEFAULT 0 NOT NULL,
  unsupported bigint DEFAULT 0 NOT NULL,
  analysed bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  neutral bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  mixed bigint DEFAULT 0 NOT NULL,
  toxic bigint DEFAULT 0 NOT NULL,
  score_sum numeric DEFAULT '0'::numeric NOT NULL,
  score_squares numeric DEFAULT '0'::numeric NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  rating_sum numeric DEFAULT '0'::numeric NOT NULL,
  rating_squares numeric DEFAULT '0'::numeric NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  translated bigint DEFAULT 0 NOT NULL,
  other_attributes bigint DEFAULT 0 NOT NULL,
  complement boolean DEFAULT false NOT NULL,
  no_answer bigint DEFAULT 0 NOT NULL,
  authors bit(256),
  authors_rated bit(256),
  authors_unread bit(256),
  authors_negative bit(256),
  authors_neutral bit(256),
  authors_positive bit(256),
  authors_mixed bit(256),
  CONSTRAINT rollup_day_attribute_day_dated_source_value_pk PRIMARY KEY (attribute, day, dated, source, value)
);
COMMENT ON TABLE verbatim.rollup_day IS 'Feedback counted by day and source, and once more by each attribute that was named; the sentiment of the active model. Kept by verbatim nightly: recounted where rollup_touched says so.';
COMMENT ON COLUMN verbatim.rollup_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_day.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_day.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_day.feedback IS 'Feedback = without_text + no_answer + pending + set_aside + unsupported + analysed.';
COMMENT ON COLUMN verbatim.rollup_day.without_text IS 'Without a text.';
COMMENT ON COLUMN verbatim.rollup_day.pending IS 'Not analysed yet.';
COMMENT ON COLUMN verbatim.rollup_day.set_aside IS 'Its text could not be judged; see failure.';
COMMENT ON COLUMN verbatim.rollup_day.unsupported IS 'In a language that the model does not serve: not judged.';
COMMENT ON COLUMN verbatim.rollup_day.analysed IS 'Analysed.';
COMMENT ON COLUMN verbatim.rollup_day.negative IS 'Of the analysed, negative.';
COMMENT ON COLUMN verbatim.rollup_day.neutral IS 'Neutral.';
COMMENT ON COLUMN verbatim.rollup_day.positive IS 'Positive.';
COMMENT ON COLUMN verbatim.rollup_day.mixed IS 'Mixed.';
COMMENT ON COLUMN verbatim.rollup_day.toxic IS 'Of the analysed, with a toxicity of 0.5 or more.';
COMMENT ON COLUMN verbatim.rollup_day.score_sum IS 'Sum of the scores of the analysed; / (negative + neutral + positive + mixed) is the mean.';
COMMENT ON COLUMN verbatim.rollup_day.score_squares IS 'Sum of their squares.';
COMMENT ON COLUMN verbatim.rollup_day.rated IS 'Of the analysed, with a rating.';
COMMENT ON COLUMN verbatim.rollup_day.rating_sum IS 'Sum of their ratings.';
COMMENT ON COLUMN verbatim.rollup_day.rating_squares IS 'Sum of the squares of these.';
COMMENT ON COLUMN verbatim.rollup_day.attribute IS 'Attribute that was named (rollup_attribute); empty: all feedback of the day and source.';
COMMENT ON COLUMN verbatim.rollup_day.value IS 'Its value, at most 100 characters; empty: the feedback has none.';
COMMENT ON COLUMN verbatim.rollup_day.translated IS 'Of the analysed, judged in translation.';
COMMENT ON COLUMN verbatim.rollup_day.other_attributes IS 'Feedback that has attributes besides those that roll-ups count by.';
COMMENT ON COLUMN verbatim.rollup_day.complement IS 'Hidden from verbatim_reader: the total of its month, its week (attribute '''') or its day less what is shown would give away a cell of fewer than least_n() comments. Kept by triggers.';
COMMENT ON COLUMN verbatim.rollup_day.no_answer IS 'Says nothing ("N/A", "no comment"): not judged.';
COMMENT ON COLUMN verbatim.rollup_day.authors IS 'Who wrote the analysed comments: a bit for each person, two may share one; null: no author is known.';
COMMENT ON COLUMN verbatim.rollup_day.authors_rated IS 'Who wrote the analysed comments with a rating.';
COMMENT ON COLUMN verbatim.rollup_day.authors_unread IS 'Who wrote the comments that are not analysed.';
COMMENT ON COLUMN verbatim.rollup_day.authors_negative IS 'Who wrote the negative ones.';
COMMENT ON COLUMN verbatim.rollup_day.authors_neutral IS 'Who wrote the neutral ones.';
COMMENT ON COLUMN verbatim.rollup_day.authors_positive IS 'Who wrote the positive ones.';
COMMENT ON COLUMN verbatim.rollup_day.authors_mixed IS 'Who wrote the mixed ones.';

CREATE TABLE verbatim.rollup_disagreement (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  feedback_id bigint NOT NULL,
  model_id integer NOT NULL,
  occurred_at timestamp with time zone,
  CONSTRAINT rollup_disagreement_day_dated_source_feedback_id_pk PRIMARY KEY (day, dated, source, feedback_id)
);
CREATE INDEX rollup_disagreement_occurred_at ON verbatim.rollup_disagreement USING btree (occurred_at);
COMMENT ON TABLE verbatim.rollup_disagreement IS 'Feedback whose rating and words disagree, as reporting.disagreement has it.';
COMMENT ON COLUMN verbatim.rollup_disagreement.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_disagreement.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_disagreement.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_disagreement.feedback_id IS 'The feedback.';
COMMENT ON COLUMN verbatim.rollup_disagreement.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_disagreement.occurred_at IS 'When the customer wrote; null when unknown.';

CREATE TABLE verbatim.rollup_emotion_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  emotion text NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  authors bit(256),
  CONSTRAINT rollup_emotion_day_day_dated_source_emotion_pk PRIMARY KEY (day, dated, source, emotion)
);
COMMENT ON TABLE verbatim.rollup_emotion_day IS 'Feedback counted by day, source and emotion. A feedback counts once in each emotion that it holds.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.emotion IS 'Label of the model.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.feedback IS 'Feedback with it.';
COMMENT ON COLUMN verbatim.rollup_emotion_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';

CREATE TABLE verbatim.rollup_rating_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  rating double precision NOT NULL,
  sentiment text NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  kind bigint DEFAULT 0 NOT NULL,
  harsh bigint DEFAULT 0 NOT NULL,
  authors bit(256),
  CONSTRAINT rollup_rating_day_day_dated_source_rating_sentiment_pk PRIMARY KEY (day, dated, source, rating, sentiment)
);
COMMENT ON TABLE verbatim.rollup_rating_day IS 'Feedback with a rating, counted by day, source, rating and sentiment.';
COMMENT ON COLUMN verbatim.rollup_rating_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_rating_day.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_rating_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_rating_day.rating IS 'As given.';
COMMENT ON COLUMN verbatim.rollup_rating_day.sentiment IS 'Of its words; empty: not analysed.';
COMMENT ON COLUMN verbatim.rollup_rating_day.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_rating_day.feedback IS 'Feedback.';
COMMENT ON COLUMN verbatim.rollup_rating_day.kind IS 'Of it, with a score of 0.5 or more, unless the question asks for praise.';
COMMENT ON COLUMN verbatim.rollup_rating_day.harsh IS 'With a score of -0.5 or less, unless the question asks for faults.';
COMMENT ON COLUMN verbatim.rollup_rating_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';

CREATE TABLE verbatim.rollup_state (
  cube text NOT NULL,
  model_id integer NOT NULL,
  attributes text[] NOT NULL,
  rebuilt_at timestamp with time zone NOT NULL,
  emergence_noted boolean DEFAULT false NOT NULL,
  CONSTRAINT rollup_state_pkey PRIMARY KEY (cube),
  CONSTRAINT rollup_state_cube CHECK ((cube = ANY (ARRAY['day'::text, 'theme'::text, 'topic'::text])))
);
COMMENT ON TABLE verbatim.rollup_state IS 'What the roll-ups hold; with another model or other attributes they are made anew.';
COMMENT ON COLUMN verbatim.rollup_state.cube IS 'day, theme or topic.';
COMMENT ON COLUMN verbatim.rollup_state.model_id IS 'Whose results are counted.';
COMMENT ON COLUMN verbatim.rollup_state.attributes IS 'The attributes.';
COMMENT ON COLUMN verbatim.rollup_state.rebuilt_at IS 'When all of it was counted last.';
COMMENT ON COLUMN verbatim.rollup_state.emergence_noted IS 'True while theme_emergence is of what the roll-ups count now.';

CREATE TABLE verbatim.rollup_theme_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  theme_id bigint NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  segments bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  score_sum numeric DEFAULT '0'::numeric NOT NULL,
  score_squares numeric DEFAULT '0'::numeric NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  rating_sum numeric DEFAULT '0'::numeric NOT NULL,
  rating_squares numeric DEFAULT '0'::numeric NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  first_at timestamp with time zone,
  last_at timestamp with time zone,
  complement boolean DEFAULT false NOT NULL,
  authors bit(256),
  authors_rated bit(256),
  authors_negative bit(256),
  authors_positive bit(256),
  CONSTRAINT rollup_theme_day_attribute_day_dated_source_value_theme_id_pk PRIMARY KEY (attribute, day, dated, source, value, theme_id)
);
COMMENT ON TABLE verbatim.rollup_theme_day IS 'Feedback counted by day, source and theme, and once more by each attribute that was named. A feedback counts once in each theme that it speaks of.';
COMMENT ON COLUMN verbatim.rollup_theme_day.day IS 'Day on which the customers wrote, UTC; where that is unknown, the day on which the feedback was stored.';
COMMENT ON COLUMN verbatim.rollup_theme_day.dated IS 'False where it is not known when the customers wrote.';
COMMENT ON COLUMN verbatim.rollup_theme_day.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_theme_day.theme_id IS 'The theme as it is shown (theme.shown_as); hidden ones are here, too.';
COMMENT ON COLUMN verbatim.rollup_theme_day.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_theme_day.feedback IS 'Feedback that speaks of it.';
COMMENT ON COLUMN verbatim.rollup_theme_day.segments IS 'Sentences of theirs that belong to it.';
COMMENT ON COLUMN verbatim.rollup_theme_day.negative IS 'Feedback with a negative sentence about it.';
COMMENT ON COLUMN verbatim.rollup_theme_day.positive IS 'Feedback with a positive sentence about it; may be the same.';
COMMENT ON COLUMN verbatim.rollup_theme_day.score_sum IS 'Sum over the feedback of the mean score of its sentences about it.';
COMMENT ON COLUMN verbatim.rollup_theme_day.score_squares IS 'Sum of the squares of these means.';
COMMENT ON COLUMN verbatim.rollup_theme_day.rated IS 'Feedback with a rating.';
COMMENT ON COLUMN verbatim.rollup_theme_day.rating_sum IS 'Sum of their ratings.';
COMMENT ON COLUMN verbatim.rollup_theme_day.rating_squares IS 'Sum of the squares of these.';
COMMENT ON COLUMN verbatim.rollup_theme_day.attribute IS 'Attribute that was named (rollup_attribute); empty: all feedback of the day and source.';
COMMENT ON COLUMN verbatim.rollup_theme_day.value IS 'Its value, at most 100 characters; empty: the feedback has none.';
COMMENT ON COLUMN verbatim.rollup_theme_day.first_at IS 'Time of the first feedback; null when undated.';
COMMENT ON COLUMN verbatim.rollup_theme_day.last_at IS 'Time of the last one.';
COMMENT ON COLUMN verbatim.rollup_theme_day.complement IS 'Hidden from verbatim_reader: the total of its theme''s month or week less what is shown would give away a cell of fewer than least_n() comments; false where attribute is not ''''. Kept by triggers.';
COMMENT ON COLUMN verbatim.rollup_theme_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_rated IS 'Who wrote those with a rating.';
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_negative IS 'Who wrote those with something negative about it.';
COMMENT ON COLUMN verbatim.rollup_theme_day.authors_positive IS 'Who wrote those with something positive about it.';

CREATE TABLE verbatim.rollup_theme_month (
  month date NOT NULL,
  source text NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  theme_id bigint NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  segments bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  score_sum numeric DEFAULT '0'::numeric NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  rating_sum numeric DEFAULT '0'::numeric NOT NULL,
  complement boolean DEFAULT false NOT NULL,
  people bigint,
  people_rated bigint,
  CONSTRAINT rollup_theme_month_month_source_attribute_value_theme_id_pk PRIMARY KEY (month, source, attribute, value, theme_id)
);
COMMENT ON TABLE verbatim.rollup_theme_month IS 'Sums of rollup_theme_day by month, of the attributes that were named; dated feedback.';
COMMENT ON COLUMN verbatim.rollup_theme_month.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN verbatim.rollup_theme_month.source IS 'Name of where the feedback comes from.';
COMMENT ON COLUMN verbatim.rollup_theme_month.attribute IS 'Attribute that was named.';
COMMENT ON COLUMN verbatim.rollup_theme_month.value IS 'Its value, at most 100 characters.';
COMMENT ON COLUMN verbatim.rollup_theme_month.theme_id IS 'The theme as it is shown; hidden ones are here, too.';
COMMENT ON COLUMN verbatim.rollup_theme_month.model_id IS 'The model whose results are counted: the one that was active.';
COMMENT ON COLUMN verbatim.rollup_theme_month.feedback IS 'Feedback that speaks of it.';
COMMENT ON COLUMN verbatim.rollup_theme_month.segments IS 'Sentences of theirs that belong to it.';
COMMENT ON COLUMN verbatim.rollup_theme_month.negative IS 'Feedback with a negative sentence about it.';
COMMENT ON COLUMN verbatim.rollup_theme_month.positive IS 'Feedback with a positive sentence about it; may be the same.';
COMMENT ON COLUMN verbatim.rollup_theme_month.score_sum IS 'Sum over the feedback of the mean score of its sentences about it.';
COMMENT ON COLUMN verbatim.rollup_theme_month.rated IS 'Feedback with a rating.';
COMMENT ON COLUMN verbatim.rollup_theme_month.rating_sum IS 'Sum of their ratings.';
COMMENT ON COLUMN verbatim.rollup_theme_month.complement IS 'Hidden from verbatim_reader: the total of its theme over the values of the attribute less what is shown would give away a cell of fewer than least_n() comments. Kept by triggers.';
COMMENT ON COLUMN verbatim.rollup_theme_month.people IS 'People who wrote them, at least; null: as many as comments.';
COMMENT ON COLUMN verbatim.rollup_theme_month.people_rated IS 'People who wrote those with a rating, at least; null: as many as comments.';

CREATE TABLE verbatim.rollup_topic_day (
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  topic_id uuid NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  segments bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  score_sum numeric DEFAULT '0'::numeric NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  rating_sum numeric DEFAULT '0'::numeric NOT NULL,
  rating_squares numeric DEFAULT '0'::numeric NOT NULL,
  satisfied bigint DEFAULT 0 NOT NULL,
  promoters bigint DEFAULT 0 NOT NULL,
  detractors bigint DEFAULT 0 NOT NULL,
  authors bit(256),
  authors_rated bit(256),
  authors_negative bit(256),
  authors_positive bit(256),
  CONSTRAINT rollup_topic_day_attribute_day_dated_source_value_topic_id_pk PRIMARY KEY (attribute, day, dated, source, value, topic_id)
);
COMMENT ON TABLE verbatim.rollup_topic_day IS 'Feedback by day, source, one attribute at a time and topic; a topic has the comments of the topics below it, too.';
COMMENT ON COLUMN verbatim.rollup_topic_day.day IS 'Day of the feedback, UTC; without a time of its own, the day on which it was stored.';
COMMENT ON COLUMN verbatim.rollup_topic_day.dated IS 'Whether the feedback has a time of its own.';
COMMENT ON COLUMN verbatim.rollup_topic_day.source IS 'Name of where it comes from.';
COMMENT ON COLUMN verbatim.rollup_topic_day.attribute IS 'Name of an attribute that nightly runs count by; empty: all feedback.';
COMMENT ON COLUMN verbatim.rollup_topic_day.value IS 'Value of the attribute; empty: none.';
COMMENT ON COLUMN verbatim.rollup_topic_day.topic_id IS 'The topic; 00000000-0000-0000-0000-000000000000: comments about any topic, each once.';
COMMENT ON COLUMN verbatim.rollup_topic_day.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.rollup_topic_day.feedback IS 'Comments with a sentence about it.';
COMMENT ON COLUMN verbatim.rollup_topic_day.segments IS 'Sentences of these comments about it.';
COMMENT ON COLUMN verbatim.rollup_topic_day.negative IS 'Comments with a negative sentence about it.';
COMMENT ON COLUMN verbatim.rollup_topic_day.positive IS 'Comments with a positive sentence about it; may be the same.';
COMMENT ON COLUMN verbatim.rollup_topic_day.score_sum IS 'Sum of the mean sentiment of these sentences, each comment once.';
COMMENT ON COLUMN verbatim.rollup_topic_day.rated IS 'Comments with a rating.';
COMMENT ON COLUMN verbatim.rollup_topic_day.rating_sum IS 'Sum of their ratings.';
COMMENT ON COLUMN verbatim.rollup_topic_day.rating_squares IS 'Sum of their squares.';
COMMENT ON COLUMN verbatim.rollup_topic_day.satisfied IS 'Comments with a rating of 4 or more.';
COMMENT ON COLUMN verbatim.rollup_topic_day.promoters IS 'Comments with a rating of 9 or more.';
COMMENT ON COLUMN verbatim.rollup_topic_day.detractors IS 'Comments with a rating of 6 or less.';
COMMENT ON COLUMN verbatim.rollup_topic_day.authors IS 'Who wrote them: a bit for each person, two may share one; null: no author is known.';
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_rated IS 'Who wrote those with a rating.';
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_negative IS 'Who wrote those with something negative about it.';
COMMENT ON COLUMN verbatim.rollup_topic_day.authors_positive IS 'Who wrote those with something positive about it.';

CREATE TABLE verbatim.rollup_topic_month (
  month date NOT NULL,
  source text NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  topic_id uuid NOT NULL,
  model_id integer NOT NULL,
  feedback bigint DEFAULT 0 NOT NULL,
  segments bigint DEFAULT 0 NOT NULL,
  negative bigint DEFAULT 0 NOT NULL,
  positive bigint DEFAULT 0 NOT NULL,
  score_sum numeric DEFAULT '0'::numeric NOT NULL,
  rated bigint DEFAULT 0 NOT NULL,
  rating_sum numeric DEFAULT '0'::numeric NOT NULL,
  complement boolean DEFAULT false NOT NULL,
  people bigint,
  people_rated bigint,
  CONSTRAINT rollup_topic_month_attribute_month_source_value_topic_id_pk PRIMARY KEY (attribute, month, source, value, topic_id)
);
COMMENT ON TABLE verbatim.rollup_topic_month IS 'Days of rollup_topic_day by attribute, added up to months.';
COMMENT ON COLUMN verbatim.rollup_topic_month.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN verbatim.rollup_topic_month.source IS 'Name of where it comes from.';
COMMENT ON COLUMN verbatim.rollup_topic_month.attribute IS 'Name of an attribute that nightly runs count by; empty: all feedback.';
COMMENT ON COLUMN verbatim.rollup_topic_month.value IS 'Value of the attribute; empty: none.';
COMMENT ON COLUMN verbatim.rollup_topic_month.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.rollup_topic_month.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.rollup_topic_month.feedback IS 'Comments with a sentence about it.';
COMMENT ON COLUMN verbatim.rollup_topic_month.segments IS 'Sentences of these comments about it.';
COMMENT ON COLUMN verbatim.rollup_topic_month.negative IS 'Comments with a negative sentence about it.';
COMMENT ON COLUMN verbatim.rollup_topic_month.positive IS 'Comments with a positive sentence about it; may be the same.';
COMMENT ON COLUMN verbatim.rollup_topic_month.score_sum IS 'Sum of the mean sentiment of these sentences, each comment once.';
COMMENT ON COLUMN verbatim.rollup_topic_month.rated IS 'Comments with a rating.';
COMMENT ON COLUMN verbatim.rollup_topic_month.rating_sum IS 'Sum of their ratings.';
COMMENT ON COLUMN verbatim.rollup_topic_month.complement IS 'Hidden from readers because another cell of the same row is: subtraction would reveal that one.';
COMMENT ON COLUMN verbatim.rollup_topic_month.people IS 'People who wrote them, at least; null: as many as comments.';
COMMENT ON COLUMN verbatim.rollup_topic_month.people_rated IS 'People who wrote those with a rating, at least; null: as many as comments.';

CREATE TABLE verbatim.rollup_touched (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  cube text NOT NULL,
  day date NOT NULL,
  dated boolean NOT NULL,
  source text NOT NULL,
  CONSTRAINT rollup_touched_pkey PRIMARY KEY (id),
  CONSTRAINT rollup_touched_cube CHECK ((cube = ANY (ARRAY['day'::text, 'theme'::text, 'topic'::text])))
);
COMMENT ON TABLE verbatim.rollup_touched IS 'What roll-ups have to count again. Written by triggers, in the transaction of what changed; the nightly run takes rows away as it recounts.';
COMMENT ON COLUMN verbatim.rollup_touched.id IS 'Number of the note.';
COMMENT ON COLUMN verbatim.rollup_touched.cube IS 'day, theme or topic.';
COMMENT ON COLUMN verbatim.rollup_touched.day IS 'As there.';
COMMENT ON COLUMN verbatim.rollup_touched.dated IS 'As there.';
COMMENT ON COLUMN verbatim.rollup_touched.source IS 'As there.';

CREATE TABLE verbatim.run (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  trigger text NOT NULL,
  model_id integer NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  documents bigint DEFAULT 0 NOT NULL,
  analysed bigint DEFAULT 0 NOT NULL,
  failed bigint DEFAULT 0 NOT NULL,
  tokens bigint DEFAULT 0 NOT NULL,
  padded_tokens bigint DEFAULT 0 NOT NULL,
  device text,
  runtime text,
  error_code text,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  attended boolean DEFAULT false NOT NULL,
  as_of timestamp with time zone,
  no_answer bigint DEFAULT 0 NOT NULL,
  mended bigint DEFAULT 0 NOT NULL,
  reading integer,
  masked jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT run_pkey PRIMARY KEY (id),
  CONSTRAINT run_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'interrupted'::text])))
);
CREATE INDEX run_as_of ON verbatim.run USING btree (as_of) WHERE (status = 'done'::text);
CREATE INDEX run_finished ON verbatim.run USING btree (finished_at);
CREATE INDEX run_running ON verbatim.run USING btree (id) WHERE (status = 'running'::text);
COMMENT ON TABLE verbatim.run IS 'One execution of the analysis.';
COMMENT ON COLUMN verbatim.run.id IS 'Number of the run.';
COMMENT ON COLUMN verbatim.run.trigger IS 'What started it: run, analyze, requeue, demo.';
COMMENT ON COLUMN verbatim.run.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.run.status IS 'running, done, failed or interrupted.';
COMMENT ON COLUMN verbatim.run.documents IS 'Documents that had no analysis when it began.';
COMMENT ON COLUMN verbatim.run.analysed IS 'Analyses it stored.';
COMMENT ON COLUMN verbatim.run.failed IS 'Documents it set aside, no_answer included.';
COMMENT ON COLUMN verbatim.run.tokens IS 'Tokens run, special tokens included.';
COMMENT ON COLUMN verbatim.run.padded_tokens IS 'Tokens run with padding; 1 - tokens / padded_tokens is the padding share.';
COMMENT ON COLUMN verbatim.run.device IS 'cpu or cuda:N.';
COMMENT ON COLUMN verbatim.run.runtime IS 'Library and version that ran the model.';
COMMENT ON COLUMN verbatim.run.error_code IS 'Code of the error that ended it (docs/errors.md).';
COMMENT ON COLUMN verbatim.run.started_at IS 'When it began.';
COMMENT ON COLUMN verbatim.run.finished_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN verbatim.run.attended IS 'Whether a process waits for its end. One that is gone leaves it running; the next command sets it to interrupted.';
COMMENT ON COLUMN verbatim.run.as_of IS 'Of a nightly run that is done: what was stored before this moment is in its tables. Freshness is counted from it.';
COMMENT ON COLUMN verbatim.run.no_answer IS 'Of failed: documents that say nothing ("N/A", "no comment").';
COMMENT ON COLUMN verbatim.run.mended IS 'Documents that it analysed of which wrongly decoded characters were mended for reading.';
COMMENT ON COLUMN verbatim.run.reading IS 'Version of the rules by which texts were cleaned and sorted before the model read them; null: before there were any, or no result was stored.';
COMMENT ON COLUMN verbatim.run.masked IS 'Names that were masked or flagged in this run, by kind.';

CREATE TABLE verbatim.run_step (
  run_id bigint NOT NULL,
  step text NOT NULL,
  status text DEFAULT 'running'::text NOT NULL,
  counts jsonb DEFAULT '{}'::jsonb NOT NULL,
  error_code text,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT run_step_run_id_step_pk PRIMARY KEY (run_id, step),
  CONSTRAINT run_step_status CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'interrupted'::text])))
);
COMMENT ON TABLE verbatim.run_step IS 'What each step of a nightly run did.';
COMMENT ON COLUMN verbatim.run_step.run_id IS 'The nightly run.';
COMMENT ON COLUMN verbatim.run_step.step IS 'analyse, words, rollups, themes, topics, theme-rollups, retention, review, digest, audit, alerts or checks.';
COMMENT ON COLUMN verbatim.run_step.status IS 'running, done, failed or interrupted.';
COMMENT ON COLUMN verbatim.run_step.counts IS 'What it counted, by name.';
COMMENT ON COLUMN verbatim.run_step.error_code IS 'Code of the error that ended it (docs/errors.md).';
COMMENT ON COLUMN verbatim.run_step.started_at IS 'When it began.';
COMMENT ON COLUMN verbatim.run_step.finished_at IS 'When it ended; null while it runs.';

CREATE TABLE verbatim.segment (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  ordinal integer NOT NULL,
  start_offset integer NOT NULL,
  end_offset integer NOT NULL,
  sentiment text NOT NULL,
  negative real NOT NULL,
  neutral real NOT NULL,
  positive real NOT NULL,
  score real NOT NULL,
  toxicity real,
  embedding bytea,
  tokens integer NOT NULL,
  CONSTRAINT segment_document_id_model_id_ordinal_pk PRIMARY KEY (document_id, model_id, ordinal),
  CONSTRAINT segment_offsets CHECK (((0 <= start_offset) AND (start_offset < end_offset))),
  CONSTRAINT segment_sentiment CHECK ((sentiment = ANY (ARRAY['negative'::text, 'neutral'::text, 'positive'::text])))
);
CREATE INDEX segment_strongest ON verbatim.segment USING btree (model_id, sentiment, abs(score) DESC, document_id) WHERE ((sentiment <> 'neutral'::text) AND (((end_offset - start_offset) >= 30) AND ((end_offset - start_offset) <= 240)));
COMMENT ON TABLE verbatim.segment IS 'Sentences of a document, judged in the same pass. A sentence longer than a window is several.';
COMMENT ON COLUMN verbatim.segment.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.segment.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.segment.ordinal IS 'Place in the document, from 0.';
COMMENT ON COLUMN verbatim.segment.start_offset IS 'First character, in Unicode code points from 0: substring(text from start_offset + 1 for end_offset - start_offset).';
COMMENT ON COLUMN verbatim.segment.end_offset IS 'End, exclusive, in Unicode code points.';
COMMENT ON COLUMN verbatim.segment.sentiment IS 'negative, neutral or positive.';
COMMENT ON COLUMN verbatim.segment.negative IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.segment.neutral IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.segment.positive IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.segment.score IS 'positive - negative, -1..1.';
COMMENT ON COLUMN verbatim.segment.toxicity IS 'Probability, 0..1.';
COMMENT ON COLUMN verbatim.segment.embedding IS 'Unit vector, as in analysis.';
COMMENT ON COLUMN verbatim.segment.tokens IS 'Content tokens.';

CREATE TABLE verbatim.sentence_topic (
  topic_id uuid NOT NULL,
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  ordinal integer NOT NULL,
  probability real NOT NULL,
  CONSTRAINT sentence_topic_document_id_model_id_ordinal_topic_id_pk PRIMARY KEY (document_id, model_id, ordinal, topic_id),
  CONSTRAINT sentence_topic_probability CHECK (((probability >= (0.3)::double precision) AND (probability <= (1)::double precision)))
);
CREATE INDEX sentence_topic_topic ON verbatim.sentence_topic USING btree (topic_id, model_id, probability DESC NULLS LAST);
COMMENT ON TABLE verbatim.sentence_topic IS 'Sentences and the topics that they may be about, from a probability of 0.3 on.';
COMMENT ON COLUMN verbatim.sentence_topic.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.sentence_topic.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.sentence_topic.model_id IS 'The model whose embedding was judged.';
COMMENT ON COLUMN verbatim.sentence_topic.ordinal IS 'Number of the sentence in the document; its offsets are in segment.';
COMMENT ON COLUMN verbatim.sentence_topic.probability IS 'Probability that the sentence is about the topic, 0.3 to 1: of those with 0.5, half are.';

CREATE TABLE verbatim.source_rule (
  source text NOT NULL,
  identifiers boolean,
  names text,
  places text,
  numbered boolean,
  keep_original boolean,
  retain_days integer,
  patterns jsonb DEFAULT '{}'::jsonb NOT NULL,
  columns jsonb DEFAULT '{}'::jsonb NOT NULL,
  kept_names text[] DEFAULT '{}'::text[] NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT source_rule_pkey PRIMARY KEY (source),
  CONSTRAINT source_rule_names CHECK ((names = ANY (ARRAY['off'::text, 'flag'::text, 'mask'::text]))),
  CONSTRAINT source_rule_places CHECK ((places = ANY (ARRAY['off'::text, 'flag'::text, 'mask'::text]))),
  CONSTRAINT source_rule_retain CHECK ((retain_days > 0))
);
COMMENT ON TABLE verbatim.source_rule IS 'What is masked and how long it is kept, by source: verbatim source set. A null is as the rules of all sources say, and those as Verbatim does by default.';
COMMENT ON COLUMN verbatim.source_rule.source IS 'The source; ''*'': every source.';
COMMENT ON COLUMN verbatim.source_rule.identifiers IS 'Whether e-mail addresses, phone numbers and the like are masked in texts and attributes.';
COMMENT ON COLUMN verbatim.source_rule.names IS 'Names of persons: off, flag (the text stays, the spans are in entity) or mask.';
COMMENT ON COLUMN verbatim.source_rule.places IS 'Names of places: off, flag or mask.';
COMMENT ON COLUMN verbatim.source_rule.numbered IS 'Whether the same value has the same number in its masks, as in [person 3].';
COMMENT ON COLUMN verbatim.source_rule.keep_original IS 'Whether masked comments are kept encrypted as they came (original).';
COMMENT ON COLUMN verbatim.source_rule.retain_days IS 'Days after which comments are deleted, by when they were written, undated ones by when they were stored; null: never.';
COMMENT ON COLUMN verbatim.source_rule.patterns IS 'Kinds of the user: name → regular expression (RE2).';
COMMENT ON COLUMN verbatim.source_rule.columns IS 'Header → keep, mask, drop or hash.';
COMMENT ON COLUMN verbatim.source_rule.kept_names IS 'Names that are not masked, such as those of staff.';
COMMENT ON COLUMN verbatim.source_rule.changed_at IS 'When the rules were last changed.';

CREATE TABLE verbatim.theme (
  id bigint NOT NULL,
  model_id integer NOT NULL,
  name text NOT NULL,
  user_name text,
  keywords text[] NOT NULL,
  centroid bytea NOT NULL,
  segments bigint DEFAULT 0 NOT NULL,
  current boolean NOT NULL,
  hidden boolean DEFAULT false NOT NULL,
  merged_into bigint,
  shown_as bigint NOT NULL,
  split_from bigint,
  edited_at timestamp with time zone,
  first_seen timestamp with time zone NOT NULL,
  last_seen timestamp with time zone NOT NULL,
  talk boolean DEFAULT false NOT NULL,
  parent bigint,
  name_asked boolean DEFAULT false NOT NULL,
  name_writer text,
  CONSTRAINT theme_pkey PRIMARY KEY (id),
  CONSTRAINT theme_user_name CHECK ((btrim(user_name) <> ''::text))
);
CREATE INDEX theme_model ON verbatim.theme USING btree (model_id);
CREATE INDEX theme_parent ON verbatim.theme USING btree (parent);
CREATE INDEX theme_shown_as ON verbatim.theme USING btree (shown_as);
COMMENT ON TABLE verbatim.theme IS 'A theme: a cluster of segments of one model, with an id that it keeps from run to run. Rows are never deleted.';
COMMENT ON COLUMN verbatim.theme.id IS 'Number of the theme; stays the same as long as the theme is found again, and is never used twice.';
COMMENT ON COLUMN verbatim.theme.model_id IS 'The model whose embeddings it is made of.';
COMMENT ON COLUMN verbatim.theme.name IS 'Name made from its keywords when it was first found; it does not change.';
COMMENT ON COLUMN verbatim.theme.user_name IS 'Name given by a person (verbatim.rename_theme); shown instead of name.';
COMMENT ON COLUMN verbatim.theme.keywords IS 'Terms that tell it from the other themes, heaviest first (class-based TF-IDF); as of the last clustering.';
COMMENT ON COLUMN verbatim.theme.centroid IS 'Direction of its middle, of unit length: little-endian half floats, as embeddings of segments are stored.';
COMMENT ON COLUMN verbatim.theme.segments IS 'Segments that belong to it.';
COMMENT ON COLUMN verbatim.theme.current IS 'False when the last clustering did not find it again: it has no segments, and may come back.';
COMMENT ON COLUMN verbatim.theme.hidden IS 'True when a person hid it (verbatim.hide_theme).';
COMMENT ON COLUMN verbatim.theme.merged_into IS 'Theme that a person merged it into (verbatim.merge_themes); it goes on by itself underneath.';
COMMENT ON COLUMN verbatim.theme.shown_as IS 'Theme that it is shown as: itself, or where merged_into leads in the end.';
COMMENT ON COLUMN verbatim.theme.split_from IS 'Theme that it was a part of until a person split that (verbatim.split_theme).';
COMMENT ON COLUMN verbatim.theme.edited_at IS 'When a person edited it last; an edited theme lives on even where a rebuild does not find it.';
COMMENT ON COLUMN verbatim.theme.first_seen IS 'The nightly run that found it first.';
COMMENT ON COLUMN verbatim.theme.last_seen IS 'The last nightly run that brought it a segment or found it again.';
COMMENT ON COLUMN verbatim.theme.talk IS 'Most of its sentences name no subject ("I love it"). Such themes are shown as one, last in every list.';
COMMENT ON COLUMN verbatim.theme.parent IS 'The largest theme of its group; null for that theme itself and for themes without a group.';
COMMENT ON COLUMN verbatim.theme.name_asked IS 'Whether a writer was asked for a name since the theme has its generated one.';
COMMENT ON COLUMN verbatim.theme.name_writer IS 'Model that wrote the name; null: it is a topic, or a phrase of the comments.';

CREATE TABLE verbatim.theme_clustering (
  model_id integer NOT NULL,
  number integer NOT NULL,
  reason text NOT NULL,
  seed integer NOT NULL,
  segments bigint NOT NULL,
  themes integer NOT NULL,
  far_below real NOT NULL,
  newcomers bigint DEFAULT 0 NOT NULL,
  far_newcomers bigint DEFAULT 0 NOT NULL,
  made_at timestamp with time zone NOT NULL,
  space bytea,
  CONSTRAINT theme_clustering_model_id_number_pk PRIMARY KEY (model_id, number),
  CONSTRAINT theme_clustering_reason CHECK ((reason = ANY (ARRAY['first'::text, 'rebuild'::text, 'outgrown'::text, 'grown'::text, 'changed'::text])))
);
COMMENT ON TABLE verbatim.theme_clustering IS 'One row per clustering of a model''s segments, and what has come in since.';
COMMENT ON COLUMN verbatim.theme_clustering.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.theme_clustering.number IS 'From 1, one more each time.';
COMMENT ON COLUMN verbatim.theme_clustering.reason IS 'first; rebuild (asked for); outgrown (three times as many segments); grown (half as many again); changed (newcomers fit the themes badly).';
COMMENT ON COLUMN verbatim.theme_clustering.seed IS 'Seed of its random numbers.';
COMMENT ON COLUMN verbatim.theme_clustering.segments IS 'Segments clustered.';
COMMENT ON COLUMN verbatim.theme_clustering.themes IS 'Themes found.';
COMMENT ON COLUMN verbatim.theme_clustering.far_below IS 'Similarity that one segment in twenty was below; newcomers below it are far.';
COMMENT ON COLUMN verbatim.theme_clustering.newcomers IS 'Segments assigned since.';
COMMENT ON COLUMN verbatim.theme_clustering.far_newcomers IS 'Of them far from every theme.';
COMMENT ON COLUMN verbatim.theme_clustering.made_at IS 'When.';
COMMENT ON COLUMN verbatim.theme_clustering.space IS 'The map from sentence embeddings to subject vectors, as half floats; null: the embeddings were clustered themselves.';

CREATE TABLE verbatim.theme_edit (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  theme_id bigint NOT NULL,
  kind text NOT NULL,
  name text,
  into_theme bigint,
  parts integer,
  made_by text DEFAULT CURRENT_USER NOT NULL,
  made_at timestamp with time zone DEFAULT now() NOT NULL,
  applied_at timestamp with time zone,
  CONSTRAINT theme_edit_pkey PRIMARY KEY (id),
  CONSTRAINT theme_edit_kind CHECK ((kind = ANY (ARRAY['rename'::text, 'hide'::text, 'show'::text, 'merge'::text, 'unmerge'::text, 'split'::text])))
);
CREATE INDEX theme_edit_theme ON verbatim.theme_edit USING btree (theme_id);
CREATE INDEX theme_edit_waiting ON verbatim.theme_edit USING btree (id) WHERE (applied_at IS NULL);
COMMENT ON TABLE verbatim.theme_edit IS 'What people changed about themes, by the functions of this schema; oldest first.';
COMMENT ON COLUMN verbatim.theme_edit.id IS 'Number of the edit.';
COMMENT ON COLUMN verbatim.theme_edit.theme_id IS 'The theme edited.';
COMMENT ON COLUMN verbatim.theme_edit.kind IS 'rename, hide, show, merge, unmerge or split.';
COMMENT ON COLUMN verbatim.theme_edit.name IS 'Of a rename: the new name; null gives the made name back.';
COMMENT ON COLUMN verbatim.theme_edit.into_theme IS 'Of a merge: where it was merged into.';
COMMENT ON COLUMN verbatim.theme_edit.parts IS 'Of a split: into how many.';
COMMENT ON COLUMN verbatim.theme_edit.made_by IS 'Database user who made it.';
COMMENT ON COLUMN verbatim.theme_edit.made_at IS 'When it was made.';
COMMENT ON COLUMN verbatim.theme_edit.applied_at IS 'When it took effect: at once, or, of a split, in the next nightly run.';

CREATE TABLE verbatim.theme_emergence (
  theme_id bigint NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  said bigint NOT NULL,
  of bigint NOT NULL,
  expected double precision NOT NULL,
  probability double precision NOT NULL,
  emerging boolean NOT NULL,
  people bigint,
  CONSTRAINT theme_emergence_pkey PRIMARY KEY (theme_id)
);
COMMENT ON TABLE verbatim.theme_emergence IS 'How each theme emerged by the last nightly run: the last seven days of feedback against those before.';
COMMENT ON COLUMN verbatim.theme_emergence.theme_id IS 'The theme.';
COMMENT ON COLUMN verbatim.theme_emergence.first_day IS 'First day that was tested, UTC.';
COMMENT ON COLUMN verbatim.theme_emergence.last_day IS 'Last day: the last of any feedback.';
COMMENT ON COLUMN verbatim.theme_emergence.said IS 'Feedback of these days that speaks of it.';
COMMENT ON COLUMN verbatim.theme_emergence.of IS 'Analysed feedback of these days.';
COMMENT ON COLUMN verbatim.theme_emergence.expected IS 'How many the days before let expect.';
COMMENT ON COLUMN verbatim.theme_emergence.probability IS 'How likely so many or more would be, were nothing new; 1 with fewer than 14 days of past.';
COMMENT ON COLUMN verbatim.theme_emergence.emerging IS 'More than chance, all themes judged together (false discovery rate 0.05).';
COMMENT ON COLUMN verbatim.theme_emergence.people IS 'People who wrote the comments of these days, at least; null: as many as comments.';

CREATE TABLE verbatim.theme_quote (
  theme_id bigint NOT NULL,
  rank integer NOT NULL,
  feedback_id bigint NOT NULL,
  document_id bigint NOT NULL,
  ordinal integer NOT NULL,
  start_offset integer NOT NULL,
  end_offset integer NOT NULL,
  quote text NOT NULL,
  CONSTRAINT theme_quote_theme_id_rank_pk PRIMARY KEY (theme_id, rank),
  CONSTRAINT theme_quote_offsets CHECK (((0 <= start_offset) AND (start_offset < end_offset)))
);
CREATE INDEX theme_quote_document ON verbatim.theme_quote USING btree (document_id);
CREATE INDEX theme_quote_feedback ON verbatim.theme_quote USING btree (feedback_id);
COMMENT ON TABLE verbatim.theme_quote IS 'Sentences that stand for a theme: near its middle and unlike each other. A trigger refuses what the stored text does not say.';
COMMENT ON COLUMN verbatim.theme_quote.theme_id IS 'The theme.';
COMMENT ON COLUMN verbatim.theme_quote.rank IS 'From 1, best first.';
COMMENT ON COLUMN verbatim.theme_quote.feedback_id IS 'A feedback with this text, the one stored first.';
COMMENT ON COLUMN verbatim.theme_quote.document_id IS 'Its text.';
COMMENT ON COLUMN verbatim.theme_quote.ordinal IS 'Number of the segment in the document.';
COMMENT ON COLUMN verbatim.theme_quote.start_offset IS 'Where the quote begins in document.text, in code points from 0.';
COMMENT ON COLUMN verbatim.theme_quote.end_offset IS 'Where it ends, exclusive.';
COMMENT ON COLUMN verbatim.theme_quote.quote IS 'Exactly what stands there.';

CREATE TABLE verbatim.theme_segment (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  ordinal integer NOT NULL,
  theme_id bigint,
  similarity real,
  CONSTRAINT theme_segment_document_id_model_id_ordinal_pk PRIMARY KEY (document_id, model_id, ordinal),
  CONSTRAINT theme_segment_whole CHECK (((theme_id IS NULL) = (similarity IS NULL)))
);
CREATE INDEX theme_segment_theme ON verbatim.theme_segment USING btree (theme_id, similarity DESC NULLS LAST, document_id, ordinal);
COMMENT ON TABLE verbatim.theme_segment IS 'Which theme each segment of a model belongs to. A segment without a row has not been looked at yet.';
COMMENT ON COLUMN verbatim.theme_segment.document_id IS 'Document of the segment.';
COMMENT ON COLUMN verbatim.theme_segment.model_id IS 'Model of the segment.';
COMMENT ON COLUMN verbatim.theme_segment.ordinal IS 'Number of the segment in its document, from 0.';
COMMENT ON COLUMN verbatim.theme_segment.theme_id IS 'Its theme as found, before merges (theme.shown_as has those); null when the segment has no embedding.';
COMMENT ON COLUMN verbatim.theme_segment.similarity IS 'Cosine of its embedding to the theme''s centroid, -1..1.';

CREATE TABLE verbatim.tombstone (
  kind text NOT NULL,
  mac bytea NOT NULL,
  erasure_id bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT tombstone_kind_mac_pk PRIMARY KEY (kind, mac),
  CONSTRAINT tombstone_kind CHECK ((kind = ANY (ARRAY['author'::text, 'id'::text, 'row'::text])))
);
CREATE INDEX tombstone_erasure ON verbatim.tombstone USING btree (erasure_id);
COMMENT ON TABLE verbatim.tombstone IS 'Keyed hashes of what was erased: an import refuses such rows.';
COMMENT ON COLUMN verbatim.tombstone.kind IS 'author, id (source and external id) or row (fingerprint).';
COMMENT ON COLUMN verbatim.tombstone.mac IS '128 bits of the keyed hash.';
COMMENT ON COLUMN verbatim.tombstone.erasure_id IS 'The erasure.';
COMMENT ON COLUMN verbatim.tombstone.created_at IS 'When it was erased.';

CREATE TABLE verbatim.topic (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  key text,
  name text NOT NULL,
  names jsonb DEFAULT '{}'::jsonb NOT NULL,
  description text NOT NULL,
  parent_id uuid,
  origin text DEFAULT 'user'::text NOT NULL,
  threshold real DEFAULT 0.35 NOT NULL,
  retired_at timestamp with time zone,
  merged_into uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  kind text DEFAULT 'subject'::text NOT NULL,
  CONSTRAINT topic_pkey PRIMARY KEY (id),
  CONSTRAINT topic_described CHECK (((btrim(description) <> ''::text) AND (length(description) <= 2000))),
  CONSTRAINT topic_kind CHECK ((kind = ANY (ARRAY['subject'::text, 'statement'::text]))),
  CONSTRAINT topic_merged_retired CHECK (((merged_into IS NULL) OR (retired_at IS NOT NULL))),
  CONSTRAINT topic_named CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200))),
  CONSTRAINT topic_origin CHECK ((origin = ANY (ARRAY['catalogue'::text, 'user'::text, 'theme'::text]))),
  CONSTRAINT topic_parent_other CHECK ((parent_id <> id)),
  CONSTRAINT topic_threshold CHECK (((threshold >= (0.3)::double precision) AND (threshold <= (1)::double precision)))
);
CREATE UNIQUE INDEX topic_key ON verbatim.topic USING btree (key);
CREATE UNIQUE INDEX topic_name ON verbatim.topic USING btree (lower(name));
CREATE INDEX topic_parent ON verbatim.topic USING btree (parent_id);
COMMENT ON TABLE verbatim.topic IS 'Subjects that people define (verbatim topic). Rows are never deleted.';
COMMENT ON COLUMN verbatim.topic.id IS 'Number of the topic, for ever: a rename, a move or an import of the same key keeps it.';
COMMENT ON COLUMN verbatim.topic.key IS 'Short name of the topic in codebook files; null: it has none.';
COMMENT ON COLUMN verbatim.topic.name IS 'What people call it; unique without regard to case.';
COMMENT ON COLUMN verbatim.topic.names IS 'Its names in other languages: ISO 639 code and name.';
COMMENT ON COLUMN verbatim.topic.description IS 'What a comment about it says, in a sentence or two. Sentences are judged by it.';
COMMENT ON COLUMN verbatim.topic.parent_id IS 'The topic above it; null: none.';
COMMENT ON COLUMN verbatim.topic.origin IS 'catalogue: shipped; user: a person; theme: made of a discovered theme.';
COMMENT ON COLUMN verbatim.topic.threshold IS 'A sentence is about the topic from this probability on, 0.3 to 1.';
COMMENT ON COLUMN verbatim.topic.retired_at IS 'When it was retired: it is no longer judged or shown, and its results stay.';
COMMENT ON COLUMN verbatim.topic.merged_into IS 'The topic that it was merged into, which has its examples; null: none.';
COMMENT ON COLUMN verbatim.topic.created_at IS 'When it was stored.';
COMMENT ON COLUMN verbatim.topic.updated_at IS 'When it or its examples were changed last.';
COMMENT ON COLUMN verbatim.topic.kind IS 'subject: what a sentence is about; statement: what it does, such as to complain, to praise or to ask.';

CREATE TABLE verbatim.topic_change (
  topic_id uuid NOT NULL,
  measure text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  n bigint NOT NULL,
  of bigint NOT NULL,
  n_before bigint NOT NULL,
  of_before bigint NOT NULL,
  difference double precision NOT NULL,
  low double precision NOT NULL,
  high double precision NOT NULL,
  probability double precision NOT NULL,
  changed boolean NOT NULL,
  few boolean DEFAULT false NOT NULL,
  CONSTRAINT topic_change_topic_id_measure_pk PRIMARY KEY (topic_id, measure),
  CONSTRAINT topic_change_measure CHECK ((measure = ANY (ARRAY['share'::text, 'negative'::text])))
);
COMMENT ON TABLE verbatim.topic_change IS 'How each topic changed by the last nightly run: the last 28 days of feedback against the 28 before.';
COMMENT ON COLUMN verbatim.topic_change.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.topic_change.measure IS 'share: comments about it among the analysed ones; negative: comments with a negative sentence about it among those about it.';
COMMENT ON COLUMN verbatim.topic_change.first_day IS 'First day of the later period, UTC.';
COMMENT ON COLUMN verbatim.topic_change.last_day IS 'Its last day: the last of any feedback.';
COMMENT ON COLUMN verbatim.topic_change.n IS 'Comments that count in the later period.';
COMMENT ON COLUMN verbatim.topic_change.of IS 'Comments that they are a share of.';
COMMENT ON COLUMN verbatim.topic_change.n_before IS 'The same in the days before, as many.';
COMMENT ON COLUMN verbatim.topic_change.of_before IS 'The same in the days before.';
COMMENT ON COLUMN verbatim.topic_change.difference IS 'Share of the later period less that of the one before, -1..1.';
COMMENT ON COLUMN verbatim.topic_change.low IS 'Low end of its 95 % interval.';
COMMENT ON COLUMN verbatim.topic_change.high IS 'High end of it.';
COMMENT ON COLUMN verbatim.topic_change.probability IS 'p of the test of two proportions, two-sided.';
COMMENT ON COLUMN verbatim.topic_change.changed IS 'Whether it changed beyond noise, all tests of the run together.';
COMMENT ON COLUMN verbatim.topic_change.few IS 'Whether a number of it, or what is left beside it, may be of fewer people than verbatim_reader may see.';

CREATE TABLE verbatim.topic_example (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  topic_id uuid NOT NULL,
  text text NOT NULL,
  language text,
  counter boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  feedback_id bigint,
  CONSTRAINT topic_example_pkey PRIMARY KEY (id),
  CONSTRAINT topic_example_language CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  CONSTRAINT topic_example_text CHECK (((btrim(text) <> ''::text) AND (length(text) <= 2000)))
);
CREATE INDEX topic_example_feedback ON verbatim.topic_example USING btree (feedback_id);
CREATE UNIQUE INDEX topic_example_once ON verbatim.topic_example USING btree (topic_id, md5(text));
COMMENT ON TABLE verbatim.topic_example IS 'Sentences that people say are about a topic, or are not.';
COMMENT ON COLUMN verbatim.topic_example.id IS 'Number of the example.';
COMMENT ON COLUMN verbatim.topic_example.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.topic_example.text IS 'The sentence, as people wrote it.';
COMMENT ON COLUMN verbatim.topic_example.language IS 'Its language, ISO 639; null: not said.';
COMMENT ON COLUMN verbatim.topic_example.counter IS 'True: a sentence that is not about the topic, though it may look so.';
COMMENT ON COLUMN verbatim.topic_example.created_at IS 'When it was stored.';
COMMENT ON COLUMN verbatim.topic_example.feedback_id IS 'Comment that the example is copied from; deleting that deletes the example. Null for examples that people wrote.';

CREATE TABLE verbatim.topic_model (
  topic_id uuid NOT NULL,
  model_id integer NOT NULL,
  definition text NOT NULL,
  method text NOT NULL,
  weights bytea NOT NULL,
  bias real NOT NULL,
  examples integer NOT NULL,
  counter_examples integer NOT NULL,
  hits integer,
  misses integer,
  false_alarms integer,
  scored_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT topic_model_topic_id_model_id_pk PRIMARY KEY (topic_id, model_id),
  CONSTRAINT topic_model_checked CHECK ((num_nulls(hits, misses, false_alarms) = ANY (ARRAY[0, 3]))),
  CONSTRAINT topic_model_method CHECK ((method = ANY (ARRAY['description'::text, 'head'::text])))
);
COMMENT ON TABLE verbatim.topic_model IS 'How a topic is judged with the embeddings of a model.';
COMMENT ON COLUMN verbatim.topic_model.topic_id IS 'The topic.';
COMMENT ON COLUMN verbatim.topic_model.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.topic_model.definition IS 'SHA-256 of the name, description and examples that its results are of, and of the space.';
COMMENT ON COLUMN verbatim.topic_model.method IS 'description: by similarity to its texts; head: by a logistic head trained on eight examples or more.';
COMMENT ON COLUMN verbatim.topic_model.weights IS 'Weight of each dimension of the space: little-endian floats of 4 bytes.';
COMMENT ON COLUMN verbatim.topic_model.bias IS 'Added to their sum; the logistic function of it is the probability.';
COMMENT ON COLUMN verbatim.topic_model.examples IS 'Examples that it was made of.';
COMMENT ON COLUMN verbatim.topic_model.counter_examples IS 'Counter-examples that it was made of.';
COMMENT ON COLUMN verbatim.topic_model.hits IS 'Its examples that were found, each judged by what was made without it; null: it has none.';
COMMENT ON COLUMN verbatim.topic_model.misses IS 'Its examples that were not found.';
COMMENT ON COLUMN verbatim.topic_model.false_alarms IS 'Counter-examples and examples of other topics that were found.';
COMMENT ON COLUMN verbatim.topic_model.scored_at IS 'When its results were stored.';

CREATE TABLE verbatim.topic_scored (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  CONSTRAINT topic_scored_model_id_document_id_pk PRIMARY KEY (model_id, document_id)
);
COMMENT ON TABLE verbatim.topic_scored IS 'Documents that all topics were judged on. New ones are those that are missing here.';
COMMENT ON COLUMN verbatim.topic_scored.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.topic_scored.model_id IS 'The model whose sentences were judged.';

CREATE TABLE verbatim.topic_space (
  model_id integer NOT NULL,
  hash text NOT NULL,
  mean bytea NOT NULL,
  projection bytea NOT NULL,
  spread real NOT NULL,
  sentences integer NOT NULL,
  segments bigint NOT NULL,
  texts integer NOT NULL,
  made_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT topic_space_pkey PRIMARY KEY (model_id)
);
COMMENT ON TABLE verbatim.topic_space IS 'The space in which sentences of a model are compared with topics: embeddings less their mean, scaled so that common directions weigh less.';
COMMENT ON COLUMN verbatim.topic_space.model_id IS 'The model of the embeddings.';
COMMENT ON COLUMN verbatim.topic_space.hash IS 'SHA-256 of mean and projection; a topic is judged again when it changes.';
COMMENT ON COLUMN verbatim.topic_space.mean IS 'Mean of embeddings: little-endian floats of 4 bytes.';
COMMENT ON COLUMN verbatim.topic_space.projection IS 'Matrix by which an embedding less the mean is multiplied, row by row: little-endian floats of 4 bytes.';
COMMENT ON COLUMN verbatim.topic_space.spread IS 'Root mean square of the cosines of pairs of sentences in it, 0..1: how near two are by chance.';
COMMENT ON COLUMN verbatim.topic_space.sentences IS 'Sentences that it was estimated from.';
COMMENT ON COLUMN verbatim.topic_space.segments IS 'Sentences that the model had then; it is estimated again when they have doubled.';
COMMENT ON COLUMN verbatim.topic_space.texts IS 'Texts of topics that there were then; likewise.';
COMMENT ON COLUMN verbatim.topic_space.made_at IS 'When.';

CREATE TABLE verbatim.topic_text (
  model_id integer NOT NULL,
  hash bytea NOT NULL,
  embedding bytea NOT NULL,
  CONSTRAINT topic_text_model_id_hash_pk PRIMARY KEY (model_id, hash)
);
COMMENT ON TABLE verbatim.topic_text IS 'Embeddings of names, descriptions and examples of topics, so that each text is read once.';
COMMENT ON COLUMN verbatim.topic_text.model_id IS 'The model.';
COMMENT ON COLUMN verbatim.topic_text.hash IS 'SHA-256 of the text.';
COMMENT ON COLUMN verbatim.topic_text.embedding IS 'Its embedding: little-endian half floats, as of sentences.';

CREATE TABLE verbatim.translation (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  sentences text[] NOT NULL,
  start_offsets integer[] NOT NULL,
  end_offsets integer[] NOT NULL,
  truncated boolean NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT translation_document_id_model_id_pk PRIMARY KEY (document_id, model_id),
  CONSTRAINT translation_sentences CHECK (((cardinality(sentences) > 0) AND (cardinality(sentences) = cardinality(start_offsets)) AND (cardinality(sentences) = cardinality(end_offsets))))
);
COMMENT ON TABLE verbatim.translation IS 'Documents in the words of a translator, sentence by sentence; made once for each translator.';
COMMENT ON COLUMN verbatim.translation.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.translation.model_id IS 'The model that translated it.';
COMMENT ON COLUMN verbatim.translation.sentences IS 'The translated sentences; array_to_string(sentences, '' '') is the text.';
COMMENT ON COLUMN verbatim.translation.start_offsets IS 'For each of them, where its original begins in document.text, in characters from 0.';
COMMENT ON COLUMN verbatim.translation.end_offsets IS 'Where it ends, exclusive.';
COMMENT ON COLUMN verbatim.translation.truncated IS 'True when the model did not read or did not finish a sentence.';
COMMENT ON COLUMN verbatim.translation.created_at IS 'When it was translated.';

CREATE TABLE verbatim.translator (
  language text NOT NULL,
  target text NOT NULL,
  model_id integer NOT NULL,
  named_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT translator_pkey PRIMARY KEY (language),
  CONSTRAINT translator_language CHECK (((language ~ '^[a-z]{2}$'::text) AND (target ~ '^[a-z]{2}$'::text)))
);
COMMENT ON TABLE verbatim.translator IS 'Which model translates a language before it is analysed (verbatim model add FOLDER --translates).';
COMMENT ON COLUMN verbatim.translator.language IS 'Language of the texts, ISO 639-1.';
COMMENT ON COLUMN verbatim.translator.target IS 'Language that they are translated into, ISO 639-1.';
COMMENT ON COLUMN verbatim.translator.model_id IS 'The model that translates.';
COMMENT ON COLUMN verbatim.translator.named_at IS 'When it was named.';

CREATE TABLE verbatim.trial (
  document_id bigint NOT NULL,
  model_id integer NOT NULL,
  lost integer DEFAULT 0 NOT NULL,
  since_run bigint DEFAULT 0 NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT trial_document_id_model_id_pk PRIMARY KEY (document_id, model_id),
  CONSTRAINT trial_lost CHECK ((lost >= 0))
);
COMMENT ON TABLE verbatim.trial IS 'Documents that a worker was lost on, or that are to be tried again, until they have a result. Empty in quiet times.';
COMMENT ON COLUMN verbatim.trial.document_id IS 'The document.';
COMMENT ON COLUMN verbatim.trial.model_id IS 'The model that is to judge it.';
COMMENT ON COLUMN verbatim.trial.lost IS 'How many worker processes ended while they worked on it under watch; it is then run in smaller groups, alone, and at last set aside as WORKER_LOST.';
COMMENT ON COLUMN verbatim.trial.since_run IS 'A failure that a run before this one found is stale and is not stored: verbatim retry has asked anew.';
COMMENT ON COLUMN verbatim.trial.changed_at IS 'When the row was last changed.';

CREATE TABLE verbatim.upload (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  state text DEFAULT 'receiving'::text NOT NULL,
  file_name text NOT NULL,
  format text NOT NULL,
  settings jsonb DEFAULT '{}'::jsonb NOT NULL,
  bytes bigint DEFAULT 0 NOT NULL,
  bytes_read bigint DEFAULT 0 NOT NULL,
  fingerprint text,
  idempotency_key text,
  attempts integer DEFAULT 0 NOT NULL,
  cancel_requested boolean DEFAULT false NOT NULL,
  attributes text[] DEFAULT '{}'::text[] NOT NULL,
  unparsed jsonb DEFAULT '[]'::jsonb NOT NULL,
  error jsonb,
  analysis_pending boolean DEFAULT false NOT NULL,
  run_id bigint,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  received_at timestamp with time zone,
  seen_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  owner text,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  CONSTRAINT upload_pkey PRIMARY KEY (id),
  CONSTRAINT upload_format CHECK ((format = ANY (ARRAY['csv'::text, 'ndjson'::text]))),
  CONSTRAINT upload_state CHECK ((state = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'broken_off'::text])))
);
CREATE INDEX upload_created ON verbatim.upload USING btree (created_at);
CREATE INDEX upload_finished ON verbatim.upload USING btree (finished_at);
CREATE UNIQUE INDEX upload_idempotency_key ON verbatim.upload USING btree (idempotency_key, COALESCE(owner, ''::text));
CREATE INDEX upload_open ON verbatim.upload USING btree (state) WHERE ((finished_at IS NULL) OR analysis_pending);
CREATE INDEX upload_run ON verbatim.upload USING btree (run_id);
CREATE INDEX upload_state_created ON verbatim.upload USING btree (state, created_at);
COMMENT ON TABLE verbatim.upload IS 'One file or batch that was sent over HTTP, from its first byte to the end of its import.';
COMMENT ON COLUMN verbatim.upload.id IS 'Name of the upload in the addresses of the HTTP server, and of its spool file.';
COMMENT ON COLUMN verbatim.upload.state IS 'receiving, queued, running, done, failed, cancelled, or broken_off (the sender went away before the end: nothing was imported).';
COMMENT ON COLUMN verbatim.upload.file_name IS 'Name the sender gave the file: a label, never a path.';
COMMENT ON COLUMN verbatim.upload.format IS 'What the spool file holds: csv (any delimited text) or ndjson.';
COMMENT ON COLUMN verbatim.upload.settings IS 'Source, map, delimiter and encoding, as far as the sender gave them.';
COMMENT ON COLUMN verbatim.upload.bytes IS 'Size of the spool file.';
COMMENT ON COLUMN verbatim.upload.bytes_read IS 'Bytes of it that the import has read.';
COMMENT ON COLUMN verbatim.upload.fingerprint IS 'SHA-256 over content, file name and settings; null until all is received.';
COMMENT ON COLUMN verbatim.upload.idempotency_key IS 'Idempotency-Key of the request; the same one from the same owner names the same upload.';
COMMENT ON COLUMN verbatim.upload.attempts IS 'How often its import was begun without being told to stop; bounded.';
COMMENT ON COLUMN verbatim.upload.cancel_requested IS 'True once somebody asked to stop the running import.';
COMMENT ON COLUMN verbatim.upload.attributes IS 'Columns that went to the attributes; filled at the end.';
COMMENT ON COLUMN verbatim.upload.unparsed IS 'Columns with cells that were not understood: column, count, first line; filled at the end.';
COMMENT ON COLUMN verbatim.upload.error IS 'Code, message and fix of what ended it; never feedback.';
COMMENT ON COLUMN verbatim.upload.analysis_pending IS 'True from the end of the import until its documents are in the queue.';
COMMENT ON COLUMN verbatim.upload.run_id IS 'Run that analyses its documents; null when it brought no new ones.';
COMMENT ON COLUMN verbatim.upload.created_at IS 'When its first byte came.';
COMMENT ON COLUMN verbatim.upload.received_at IS 'When its last byte came.';
COMMENT ON COLUMN verbatim.upload.seen_at IS 'When a server last held it, in memory or in its spool folder; renewed once a minute.';
COMMENT ON COLUMN verbatim.upload.finished_at IS 'When it ended, however it ended.';
COMMENT ON COLUMN verbatim.upload.owner IS 'Id of the key that sent it (api_key.id, or VERBATIM_API_KEY); null: no key. Other keys do not see it, unless they have the scope admin.';
COMMENT ON COLUMN verbatim.upload.claimed_by IS 'Random id of the server that imports it; null: none does.';
COMMENT ON COLUMN verbatim.upload.claimed_until IS 'When another server may take it over, unless the claim is renewed before; by the clock of this database.';

CREATE TABLE verbatim.worker (
  id uuid NOT NULL,
  host text NOT NULL,
  process integer NOT NULL,
  model_id integer,
  device text NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  heard_at timestamp with time zone DEFAULT now() NOT NULL,
  lock_seconds real NOT NULL,
  held integer DEFAULT 0 NOT NULL,
  finished bigint DEFAULT 0 NOT NULL,
  waits_for text,
  left_code text,
  CONSTRAINT worker_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE verbatim.worker IS 'One row per worker process that takes batches, renewed several times in the time of a lock. Removed when the worker stops as told; a day after it was last heard otherwise.';
COMMENT ON COLUMN verbatim.worker.id IS 'Random, made at each start.';
COMMENT ON COLUMN verbatim.worker.host IS 'Name of the machine.';
COMMENT ON COLUMN verbatim.worker.process IS 'Process id on that machine.';
COMMENT ON COLUMN verbatim.worker.model_id IS 'Model whose batches it takes.';
COMMENT ON COLUMN verbatim.worker.device IS 'cpu, cuda or cuda:N.';
COMMENT ON COLUMN verbatim.worker.started_at IS 'When it began to take batches.';
COMMENT ON COLUMN verbatim.worker.heard_at IS 'When it last reached this database, by the clock of this database.';
COMMENT ON COLUMN verbatim.worker.lock_seconds IS 'Its VERBATIM_LOCK_SECONDS. Not heard for longer: its batches are free for others.';
COMMENT ON COLUMN verbatim.worker.held IS 'Batches that it works on.';
COMMENT ON COLUMN verbatim.worker.finished IS 'Batches that it has finished.';
COMMENT ON COLUMN verbatim.worker.waits_for IS 'Why it takes no batch: database, queue, clock. Null: it takes some.';
COMMENT ON COLUMN verbatim.worker.left_code IS 'Code of the error with which it left the queue, such as DEVICE_LOST; null while it works.';

CREATE TABLE verbatim.writer_use (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  run_id bigint,
  purpose text NOT NULL,
  writer text NOT NULL,
  requests integer NOT NULL,
  failed_requests integer NOT NULL,
  prompt_tokens bigint,
  completion_tokens bigint,
  sentences integer NOT NULL,
  dropped integer NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT writer_use_pkey PRIMARY KEY (id),
  CONSTRAINT writer_use_counts CHECK (((requests >= 0) AND ((failed_requests >= 0) AND (failed_requests <= requests)) AND ((dropped >= 0) AND (dropped <= sentences)))),
  CONSTRAINT writer_use_purpose CHECK ((purpose = ANY (ARRAY['answer'::text, 'theme_names'::text, 'digest'::text, 'reply'::text])))
);
CREATE INDEX writer_use_run ON verbatim.writer_use USING btree (run_id);
COMMENT ON TABLE verbatim.writer_use IS 'What a model that writes was asked for, what it cost, and how much of what it wrote was dropped. No text.';
COMMENT ON COLUMN verbatim.writer_use.id IS 'Number of the use.';
COMMENT ON COLUMN verbatim.writer_use.run_id IS 'The run that asked; null: a person or a program did.';
COMMENT ON COLUMN verbatim.writer_use.purpose IS 'answer, theme_names, digest or reply.';
COMMENT ON COLUMN verbatim.writer_use.writer IS 'Name of the model, as its server or folder gives it.';
COMMENT ON COLUMN verbatim.writer_use.requests IS 'Requests sent, repeated ones included; runs of a model in a folder.';
COMMENT ON COLUMN verbatim.writer_use.failed_requests IS 'Of them, those without a usable answer.';
COMMENT ON COLUMN verbatim.writer_use.prompt_tokens IS 'Tokens that were sent, as the server counts them; null: it does not say.';
COMMENT ON COLUMN verbatim.writer_use.completion_tokens IS 'Tokens that were written; null: it does not say.';
COMMENT ON COLUMN verbatim.writer_use.sentences IS 'Sentences that it wrote.';
COMMENT ON COLUMN verbatim.writer_use.dropped IS 'Of them, those that no named sentences bear out, which nobody was shown.';
COMMENT ON COLUMN verbatim.writer_use.at IS 'When it ended.';

-- Foreign keys

ALTER TABLE verbatim.accuracy ADD CONSTRAINT accuracy_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.alert ADD CONSTRAINT alert_finding_id_audit_finding_id_fk FOREIGN KEY (finding_id) REFERENCES verbatim.audit_finding(id) ON DELETE CASCADE;
ALTER TABLE verbatim.alert ADD CONSTRAINT alert_theme_id_theme_id_fk FOREIGN KEY (theme_id) REFERENCES verbatim.theme(id) ON DELETE CASCADE;
ALTER TABLE verbatim.alert ADD CONSTRAINT alert_topic_id_topic_id_fk FOREIGN KEY (topic_id) REFERENCES verbatim.topic(id) ON DELETE CASCADE;
ALTER TABLE verbatim.analysis ADD CONSTRAINT analysis_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.analysis ADD CONSTRAINT analysis_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.analysis ADD CONSTRAINT analysis_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id);
ALTER TABLE verbatim.analysis ADD CONSTRAINT analysis_translation FOREIGN KEY (document_id, translator_id) REFERENCES verbatim.translation(document_id, model_id);
ALTER TABLE verbatim.audit ADD CONSTRAINT audit_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.audit ADD CONSTRAINT audit_policy_id_audit_policy_id_fk FOREIGN KEY (policy_id) REFERENCES verbatim.audit_policy(id);
ALTER TABLE verbatim.audit_baseline ADD CONSTRAINT audit_baseline_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.audit_cube ADD CONSTRAINT audit_cube_set_id_audit_cube_set_id_fk FOREIGN KEY (set_id) REFERENCES verbatim.audit_cube_set(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_cube_seen ADD CONSTRAINT audit_cube_seen_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.audit_cube_set ADD CONSTRAINT audit_cube_set_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.audit_evidence ADD CONSTRAINT audit_evidence_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_evidence ADD CONSTRAINT audit_evidence_finding_id_audit_finding_id_fk FOREIGN KEY (finding_id) REFERENCES verbatim.audit_finding(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_finding ADD CONSTRAINT audit_finding_first_audit_id_audit_id_fk FOREIGN KEY (first_audit_id) REFERENCES verbatim.audit(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_finding ADD CONSTRAINT audit_finding_last_audit_id_audit_id_fk FOREIGN KEY (last_audit_id) REFERENCES verbatim.audit(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_finding ADD CONSTRAINT audit_finding_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.audit_group ADD CONSTRAINT audit_group_audit_id_audit_id_fk FOREIGN KEY (audit_id) REFERENCES verbatim.audit(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_metric ADD CONSTRAINT audit_metric_audit_id_audit_id_fk FOREIGN KEY (audit_id) REFERENCES verbatim.audit(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_pair ADD CONSTRAINT audit_pair_audit_id_audit_id_fk FOREIGN KEY (audit_id) REFERENCES verbatim.audit(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_pair ADD CONSTRAINT audit_pair_baseline_id_audit_term_id_fk FOREIGN KEY (baseline_id) REFERENCES verbatim.audit_term(id);
ALTER TABLE verbatim.audit_pair ADD CONSTRAINT audit_pair_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.audit_pair ADD CONSTRAINT audit_pair_template_id_audit_template_id_fk FOREIGN KEY (template_id) REFERENCES verbatim.audit_template(id);
ALTER TABLE verbatim.audit_pair ADD CONSTRAINT audit_pair_term_id_audit_term_id_fk FOREIGN KEY (term_id) REFERENCES verbatim.audit_term(id);
ALTER TABLE verbatim.audit_pair_score ADD CONSTRAINT audit_pair_score_pair FOREIGN KEY (audit_id, ordinal) REFERENCES verbatim.audit_pair(audit_id, ordinal) ON DELETE CASCADE;
ALTER TABLE verbatim.digest ADD CONSTRAINT digest_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.digest ADD CONSTRAINT digest_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id) ON DELETE SET NULL;
ALTER TABLE verbatim.digest_quote ADD CONSTRAINT digest_quote_digest_id_digest_id_fk FOREIGN KEY (digest_id) REFERENCES verbatim.digest(id) ON DELETE CASCADE;
ALTER TABLE verbatim.digest_quote ADD CONSTRAINT digest_quote_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.document_words ADD CONSTRAINT document_words_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id) ON DELETE CASCADE;
ALTER TABLE verbatim.entity ADD CONSTRAINT entity_analysis FOREIGN KEY (document_id, model_id) REFERENCES verbatim.analysis(document_id, model_id) ON DELETE CASCADE;
ALTER TABLE verbatim.erasure_part ADD CONSTRAINT erasure_part_erasure_id_erasure_id_fk FOREIGN KEY (erasure_id) REFERENCES verbatim.erasure(id) ON DELETE CASCADE;
ALTER TABLE verbatim.failure ADD CONSTRAINT failure_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.failure ADD CONSTRAINT failure_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.failure ADD CONSTRAINT failure_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id);
ALTER TABLE verbatim.feedback_change ADD CONSTRAINT feedback_change_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.feedback_change ADD CONSTRAINT feedback_change_import_id_import_id_fk FOREIGN KEY (import_id) REFERENCES verbatim.import(id);
ALTER TABLE verbatim.feedback_change ADD CONSTRAINT feedback_change_new_document_id_document_id_fk FOREIGN KEY (new_document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.feedback_change ADD CONSTRAINT feedback_change_old_document_id_document_id_fk FOREIGN KEY (old_document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.handled ADD CONSTRAINT handled_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.import ADD CONSTRAINT import_upload_id_upload_id_fk FOREIGN KEY (upload_id) REFERENCES verbatim.upload(id);
ALTER TABLE verbatim.label ADD CONSTRAINT label_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id) ON DELETE CASCADE;
ALTER TABLE verbatim.label ADD CONSTRAINT label_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.label ADD CONSTRAINT label_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.label_change ADD CONSTRAINT label_change_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.layout ADD CONSTRAINT layout_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.model ADD CONSTRAINT model_base_id_model_id_fk FOREIGN KEY (base_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.model_activation ADD CONSTRAINT model_activation_comparison_id_model_comparison_id_fk FOREIGN KEY (comparison_id) REFERENCES verbatim.model_comparison(id);
ALTER TABLE verbatim.model_activation ADD CONSTRAINT model_activation_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.model_comparison ADD CONSTRAINT model_comparison_active_id_model_id_fk FOREIGN KEY (active_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.model_comparison ADD CONSTRAINT model_comparison_candidate_id_model_id_fk FOREIGN KEY (candidate_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.origin_file ADD CONSTRAINT origin_file_source_origin_source_fk FOREIGN KEY (source) REFERENCES verbatim.origin(source) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE verbatim.original ADD CONSTRAINT original_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.reject ADD CONSTRAINT reject_closed_by_import_id_fk FOREIGN KEY (closed_by) REFERENCES verbatim.import(id) ON DELETE SET NULL;
ALTER TABLE verbatim.reject ADD CONSTRAINT reject_import_id_import_id_fk FOREIGN KEY (import_id) REFERENCES verbatim.import(id) ON DELETE CASCADE;
ALTER TABLE verbatim.reported_day ADD CONSTRAINT reported_day_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.review_draw ADD CONSTRAINT review_draw_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.review_item ADD CONSTRAINT review_item_draw_id_review_draw_id_fk FOREIGN KEY (draw_id) REFERENCES verbatim.review_draw(id) ON DELETE CASCADE;
ALTER TABLE verbatim.review_item ADD CONSTRAINT review_item_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.rollup_state ADD CONSTRAINT rollup_state_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.run ADD CONSTRAINT run_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.run_step ADD CONSTRAINT run_step_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id) ON DELETE CASCADE;
ALTER TABLE verbatim.segment ADD CONSTRAINT segment_analysis FOREIGN KEY (document_id, model_id) REFERENCES verbatim.analysis(document_id, model_id) ON DELETE CASCADE;
ALTER TABLE verbatim.sentence_topic ADD CONSTRAINT sentence_topic_segment FOREIGN KEY (document_id, model_id, ordinal) REFERENCES verbatim.segment(document_id, model_id, ordinal) ON DELETE CASCADE;
ALTER TABLE verbatim.sentence_topic ADD CONSTRAINT sentence_topic_topic_id_topic_id_fk FOREIGN KEY (topic_id) REFERENCES verbatim.topic(id) ON DELETE CASCADE;
ALTER TABLE verbatim.theme ADD CONSTRAINT theme_merged_into_theme_id_fk FOREIGN KEY (merged_into) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme ADD CONSTRAINT theme_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.theme ADD CONSTRAINT theme_parent_theme_id_fk FOREIGN KEY (parent) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme ADD CONSTRAINT theme_shown_as_theme_id_fk FOREIGN KEY (shown_as) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme ADD CONSTRAINT theme_split_from_theme_id_fk FOREIGN KEY (split_from) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme_clustering ADD CONSTRAINT theme_clustering_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.theme_edit ADD CONSTRAINT theme_edit_into_theme_theme_id_fk FOREIGN KEY (into_theme) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme_edit ADD CONSTRAINT theme_edit_theme_id_theme_id_fk FOREIGN KEY (theme_id) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme_emergence ADD CONSTRAINT theme_emergence_theme_id_theme_id_fk FOREIGN KEY (theme_id) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.theme_quote ADD CONSTRAINT theme_quote_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.theme_quote ADD CONSTRAINT theme_quote_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.theme_quote ADD CONSTRAINT theme_quote_theme_id_theme_id_fk FOREIGN KEY (theme_id) REFERENCES verbatim.theme(id) ON DELETE CASCADE;
ALTER TABLE verbatim.theme_segment ADD CONSTRAINT theme_segment_segment FOREIGN KEY (document_id, model_id, ordinal) REFERENCES verbatim.segment(document_id, model_id, ordinal) ON DELETE CASCADE;
ALTER TABLE verbatim.theme_segment ADD CONSTRAINT theme_segment_theme_id_theme_id_fk FOREIGN KEY (theme_id) REFERENCES verbatim.theme(id);
ALTER TABLE verbatim.tombstone ADD CONSTRAINT tombstone_erasure_id_erasure_id_fk FOREIGN KEY (erasure_id) REFERENCES verbatim.erasure(id);
ALTER TABLE verbatim.topic ADD CONSTRAINT topic_merged_into_topic_id_fk FOREIGN KEY (merged_into) REFERENCES verbatim.topic(id);
ALTER TABLE verbatim.topic ADD CONSTRAINT topic_parent_id_topic_id_fk FOREIGN KEY (parent_id) REFERENCES verbatim.topic(id);
ALTER TABLE verbatim.topic_change ADD CONSTRAINT topic_change_topic_id_topic_id_fk FOREIGN KEY (topic_id) REFERENCES verbatim.topic(id) ON DELETE CASCADE;
ALTER TABLE verbatim.topic_example ADD CONSTRAINT topic_example_feedback_id_feedback_id_fk FOREIGN KEY (feedback_id) REFERENCES verbatim.feedback(id) ON DELETE CASCADE;
ALTER TABLE verbatim.topic_example ADD CONSTRAINT topic_example_topic_id_topic_id_fk FOREIGN KEY (topic_id) REFERENCES verbatim.topic(id) ON DELETE CASCADE;
ALTER TABLE verbatim.topic_model ADD CONSTRAINT topic_model_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.topic_model ADD CONSTRAINT topic_model_topic_id_topic_id_fk FOREIGN KEY (topic_id) REFERENCES verbatim.topic(id) ON DELETE CASCADE;
ALTER TABLE verbatim.topic_scored ADD CONSTRAINT topic_scored_analysis FOREIGN KEY (document_id, model_id) REFERENCES verbatim.analysis(document_id, model_id) ON DELETE CASCADE;
ALTER TABLE verbatim.topic_space ADD CONSTRAINT topic_space_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.topic_text ADD CONSTRAINT topic_text_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.translation ADD CONSTRAINT translation_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id);
ALTER TABLE verbatim.translation ADD CONSTRAINT translation_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.translator ADD CONSTRAINT translator_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.trial ADD CONSTRAINT trial_document_id_document_id_fk FOREIGN KEY (document_id) REFERENCES verbatim.document(id) ON DELETE CASCADE;
ALTER TABLE verbatim.trial ADD CONSTRAINT trial_model_id_model_id_fk FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.upload ADD CONSTRAINT upload_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id);
ALTER TABLE verbatim.worker ADD CONSTRAINT worker_model_id_fkey FOREIGN KEY (model_id) REFERENCES verbatim.model(id);
ALTER TABLE verbatim.writer_use ADD CONSTRAINT writer_use_run_id_run_id_fk FOREIGN KEY (run_id) REFERENCES verbatim.run(id);

-- Columns of the views, which are defined in migrations/views/

-- reporting.accuracy (
--   model_id integer
--   model_name text
--   model_version text
--   active boolean
--   task text
--   topic text
--   slice text
--   level text
--   measure text
--   class text
--   n integer
--   estimate double precision
--   low double precision
--   high double precision
--   measured_at timestamp with time zone
-- ) WITH security_barrier=true

-- reporting.alert (
--   alert_id bigint
--   rule text
--   watch text
--   measure text
--   direction text
--   subject text
--   topic_id uuid
--   theme_id bigint
--   finding_id bigint
--   source text
--   first_day date
--   last_day date
--   n bigint
--   of bigint
--   value double precision
--   low double precision
--   high double precision
--   expected double precision
--   n_before bigint
--   of_before bigint
--   days_before integer
--   probability double precision
--   writers bigint
--   sentence text
--   state text
--   found_at timestamp with time zone
--   seen_day date
--   snoozed_until timestamp with time zone
--   changed_at timestamp with time zone
--   changed_by text
--   note text
--   sent_to text[]
--   sent_at timestamp with time zone
-- ) WITH security_barrier=true

-- reporting.attribute_as_reported (
--   day date
--   source text
--   attribute text
--   value text
--   model_id integer
--   model_name text
--   model_version text
--   model_hash text
--   kept_at timestamp with time zone
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.attribute_daily (
--   day date
--   source text
--   attribute text
--   value text
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.attribute_monthly (
--   month date
--   source text
--   attribute text
--   value text
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.digest (
--   digest_id bigint
--   period text
--   first_day date
--   last_day date
--   grouped_by text[]
--   model_hash text
--   run_id bigint
--   content jsonb
--   created_at timestamp with time zone
--   delivered_at timestamp with time zone
-- )

-- reporting.digest_quote (
--   digest_id bigint
--   place integer
--   feedback_id bigint
--   start_offset integer
--   end_offset integer
--   quote text
-- )

-- reporting.disagreement (
--   feedback_id bigint
--   source text
--   occurred_at timestamp with time zone
--   rating double precision
--   sentiment text
--   score real
--   import_id bigint
--   line bigint
--   text text
--   handled_at timestamp with time zone
--   handled_by text
--   handled_note text
-- )

-- reporting.effective_label (
--   feedback_id bigint
--   source text
--   occurred_at timestamp with time zone
--   document_id bigint
--   level text
--   ordinal integer
--   start_offset integer
--   end_offset integer
--   task text
--   topic_id uuid
--   topic text
--   value text
--   by text
--   labellers integer
--   votes integer
--   tied boolean
--   model_value text
--   model_name text
--   model_version text
--   model_hash text
-- )

-- reporting.emerging_theme (
--   theme_id bigint
--   theme text
--   first_day date
--   last_day date
--   said bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   expected double precision
--   probability double precision
--   emerging boolean
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.emotion_monthly (
--   month date
--   source text
--   emotion text
--   n bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.feedback_analysis (
--   feedback_id bigint
--   source text
--   external_id text
--   occurred_at timestamp with time zone
--   rating double precision
--   language text
--   attributes jsonb
--   import_id bigint
--   line bigint
--   document_id bigint
--   text text
--   status text
--   sentiment text
--   negative real
--   neutral real
--   positive real
--   score real
--   confidence real
--   emotions text[]
--   toxicity real
--   tokens integer
--   windows integer
--   truncated boolean
--   model_name text
--   model_version text
--   model_hash text
--   run_id bigint
--   analysed_at timestamp with time zone
--   handled_at timestamp with time zone
--   handled_by text
--   handled_note text
--   changed_at timestamp with time zone
-- )

-- reporting.feedback_entity (
--   feedback_id bigint
--   source text
--   external_id text
--   occurred_at timestamp with time zone
--   rating double precision
--   attributes jsonb
--   document_id bigint
--   text text
--   model_name text
--   model_version text
--   model_hash text
--   model_active boolean
--   ordinal integer
--   label text
--   entity text
--   score real
--   start_offset integer
--   end_offset integer
--   handled_at timestamp with time zone
--   handled_by text
--   handled_note text
-- )

-- reporting.feedback_label (
--   feedback_id bigint
--   source text
--   external_id text
--   occurred_at timestamp with time zone
--   rating double precision
--   attributes jsonb
--   document_id bigint
--   text text
--   model_name text
--   model_version text
--   model_hash text
--   model_active boolean
--   label text
--   probability real
--   labels text[]
--   value real
--   tokens integer
--   windows integer
--   truncated boolean
--   run_id bigint
--   analysed_at timestamp with time zone
--   handled_at timestamp with time zone
--   handled_by text
--   handled_note text
-- )

-- reporting.feedback_theme (
--   feedback_id bigint
--   source text
--   occurred_at timestamp with time zone
--   rating double precision
--   document_id bigint
--   theme_id bigint
--   theme text
--   segments bigint
--   negative bigint
--   positive bigint
--   score double precision
--   similarity double precision
--   handled_at timestamp with time zone
--   handled_by text
-- )

-- reporting.feedback_topic (
--   feedback_id bigint
--   source text
--   occurred_at timestamp with time zone
--   rating double precision
--   document_id bigint
--   topic_id uuid
--   topic text
--   path text
--   direct boolean
--   segments bigint
--   negative bigint
--   positive bigint
--   sentiment text
--   score double precision
--   probability double precision
--   kind text
--   handled_at timestamp with time zone
--   handled_by text
-- )

-- reporting.freshness (
--   as_of timestamp with time zone
--   age_seconds double precision
--   newer bigint
-- ) WITH security_barrier=true

-- reporting.import (
--   import_id bigint
--   source text
--   file_name text
--   status text
--   read bigint
--   accepted bigint
--   duplicates bigint
--   changed bigint
--   rejected bigint
--   started_at timestamp with time zone
--   finished_at timestamp with time zone
--   undone_at timestamp with time zone
--   masked jsonb
--   erased bigint
-- ) WITH security_barrier=true

-- reporting.label_share (
--   model_name text
--   model_version text
--   model_hash text
--   model_active boolean
--   label text
--   feedback bigint
--   n bigint
--   share double precision
--   low double precision
--   high double precision
-- )

-- reporting.model (
--   model_id integer
--   name text
--   version text
--   hash text
--   task text
--   "precision" text
--   active boolean
--   checked_at timestamp with time zone
--   created_at timestamp with time zone
-- ) WITH security_barrier=true

-- reporting.model_change (
--   activated_at timestamp with time zone
--   task text
--   model_id integer
--   name text
--   version text
--   hash text
--   way text
--   comparison_id bigint
-- ) WITH security_barrier=true

-- reporting.model_comparison (
--   comparison_id bigint
--   compared_at timestamp with time zone
--   task text
--   candidate_id integer
--   candidate_name text
--   candidate_version text
--   candidate_hash text
--   active_id integer
--   active_name text
--   active_version text
--   active_hash text
--   labelled integer
--   candidate_right integer
--   active_right integer
--   only_candidate integer
--   only_active integer
--   look integer
--   p double precision
--   accuracy_difference double precision
--   accuracy_low double precision
--   accuracy_high double precision
--   f1_difference double precision
--   f1_low double precision
--   f1_high double precision
--   candidate_calibration double precision
--   active_calibration double precision
--   calibration_low double precision
--   calibration_high double precision
--   margin double precision
--   verdict text
--   audit_id bigint
--   sampled integer
--   changed integer
--   promoted_at timestamp with time zone
-- ) WITH security_barrier=true

-- reporting.night (
--   run_id bigint
--   trigger text
--   status text
--   error_code text
--   as_of timestamp with time zone
--   started_at timestamp with time zone
--   finished_at timestamp with time zone
--   seconds double precision
--   documents bigint
--   analysed bigint
--   failed bigint
--   tokens bigint
--   model_hash text
--   steps jsonb
-- ) WITH security_barrier=true

-- reporting.reject (
--   import_id bigint
--   line bigint
--   reason text
--   detail text
--   raw_row text
-- )

-- reporting.reject_reason (
--   import_id bigint
--   reason text
--   n bigint
--   open bigint
-- ) WITH security_barrier=true

-- reporting.rollup_model (
--   counts text
--   model_id integer
--   model_name text
--   model_version text
--   model_hash text
--   active_since timestamp with time zone
--   counted_anew_at timestamp with time zone
--   former_name text
--   former_version text
--   former_hash text
-- ) WITH security_barrier=true

-- reporting.run_history (
--   run_id bigint
--   trigger text
--   status text
--   error_code text
--   model_name text
--   model_version text
--   model_hash text
--   device text
--   runtime text
--   documents bigint
--   analysed bigint
--   failed bigint
--   tokens bigint
--   padding_share double precision
--   started_at timestamp with time zone
--   finished_at timestamp with time zone
--   seconds double precision
--   no_answer bigint
--   mended bigint
--   reading integer
-- ) WITH security_barrier=true

-- reporting.score_monthly (
--   month date
--   source text
--   measure text
--   n bigint
--   score numeric
--   hidden_reason text
--   score_low double precision
--   score_high double precision
-- ) WITH security_barrier=true

-- reporting.sentence_topic (
--   document_id bigint
--   ordinal integer
--   start_offset integer
--   end_offset integer
--   sentence text
--   topic_id uuid
--   topic text
--   probability real
--   assigned boolean
--   sentiment text
--   score real
--   model_name text
--   model_version text
--   model_hash text
--   kind text
-- )

-- reporting.sentiment_as_reported (
--   day date
--   source text
--   model_id integer
--   model_name text
--   model_version text
--   model_hash text
--   kept_at timestamp with time zone
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.sentiment_by_attribute (
--   source text
--   attribute text
--   value text
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   mean_rating double precision
-- )

-- reporting.sentiment_by_day (
--   day date
--   source text
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   mean_rating double precision
-- )

-- reporting.sentiment_daily (
--   day date
--   source text
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.sentiment_monthly (
--   month date
--   source text
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.sentiment_weekly (
--   week date
--   source text
--   feedback bigint
--   n bigint
--   negative bigint
--   neutral bigint
--   positive bigint
--   mixed bigint
--   toxic bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   toxic_share double precision
--   toxic_low double precision
--   toxic_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.theme (
--   theme_id bigint
--   name text
--   keywords text[]
--   feedback bigint
--   segments bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   mean_rating double precision
--   rated bigint
--   first_said timestamp with time zone
--   last_said timestamp with time zone
--   first_seen timestamp with time zone
--   last_seen timestamp with time zone
--   merged bigint[]
--   model_name text
--   model_version text
--   model_hash text
--   talk boolean
--   parent_id bigint
--   parent text
-- )

-- reporting.theme_attribute_monthly (
--   month date
--   source text
--   attribute text
--   value text
--   theme_id bigint
--   theme text
--   said bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.theme_daily (
--   day date
--   source text
--   theme_id bigint
--   theme text
--   said bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.theme_monthly (
--   month date
--   source text
--   theme_id bigint
--   theme text
--   said bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.theme_quote (
--   theme_id bigint
--   theme text
--   rank integer
--   quote text
--   source text
--   external_id text
--   occurred_at timestamp with time zone
--   rating double precision
--   sentiment text
--   score double precision
--   feedback_id bigint
--   document_id bigint
--   start_offset integer
--   end_offset integer
--   line bigint
-- )

-- reporting.theme_weekly (
--   week date
--   source text
--   theme_id bigint
--   theme text
--   said bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.topic (
--   topic_id uuid
--   key text
--   name text
--   path text
--   parent_id uuid
--   origin text
--   method text
--   examples integer
--   feedback bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   "precision" double precision
--   precision_low double precision
--   precision_high double precision
--   recall double precision
--   recall_low double precision
--   recall_high double precision
--   hidden_reason text
--   kind text
-- ) WITH security_barrier=true

-- reporting.topic_attribute_monthly (
--   month date
--   source text
--   attribute text
--   value text
--   topic_id uuid
--   topic text
--   path text
--   feedback bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.topic_change (
--   topic_id uuid
--   topic text
--   path text
--   measure text
--   first_day date
--   last_day date
--   n bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   n_before bigint
--   of_before bigint
--   share_before double precision
--   difference double precision
--   difference_low double precision
--   difference_high double precision
--   probability double precision
--   changed boolean
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.topic_driver (
--   source text
--   measure text
--   topic_id uuid
--   topic text
--   path text
--   n bigint
--   n_without bigint
--   score double precision
--   with_topic double precision
--   without_topic double precision
--   difference double precision
--   difference_low double precision
--   difference_high double precision
--   contribution double precision
--   contribution_low double precision
--   contribution_high double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.topic_monthly (
--   month date
--   source text
--   topic_id uuid
--   topic text
--   path text
--   feedback bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.topic_weekly (
--   week date
--   source text
--   topic_id uuid
--   topic text
--   path text
--   feedback bigint
--   of bigint
--   share double precision
--   share_low double precision
--   share_high double precision
--   segments bigint
--   negative bigint
--   positive bigint
--   negative_share double precision
--   negative_low double precision
--   negative_high double precision
--   positive_share double precision
--   positive_low double precision
--   positive_high double precision
--   mean_score double precision
--   rated bigint
--   mean_rating double precision
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.v_audit_drift_day (
--   day date
--   audit_id bigint
--   model_hash text
--   source text
--   check_id text
--   metric text
--   column_name text
--   attribute text
--   group_key text
--   value double precision
--   adjusted_p double precision
--   rows bigint
--   baseline_rows bigint
--   warn_limit double precision
--   fail_limit double precision
--   status text
--   reason text
--   hidden_reason text
--   jensen_shannon double precision
--   normed_wasserstein double precision
--   ks_statistic double precision
--   ks_p double precision
-- ) WITH security_barrier=true

-- reporting.v_audit_feedback_pair (
--   audit_id bigint
--   model_hash text
--   pair integer
--   axis text
--   term text
--   baseline_term text
--   feedback_id bigint
--   skip_reason text
--   label text
--   baseline_label text
--   positive real
--   baseline_positive real
--   negative real
--   baseline_negative real
--   toxicity real
--   baseline_toxicity real
-- )

-- reporting.v_audit_finding_open (
--   finding_id bigint
--   fingerprint text
--   state text
--   severity text
--   sentence text
--   audits_seen integer
--   first_audit_id bigint
--   last_audit_id bigint
--   source text
--   model_hash text
--   accepted_until timestamp with time zone
--   accepted_by text
--   accepted_because text
--   evidence bigint[]
-- ) WITH security_barrier=true

-- reporting.v_audit_gap (
--   audit_id bigint
--   model_hash text
--   check_id text
--   metric text
--   task text
--   attribute text
--   group_key text
--   reference text
--   stratum text
--   scale text
--   value double precision
--   low double precision
--   high double precision
--   group_value double precision
--   reference_value double precision
--   difference double precision
--   rows bigint
--   adjusted_p double precision
--   family_size integer
--   warn_limit double precision
--   fail_limit double precision
--   status text
--   reason text
--   hidden_reason text
--   sentence text
--   overall_test text
--   overall_statistic double precision
--   overall_df integer
--   overall_p double precision
-- ) WITH security_barrier=true

-- reporting.v_audit_gate (
--   audit_id bigint
--   kinds text[]
--   trigger text
--   source text
--   model_name text
--   model_version text
--   model_hash text
--   policy_sha256 text
--   verdict text
--   exit_code integer
--   failed bigint
--   warned bigint
--   passed bigint
--   insufficient bigint
-- ) WITH security_barrier=true

-- reporting.v_audit_insufficient (
--   audit_id bigint
--   check_id text
--   metric text
--   task text
--   attribute text
--   group_key text
--   reason text
--   rows bigint
--   rows_needed bigint
--   hidden_reason text
-- ) WITH security_barrier=true

-- reporting.v_audit_latest (
--   audit_id bigint
--   kinds text[]
--   trigger text
--   source text
--   window_from timestamp with time zone
--   window_to timestamp with time zone
--   rows bigint
--   pending bigint
--   hidden_rows bigint
--   verdict text
--   exit_code integer
--   model_name text
--   model_version text
--   model_hash text
--   policy_sha256 text
--   started_at timestamp with time zone
--   finished_at timestamp with time zone
-- ) WITH security_barrier=true

-- reporting.v_audit_pair (
--   audit_id bigint
--   model_hash text
--   pair integer
--   axis text
--   term text
--   baseline_term text
--   template text
--   template_sha256 text
--   role text
--   polarity text
--   form text
--   frame text
--   skip_reason text
--   label text
--   baseline_label text
--   positive real
--   baseline_positive real
--   negative real
--   baseline_negative real
--   toxicity real
--   baseline_toxicity real
--   domain text
-- ) WITH security_barrier=true

-- reporting.v_audit_swap (
--   audit_id bigint
--   model_hash text
--   check_id text
--   metric text
--   task text
--   axis text
--   term text
--   baseline_term text
--   polarity text
--   value double precision
--   low double precision
--   high double precision
--   adjusted_p double precision
--   pairs bigint
--   status text
--   reason text
--   sentence text
-- ) WITH security_barrier=true

-- reporting.v_audit_trend (
--   audit_id bigint
--   started_at timestamp with time zone
--   source text
--   model_hash text
--   check_id text
--   metric text
--   task text
--   attribute text
--   group_key text
--   value double precision
--   low double precision
--   high double precision
--   rows bigint
--   warn_limit double precision
--   fail_limit double precision
--   status text
--   hidden_reason text
-- ) WITH security_barrier=true

-- verbatim.document_theme (
--   document_id bigint
--   theme_id bigint
--   theme text
--   segments bigint
--   negative bigint
--   positive bigint
--   score double precision
--   similarity double precision
-- )

-- verbatim.document_topic (
--   document_id bigint
--   topic_id uuid
--   direct boolean
--   segments bigint
--   negative bigint
--   positive bigint
--   score double precision
--   probability double precision
-- )

-- verbatim.label_majority (
--   feedback_id bigint
--   task text
--   start_offset integer
--   end_offset integer
--   labellers integer
--   votes integer
--   value text
-- )

-- verbatim.rating_scale (
--   source text
--   highest double precision
--   measure text
--   poor_from double precision
--   poor_to double precision
--   good_from double precision
--   good_to double precision
-- )

-- verbatim.rollup_fresh (
--   cube text
-- )

-- verbatim.sentence_wish (
--   document_id bigint
--   model_id integer
--   ordinal integer
-- )

-- verbatim.topic_line (
--   topic_id uuid
--   above_id uuid
--   distance integer
-- )

-- verbatim.topic_path (
--   topic_id uuid
--   path text
--   depth integer
-- )

-- verbatim.word_rules (
--   language text
--   rules regconfig
-- )

-- Functions and triggers, which are defined in migrations/views/

-- reporting.hides(bigint) RETURNS boolean STABLE

-- reporting.least_n() RETURNS bigint IMMUTABLE

-- reporting.read_original(bigint[]) RETURNS TABLE(feedback_id bigint, identity uuid, key_ordinal integer, sealed bytea) VOLATILE SECURITY DEFINER

-- reporting.score_contributions(date,date,text) RETURNS TABLE(source text, measure text, score double precision, rated bigint, theme_id bigint, theme text, n bigint, contribution double precision) STABLE SECURITY DEFINER

-- reporting.score_effect(text,bigint,numeric,numeric,bigint,numeric,numeric) RETURNS TABLE(with_topic double precision, without_topic double precision, difference double precision, difference_low double precision, difference_high double precision, contribution double precision, contribution_low double precision, contribution_high double precision) IMMUTABLE

-- reporting.search(text,integer) RETURNS TABLE(rank integer, feedback_id bigint, document_id bigint, ordinal integer, start_offset integer, end_offset integer, sentence text, sentiment text, score double precision, source text, occurred_at timestamp with time zone, rating double precision, language text, comments bigint) STABLE SECURITY DEFINER

-- reporting.version() RETURNS integer IMMUTABLE

-- reporting.wilson_high(bigint,bigint) RETURNS double precision IMMUTABLE

-- reporting.wilson_low(bigint,bigint) RETURNS double precision IMMUTABLE

-- verbatim.audit_note_feedback() RETURNS trigger VOLATILE
-- CREATE TRIGGER audit_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback()
-- CREATE TRIGGER audit_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_feedback()

-- verbatim.audit_note_result() RETURNS trigger VOLATILE
-- CREATE TRIGGER audit_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result()
-- CREATE TRIGGER audit_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result()
-- CREATE TRIGGER audit_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.audit_note_result()

-- verbatim.broken_theme_quotes() RETURNS TABLE(theme_id bigint, rank integer) STABLE

-- verbatim.check_digest_quote() RETURNS trigger VOLATILE
-- CREATE TRIGGER digest_quote_verbatim BEFORE INSERT OR UPDATE ON verbatim.digest_quote FOR EACH ROW EXECUTE FUNCTION verbatim.check_digest_quote()

-- verbatim.check_feedback_references() RETURNS trigger VOLATILE
-- CREATE TRIGGER feedback_references_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.check_feedback_references()
-- CREATE TRIGGER feedback_references_new AFTER INSERT ON verbatim.feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.check_feedback_references()

-- verbatim.check_theme_quote() RETURNS trigger VOLATILE
-- CREATE TRIGGER theme_quote_verbatim BEFORE INSERT OR UPDATE ON verbatim.theme_quote FOR EACH ROW EXECUTE FUNCTION verbatim.check_theme_quote()

-- verbatim.edited_theme(bigint) RETURNS verbatim.theme VOLATILE

-- verbatim.hide_theme(bigint,boolean) RETURNS void VOLATILE

-- verbatim.keep_referenced() RETURNS trigger VOLATILE
-- CREATE TRIGGER document_emptied AFTER TRUNCATE ON verbatim.document FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced()
-- CREATE TRIGGER document_referenced AFTER DELETE ON verbatim.document REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced()
-- CREATE TRIGGER document_renumbered AFTER UPDATE OF id ON verbatim.document FOR EACH ROW WHEN ((old.id <> new.id)) EXECUTE FUNCTION verbatim.keep_referenced()
-- CREATE TRIGGER import_emptied AFTER TRUNCATE ON verbatim.import FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced()
-- CREATE TRIGGER import_referenced AFTER DELETE ON verbatim.import REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.keep_referenced()
-- CREATE TRIGGER import_renumbered AFTER UPDATE OF id ON verbatim.import FOR EACH ROW WHEN ((old.id <> new.id)) EXECUTE FUNCTION verbatim.keep_referenced()

-- verbatim.mark_day_complements(date,text[],text[]) RETURNS void VOLATILE

-- verbatim.mark_theme_complements(date,text[]) RETURNS void VOLATILE

-- verbatim.mark_theme_month_complements(date,text[]) RETURNS void VOLATILE

-- verbatim.mark_topic_month_complements(date,text[]) RETURNS void VOLATILE

-- verbatim.merge_themes(bigint,bigint) RETURNS void VOLATILE

-- verbatim.note_activation() RETURNS trigger VOLATILE
-- CREATE TRIGGER model_activated AFTER INSERT OR UPDATE OF active ON verbatim.model FOR EACH ROW WHEN (new.active) EXECUTE FUNCTION verbatim.note_activation()

-- verbatim.note_day_complements() RETURNS trigger VOLATILE
-- CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements()
-- CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_day_complements()

-- verbatim.note_key() RETURNS trigger VOLATILE
-- CREATE TRIGGER api_key_made AFTER INSERT ON verbatim.api_key FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_key()

-- verbatim.note_rating_scale() RETURNS trigger VOLATILE
-- CREATE TRIGGER note_rating_scale AFTER INSERT ON verbatim.import FOR EACH ROW WHEN ((new.rating_scale IS NOT NULL)) EXECUTE FUNCTION verbatim.note_rating_scale()
-- CREATE TRIGGER note_rating_scale_change AFTER UPDATE OF rating_scale, status ON verbatim.import FOR EACH ROW WHEN (((new.rating_scale IS DISTINCT FROM old.rating_scale) OR ((new.rating_scale IS NOT NULL) AND ((new.status = 'undone'::text) <> (old.status = 'undone'::text))))) EXECUTE FUNCTION verbatim.note_rating_scale()

-- verbatim.note_theme_complements() RETURNS trigger VOLATILE
-- CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_theme_day REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements()
-- CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_theme_day REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_complements()

-- verbatim.note_theme_month_complements() RETURNS trigger VOLATILE
-- CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_theme_month REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_month_complements()
-- CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_theme_month REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_theme_month_complements()

-- verbatim.note_topic_month_complements() RETURNS trigger VOLATILE
-- CREATE TRIGGER complements_of_gone AFTER DELETE ON verbatim.rollup_topic_month REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_topic_month_complements()
-- CREATE TRIGGER complements_of_new AFTER INSERT ON verbatim.rollup_topic_month REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.note_topic_month_complements()

-- verbatim.rename_theme(bigint,text) RETURNS void VOLATILE

-- verbatim.report_anew(date,date,text) RETURNS bigint VOLATILE

-- verbatim.rollup_note_feedback() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_feedback_changed AFTER UPDATE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback()
-- CREATE TRIGGER rollup_feedback_gone AFTER DELETE ON verbatim.feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback()
-- CREATE TRIGGER rollup_feedback_new AFTER INSERT ON verbatim.feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_feedback()

-- verbatim.rollup_note_moved_segment() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_theme_segment_moved AFTER UPDATE ON verbatim.theme_segment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_moved_segment()

-- verbatim.rollup_note_result() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_analysis_changed AFTER UPDATE ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()
-- CREATE TRIGGER rollup_analysis_gone AFTER DELETE ON verbatim.analysis REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()
-- CREATE TRIGGER rollup_analysis_new AFTER INSERT ON verbatim.analysis REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()
-- CREATE TRIGGER rollup_failure_changed AFTER UPDATE ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()
-- CREATE TRIGGER rollup_failure_gone AFTER DELETE ON verbatim.failure REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()
-- CREATE TRIGGER rollup_failure_new AFTER INSERT ON verbatim.failure REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_result()

-- verbatim.rollup_note_sentence_topic() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_sentence_topic_gone AFTER DELETE ON verbatim.sentence_topic REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_sentence_topic()
-- CREATE TRIGGER rollup_sentence_topic_new AFTER INSERT ON verbatim.sentence_topic REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_sentence_topic()

-- verbatim.rollup_note_shown_theme() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_theme_shown AFTER UPDATE ON verbatim.theme FOR EACH ROW WHEN (((old.shown_as IS DISTINCT FROM new.shown_as) OR (old.hidden <> new.hidden))) EXECUTE FUNCTION verbatim.rollup_note_shown_theme()

-- verbatim.rollup_note_theme_segment() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_theme_segment_gone AFTER DELETE ON verbatim.theme_segment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment()
-- CREATE TRIGGER rollup_theme_segment_new AFTER INSERT ON verbatim.theme_segment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION verbatim.rollup_note_theme_segment()

-- verbatim.rollup_note_topic() RETURNS trigger VOLATILE
-- CREATE TRIGGER rollup_topic_changed AFTER UPDATE ON verbatim.topic FOR EACH ROW WHEN (((old.threshold <> new.threshold) OR (old.parent_id IS DISTINCT FROM new.parent_id) OR ((old.retired_at IS NULL) <> (new.retired_at IS NULL)))) EXECUTE FUNCTION verbatim.rollup_note_topic()

-- verbatim.show_merged_themes() RETURNS void VOLATILE

-- verbatim.split_theme(bigint,integer) RETURNS void VOLATILE

-- verbatim.unmerge_theme(bigint) RETURNS void VOLATILE

-- verbatim.words_of(regconfig,text) RETURNS tsvector IMMUTABLE
