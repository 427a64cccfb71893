ALTER TABLE verbatim.theme ADD COLUMN talk boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE verbatim.theme ADD COLUMN parent bigint CONSTRAINT theme_parent_theme_id_fk REFERENCES verbatim.theme(id);
--> statement-breakpoint
ALTER TABLE verbatim.theme_clustering ADD COLUMN space bytea;
--> statement-breakpoint
CREATE INDEX theme_parent ON verbatim.theme USING btree (parent);
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.talk IS 'Most of its sentences name no subject ("I love it"). Such themes are shown as one, last in every list.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme.parent IS 'The largest theme of its group; null for that theme itself and for themes without a group.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.theme_clustering.space IS 'The map from sentence embeddings to subject vectors, as half floats; null: the embeddings were clustered themselves.';
