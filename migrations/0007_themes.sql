CREATE TABLE "verbatim"."theme" (
	"id" bigint PRIMARY KEY NOT NULL,
	"model_id" integer NOT NULL,
	"name" text NOT NULL,
	"user_name" text,
	"keywords" text[] NOT NULL,
	"centroid" "bytea" NOT NULL,
	"segments" bigint DEFAULT 0 NOT NULL,
	"current" boolean NOT NULL,
	"hidden" boolean DEFAULT false NOT NULL,
	"merged_into" bigint,
	"shown_as" bigint NOT NULL,
	"split_from" bigint,
	"edited_at" timestamp with time zone,
	"first_seen" timestamp with time zone NOT NULL,
	"last_seen" timestamp with time zone NOT NULL,
	CONSTRAINT "theme_user_name" CHECK (btrim("verbatim"."theme"."user_name") <> '')
);
--> statement-breakpoint
CREATE TABLE "verbatim"."theme_clustering" (
	"model_id" integer NOT NULL,
	"number" integer NOT NULL,
	"reason" text NOT NULL,
	"seed" integer NOT NULL,
	"segments" bigint NOT NULL,
	"themes" integer NOT NULL,
	"far_below" real NOT NULL,
	"newcomers" bigint DEFAULT 0 NOT NULL,
	"far_newcomers" bigint DEFAULT 0 NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "theme_clustering_model_id_number_pk" PRIMARY KEY("model_id","number"),
	CONSTRAINT "theme_clustering_reason" CHECK ("verbatim"."theme_clustering"."reason" in ('first', 'rebuild', 'outgrown', 'grown', 'changed'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."theme_edit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verbatim"."theme_edit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"theme_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"into_theme" bigint,
	"parts" integer,
	"made_by" text DEFAULT current_user NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone,
	CONSTRAINT "theme_edit_kind" CHECK ("verbatim"."theme_edit"."kind" in ('rename', 'hide', 'show', 'merge', 'unmerge', 'split'))
);
--> statement-breakpoint
CREATE TABLE "verbatim"."theme_quote" (
	"theme_id" bigint NOT NULL,
	"rank" integer NOT NULL,
	"feedback_id" bigint NOT NULL,
	"document_id" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"start_offset" integer NOT NULL,
	"end_offset" integer NOT NULL,
	"quote" text NOT NULL,
	CONSTRAINT "theme_quote_theme_id_rank_pk" PRIMARY KEY("theme_id","rank"),
	CONSTRAINT "theme_quote_offsets" CHECK (0 <= "verbatim"."theme_quote"."start_offset" and "verbatim"."theme_quote"."start_offset" < "verbatim"."theme_quote"."end_offset")
);
--> statement-breakpoint
CREATE TABLE "verbatim"."theme_segment" (
	"document_id" bigint NOT NULL,
	"model_id" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"theme_id" bigint,
	"similarity" real,
	CONSTRAINT "theme_segment_document_id_model_id_ordinal_pk" PRIMARY KEY("document_id","model_id","ordinal"),
	CONSTRAINT "theme_segment_whole" CHECK (("verbatim"."theme_segment"."theme_id" is null) = ("verbatim"."theme_segment"."similarity" is null))
);
--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD CONSTRAINT "theme_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD CONSTRAINT "theme_merged_into_theme_id_fk" FOREIGN KEY ("merged_into") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD CONSTRAINT "theme_shown_as_theme_id_fk" FOREIGN KEY ("shown_as") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme" ADD CONSTRAINT "theme_split_from_theme_id_fk" FOREIGN KEY ("split_from") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_clustering" ADD CONSTRAINT "theme_clustering_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "verbatim"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_edit" ADD CONSTRAINT "theme_edit_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_edit" ADD CONSTRAINT "theme_edit_into_theme_theme_id_fk" FOREIGN KEY ("into_theme") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_quote" ADD CONSTRAINT "theme_quote_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_quote" ADD CONSTRAINT "theme_quote_feedback_id_feedback_id_fk" FOREIGN KEY ("feedback_id") REFERENCES "verbatim"."feedback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_quote" ADD CONSTRAINT "theme_quote_document_id_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "verbatim"."document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_segment" ADD CONSTRAINT "theme_segment_theme_id_theme_id_fk" FOREIGN KEY ("theme_id") REFERENCES "verbatim"."theme"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verbatim"."theme_segment" ADD CONSTRAINT "theme_segment_segment" FOREIGN KEY ("document_id","model_id","ordinal") REFERENCES "verbatim"."segment"("document_id","model_id","ordinal") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "theme_model" ON "verbatim"."theme" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "theme_shown_as" ON "verbatim"."theme" USING btree ("shown_as");--> statement-breakpoint
CREATE INDEX "theme_edit_theme" ON "verbatim"."theme_edit" USING btree ("theme_id");--> statement-breakpoint
CREATE INDEX "theme_edit_waiting" ON "verbatim"."theme_edit" USING btree ("id") WHERE "verbatim"."theme_edit"."applied_at" is null;--> statement-breakpoint
CREATE INDEX "theme_quote_feedback" ON "verbatim"."theme_quote" USING btree ("feedback_id");--> statement-breakpoint
CREATE INDEX "theme_segment_theme" ON "verbatim"."theme_segment" USING btree ("theme_id","similarity" DESC NULLS LAST,"document_id","ordinal");
--> statement-breakpoint
COMMENT ON TABLE verbatim.theme IS 'A theme: a cluster of segments of one model, with an id that it keeps from night to night. Rows are never deleted.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.id IS 'Number of the theme; stays the same as long as the theme is found again, and is never used twice.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.model_id IS 'The model whose embeddings it is made of.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.name IS 'Name made from its keywords when it was first found; it does not change.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.user_name IS 'Name given by a person (verbatim.rename_theme); shown instead of name.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.keywords IS 'Terms that tell it from the other themes, heaviest first (class-based TF-IDF); as of the last clustering.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.centroid IS 'Direction of its middle, of unit length: little-endian half floats, as embeddings of segments are stored.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.segments IS 'Segments that belong to it.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.current IS 'False when the last clustering did not find it again: it has no segments, and may come back.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.hidden IS 'True when a person hid it (verbatim.hide_theme).';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.merged_into IS 'Theme that a person merged it into (verbatim.merge_themes); it goes on by itself underneath.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.shown_as IS 'Theme that it is shown as: itself, or where merged_into leads in the end.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.split_from IS 'Theme that it was a part of until a person split that (verbatim.split_theme).';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.edited_at IS 'When a person edited it last; an edited theme lives on even where a rebuild does not find it.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.first_seen IS 'The night that found it first.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.last_seen IS 'The last night that brought it a segment or found it again.';

--> statement-breakpoint
COMMENT ON TABLE verbatim.theme_segment IS 'Which theme each segment of a model belongs to. A segment without a row has not been looked at yet.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_segment.document_id IS 'Document of the segment.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_segment.model_id IS 'Model of the segment.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_segment.ordinal IS 'Number of the segment in its document, from 0.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_segment.theme_id IS 'Its theme as found, before merges (theme.shown_as has those); null when the segment has no embedding.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_segment.similarity IS 'Cosine of its embedding to the theme''s centroid, -1..1.';

--> statement-breakpoint
COMMENT ON TABLE verbatim.theme_quote IS 'Sentences that stand for a theme: near its middle and unlike each other. A trigger refuses what the stored text does not say.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.theme_id IS 'The theme.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.rank IS 'From 1, best first.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.feedback_id IS 'A feedback with this text, the one stored first.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.document_id IS 'Its text.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.ordinal IS 'Number of the segment in the document.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.start_offset IS 'Where the quote begins in document.text, in code points from 0.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.end_offset IS 'Where it ends, exclusive.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_quote.quote IS 'Exactly what stands there.';

--> statement-breakpoint
COMMENT ON TABLE verbatim.theme_edit IS 'What people changed about themes, by the functions of this schema; oldest first.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.id IS 'Number of the edit.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.theme_id IS 'The theme edited.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.kind IS 'rename, hide, show, merge, unmerge or split.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.name IS 'Of a rename: the new name; null gives the made name back.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.into_theme IS 'Of a merge: where it was merged into.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.parts IS 'Of a split: into how many.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.made_by IS 'Database user who made it.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.made_at IS 'When it was made.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_edit.applied_at IS 'When it took effect: at once, or, of a split, the next night.';

--> statement-breakpoint
COMMENT ON TABLE verbatim.theme_clustering IS 'One row per clustering of a model''s segments, and what has come in since.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.model_id IS 'The model.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.number IS 'From 1, one more each time.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.reason IS 'first; rebuild (asked for); outgrown (three times as many segments); grown (half as many again); changed (newcomers fit the themes badly).';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.seed IS 'Seed of its random numbers.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.segments IS 'Segments clustered.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.themes IS 'Themes found.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.far_below IS 'Similarity that one segment in twenty was below; newcomers below it are far.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.newcomers IS 'Segments assigned since.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.far_newcomers IS 'Of them far from every theme.';

--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.made_at IS 'When.';

--> statement-breakpoint
CREATE FUNCTION verbatim.check_theme_quote() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM verbatim.feedback f JOIN verbatim.document d ON d.id = f.document_id
     WHERE f.id = NEW.feedback_id AND d.id = NEW.document_id
       AND convert_to(substring(d.text FROM NEW.start_offset + 1 FOR NEW.end_offset - NEW.start_offset), 'UTF8')
           = convert_to(NEW.quote, 'UTF8')
  ) THEN
    RAISE EXCEPTION 'quote % of theme % is not what stands in document % at %..%',
      NEW.rank, NEW.theme_id, NEW.document_id, NEW.start_offset, NEW.end_offset USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.check_theme_quote() IS 'Refuses a quote that is not, byte for byte, a slice of the text of its feedback.';

--> statement-breakpoint
CREATE TRIGGER theme_quote_verbatim BEFORE INSERT OR UPDATE ON verbatim.theme_quote
FOR EACH ROW EXECUTE FUNCTION verbatim.check_theme_quote();

--> statement-breakpoint
CREATE FUNCTION verbatim.broken_theme_quotes() RETURNS TABLE (theme_id bigint, rank integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT q.theme_id, q.rank
    FROM verbatim.theme_quote q
    JOIN verbatim.document d ON d.id = q.document_id
    JOIN verbatim.feedback f ON f.id = q.feedback_id
   WHERE f.document_id IS DISTINCT FROM q.document_id
      OR convert_to(substring(d.text FROM q.start_offset + 1 FOR q.end_offset - q.start_offset), 'UTF8')
         <> convert_to(q.quote, 'UTF8');
END;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.broken_theme_quotes() IS 'Quotes that their feedback no longer says, because a later file changed its text; the next night replaces them.';

--> statement-breakpoint
CREATE FUNCTION verbatim.edited_theme(theme bigint) RETURNS verbatim.theme
LANGUAGE plpgsql AS $$
DECLARE found_theme verbatim.theme;
BEGIN
  -- One edit at a time: two merges could close a circle together.
  PERFORM pg_advisory_xact_lock(hashtext('verbatim.theme_edit'));
  SELECT * INTO found_theme FROM verbatim.theme t WHERE t.id = theme;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no theme %', theme USING ERRCODE = 'no_data_found', HINT = 'select * from reporting.theme';
  END IF;
  UPDATE verbatim.theme t SET edited_at = now() WHERE t.id = theme;
  RETURN found_theme;
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.edited_theme(bigint) IS 'Marks a theme as edited and returns it; raises where there is none. For the functions beside it.';

--> statement-breakpoint
CREATE FUNCTION verbatim.rename_theme(theme bigint, name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  IF length(rename_theme.name) > 200 OR btrim(rename_theme.name) = '' THEN
    RAISE EXCEPTION 'a theme''s name has 1 to 200 characters' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE verbatim.theme t SET user_name = btrim(rename_theme.name) WHERE t.id = theme;
  INSERT INTO verbatim.theme_edit (theme_id, kind, name, applied_at)
  VALUES (theme, 'rename', btrim(rename_theme.name), now());
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.rename_theme(bigint, text) IS 'Gives a theme a name, which it keeps; null gives the made one back.';

--> statement-breakpoint
CREATE FUNCTION verbatim.hide_theme(theme bigint, hidden boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  UPDATE verbatim.theme t SET hidden = hide_theme.hidden WHERE t.id = theme;
  INSERT INTO verbatim.theme_edit (theme_id, kind, applied_at)
  VALUES (theme, CASE WHEN hide_theme.hidden THEN 'hide' ELSE 'show' END, now());
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.hide_theme(bigint, boolean) IS 'Leaves a theme out of reports, or shows it again.';

--> statement-breakpoint
CREATE FUNCTION verbatim.show_merged_themes() RETURNS void
LANGUAGE sql
BEGIN ATOMIC
  WITH RECURSIVE held (id, holder, steps) AS (
    SELECT t.id, t.id, 0 FROM verbatim.theme t WHERE t.merged_into IS NULL
     UNION ALL
    SELECT t.id, h.holder, h.steps + 1 FROM verbatim.theme t JOIN held h ON t.merged_into = h.id
  )
  UPDATE verbatim.theme t SET shown_as = h.holder FROM held h WHERE h.id = t.id AND t.shown_as <> h.holder;
END;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.show_merged_themes() IS 'Brings theme.shown_as up to date with theme.merged_into.';

--> statement-breakpoint
CREATE FUNCTION verbatim.merge_themes(theme bigint, into_theme bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE merged verbatim.theme; holder verbatim.theme;
BEGIN
  merged := verbatim.edited_theme(theme);
  holder := verbatim.edited_theme(into_theme);
  IF merged.model_id <> holder.model_id THEN
    RAISE EXCEPTION 'themes % and % are of different models', theme, into_theme USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF holder.shown_as = theme OR theme = into_theme THEN
    RAISE EXCEPTION 'theme % is shown as theme % already', into_theme, theme USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE verbatim.theme t SET merged_into = merge_themes.into_theme WHERE t.id = theme;
  PERFORM verbatim.show_merged_themes();
  INSERT INTO verbatim.theme_edit (theme_id, kind, into_theme, applied_at)
  VALUES (theme, 'merge', merge_themes.into_theme, now());
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.merge_themes(bigint, bigint) IS 'Shows the first theme as a part of the second from now on.';

--> statement-breakpoint
CREATE FUNCTION verbatim.unmerge_theme(theme bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM verbatim.edited_theme(theme);
  UPDATE verbatim.theme t SET merged_into = NULL WHERE t.id = theme;
  PERFORM verbatim.show_merged_themes();
  INSERT INTO verbatim.theme_edit (theme_id, kind, applied_at) VALUES (theme, 'unmerge', now());
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.unmerge_theme(bigint) IS 'Shows a merged theme by itself again.';

--> statement-breakpoint
CREATE FUNCTION verbatim.split_theme(theme bigint, parts integer DEFAULT 2) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF (verbatim.edited_theme(theme)).merged_into IS NOT NULL THEN
    RAISE EXCEPTION 'theme % is merged into another', theme
      USING ERRCODE = 'invalid_parameter_value', HINT = 'verbatim.unmerge_theme() takes it out again';
  END IF;
  IF parts IS NULL OR parts NOT BETWEEN 2 AND 20 THEN
    RAISE EXCEPTION 'a theme is split into 2 to 20 parts' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO verbatim.theme_edit (theme_id, kind, parts) VALUES (theme, 'split', parts);
END $$;

--> statement-breakpoint
COMMENT ON FUNCTION verbatim.split_theme(bigint, integer) IS 'Splits a theme the next night: the part nearest to its middle keeps id and name, the others become themes.';

--> statement-breakpoint
CREATE VIEW reporting.feedback_theme AS
SELECT f.id AS feedback_id, f.source, f.occurred_at, f.rating, f.document_id,
       t.shown_as AS theme_id, coalesce(shown.user_name, shown.name) AS theme,
       count(*) AS segments,
       count(*) FILTER (WHERE s.sentiment = 'negative') AS negative,
       count(*) FILTER (WHERE s.sentiment = 'positive') AS positive,
       avg(s.score)::double precision AS score, max(ts.similarity)::double precision AS similarity
  FROM verbatim.theme_segment ts
  JOIN verbatim.theme t ON t.id = ts.theme_id
  JOIN verbatim.theme shown ON shown.id = t.shown_as
  JOIN verbatim.model m ON m.id = t.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.segment s ON s.document_id = ts.document_id AND s.model_id = ts.model_id AND s.ordinal = ts.ordinal
  JOIN verbatim.feedback f ON f.document_id = ts.document_id
 WHERE NOT shown.hidden
 GROUP BY f.id, t.shown_as, shown.id;

--> statement-breakpoint
COMMENT ON VIEW reporting.feedback_theme IS 'One row per feedback and theme that it speaks of, by the active model; themes merged as people merged them, hidden ones left out.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.feedback_id IS 'Number of the feedback.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.source IS 'Name of where it comes from.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.occurred_at IS 'When the customer wrote it; null when unknown.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.rating IS 'Stars or score as given.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.document_id IS 'Its text''s number.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.theme_id IS 'Number of the theme.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.theme IS 'Its name.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.segments IS 'Sentences of the feedback that belong to the theme.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.negative IS 'Of them negative.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.positive IS 'Of them positive.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.score IS 'Mean sentiment of these sentences, -1..1.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.feedback_theme.similarity IS 'Largest cosine of them to the theme''s middle, -1..1.';

--> statement-breakpoint
CREATE VIEW reporting.theme AS
WITH analysed AS (
  SELECT count(*) AS n FROM verbatim.feedback f
    JOIN verbatim.model m ON m.active AND m.task = 'feedback'
    JOIN verbatim.analysis a ON a.document_id = f.document_id AND a.model_id = m.id
), counted AS (
  SELECT theme_id, count(*) AS feedback, sum(segments)::bigint AS segments,
         count(*) FILTER (WHERE negative > 0) AS negative, count(*) FILTER (WHERE positive > 0) AS positive,
         avg(score) AS mean_score, avg(rating) AS mean_rating, count(rating) AS rated,
         min(occurred_at) AS first_said, max(occurred_at) AS last_said
    FROM reporting.feedback_theme GROUP BY theme_id
)
SELECT t.id AS theme_id, coalesce(t.user_name, t.name) AS name, t.keywords, c.feedback, c.segments,
       c.feedback::double precision / a.n AS share,
       reporting.wilson_low(c.feedback, a.n) AS share_low, reporting.wilson_high(c.feedback, a.n) AS share_high,
       c.negative, c.positive,
       c.negative::double precision / c.feedback AS negative_share,
       reporting.wilson_low(c.negative, c.feedback) AS negative_low, reporting.wilson_high(c.negative, c.feedback) AS negative_high,
       c.positive::double precision / c.feedback AS positive_share,
       reporting.wilson_low(c.positive, c.feedback) AS positive_low, reporting.wilson_high(c.positive, c.feedback) AS positive_high,
       c.mean_score, c.mean_rating, c.rated, c.first_said, c.last_said, t.first_seen, t.last_seen,
       (SELECT array_agg(p.id ORDER BY p.id) FROM verbatim.theme p WHERE p.shown_as = t.id AND p.id <> t.id) AS merged,
       m.name AS model_name, m.version AS model_version, m.hash AS model_hash
  FROM counted c
  JOIN verbatim.theme t ON t.id = c.theme_id
  JOIN verbatim.model m ON m.id = t.model_id
  CROSS JOIN analysed a;

--> statement-breakpoint
COMMENT ON VIEW reporting.theme IS 'One row per theme of the active model that is shown and that feedback speaks of.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.theme_id IS 'Number of the theme; the same every night.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.name IS 'Its name: a persons, or made from its keywords.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.keywords IS 'Terms that tell it from the other themes, heaviest first.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.feedback IS 'Feedback that speaks of it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.segments IS 'Sentences of theirs that belong to it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.share IS 'feedback / all analysed feedback, 0..1; a feedback may speak of several themes.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.share_low IS 'Low end of its 95 % Wilson interval.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.share_high IS 'High end of it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.negative IS 'Feedback with a negative sentence about it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.positive IS 'Feedback with a positive sentence about it; may be the same.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.negative_share IS 'negative / feedback, 0..1.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.negative_low IS 'Low end of its 95 % Wilson interval.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.negative_high IS 'High end of it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.positive_share IS 'positive / feedback, 0..1.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.positive_low IS 'Low end of its 95 % Wilson interval.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.positive_high IS 'High end of it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.mean_score IS 'Mean sentiment of what is said about it, -1..1, each feedback once.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.mean_rating IS 'Mean rating of the feedback that is rated.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.rated IS 'Feedback with a rating.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.first_said IS 'Time of the first feedback that speaks of it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.last_said IS 'Time of the last one.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.first_seen IS 'The night that found it first.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.last_seen IS 'The last night that brought it a sentence or found it again.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.merged IS 'Numbers of the themes that people merged into it; null without any.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.model_name IS 'Name of the model.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.model_version IS 'Its version.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme.model_hash IS 'SHA-256 over its files.';

--> statement-breakpoint
CREATE VIEW reporting.theme_quote AS
SELECT q.theme_id, coalesce(t.user_name, t.name) AS theme, q.rank, q.quote, f.source, f.external_id, f.occurred_at, f.rating,
       s.sentiment, s.score::double precision AS score, q.feedback_id, q.document_id, q.start_offset, q.end_offset, f.line
  FROM verbatim.theme_quote q
  JOIN verbatim.theme t ON t.id = q.theme_id
  JOIN verbatim.model m ON m.id = t.model_id AND m.active AND m.task = 'feedback'
  JOIN verbatim.feedback f ON f.id = q.feedback_id AND f.document_id = q.document_id
  LEFT JOIN verbatim.segment s ON s.document_id = q.document_id AND s.model_id = t.model_id AND s.ordinal = q.ordinal
 WHERE t.current AND t.shown_as = t.id AND NOT t.hidden;

--> statement-breakpoint
COMMENT ON VIEW reporting.theme_quote IS 'Sentences that stand for each theme that is shown, in the customers'' words.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.theme_id IS 'Number of the theme.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.theme IS 'Its name.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.rank IS 'From 1, best first.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.quote IS 'Exactly what stands in the text.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.source IS 'Name of where the feedback comes from.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.external_id IS 'The customer''s own id of the row.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.occurred_at IS 'When the customer wrote it.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.rating IS 'Stars or score as given.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.sentiment IS 'Of the sentence: negative, neutral or positive.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.score IS 'Of the sentence, -1..1.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.feedback_id IS 'Number of the feedback, the first with this text.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.document_id IS 'Its text''s number.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.start_offset IS 'Where it begins in document.text, in code points from 0.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.end_offset IS 'Where it ends, exclusive.';

--> statement-breakpoint
COMMENT ON COLUMN reporting.theme_quote.line IS 'Physical line of the file on which the row starts, from 1.';
