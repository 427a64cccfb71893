-- Whether an upload waits to be counted is asked every two seconds: it must not read what was counted long ago.
CREATE INDEX upload_finished ON verbatim.upload USING btree (finished_at);
--> statement-breakpoint
CREATE INDEX run_finished ON verbatim.run USING btree (finished_at);
--> statement-breakpoint
CREATE INDEX run_as_of ON verbatim.run USING btree (as_of) WHERE status = 'done';
