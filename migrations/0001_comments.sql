COMMENT ON SCHEMA verbatim IS 'What Verbatim stores. Postgres is the only truth: queues are rebuilt from these tables.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.import IS 'One file or upload that was read.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.id IS 'Number of the import.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.source IS 'Name of where the feedback comes from; part of a row''s identity.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.file_name IS 'Base name of the file; stdin for a stream.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.encoding IS 'Encoding the bytes were read in (WHATWG name).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.delimiter IS 'Field separator.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.mapping IS 'Which column holds which field: {"text": "Review Text", ...}.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.status IS 'running, done, failed or interrupted. A process that was killed leaves running.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.read IS 'Rows read so far = accepted + duplicates + rejected.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.accepted IS 'Rows stored by this import.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.duplicates IS 'Rows that were already stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.rejected IS 'Rows that could not be taken; see reject.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.without_text IS 'Accepted rows whose text is empty or blank: stored, not analysed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.new_documents IS 'Distinct texts that no earlier row had.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.committed_line IS 'Last physical line of the file that is committed.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.error_code IS 'Code of the error that ended it (docs/errors.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.import.finished_at IS 'When it ended; null while it runs.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.reject IS 'Rows that could not be taken, kept so that they can be mended and imported again.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.id IS 'Number of the reject.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.import_id IS 'The import that met the row.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.line IS 'Physical line on which the row starts, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.column_name IS 'Column at fault; null when it is the whole row.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.reason IS 'Reason code (docs/csv.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.detail IS 'What is wrong, in words; never holds feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.raw_row IS 'The row as it stands in the file; NUL shown as U+2400.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.reject.created_at IS 'When it was recorded.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.document IS 'One distinct text. Models run over documents: ten thousand rows that say the same are one.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.id IS 'Number of the document; queue jobs carry ranges of it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.hash IS 'SHA-256 of the text in UTF-8, 32 bytes.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.text IS 'The text: Unicode NFC, outer white space trimmed, case kept. Every stored offset points into it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.characters IS 'Length in Unicode code points.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.document.created_at IS 'When it was first seen.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.feedback IS 'One customer comment with its metadata.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.id IS 'Number of the feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.import_id IS 'The import that stored it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.line IS 'Physical line of the file on which the row starts, from 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.source IS 'Name of where it comes from.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.identity IS '128 bits of SHA-256 over the external id, or over the fingerprint and its ordinal among equal rows of the file. Unique per source.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.fingerprint IS '128 bits of SHA-256 over the whole row: tells a changed row from a repeated one.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.external_id IS 'The customer''s own id of the row, when the file has one.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.document_id IS 'Its text; null when the row has none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.raw_text IS 'The cell as it came, when normalisation changed it; else null.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.occurred_at IS 'When the customer wrote it; null when unknown.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.rating IS 'Stars or score as given, on the customer''s own scale; null when none.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.language IS 'As given in the file; never guessed here.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.author IS 'Pseudonym of the author as given.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.attributes IS 'Every other column of the row: {"header": "value"}; empty cells left out.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.feedback.created_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.model IS 'Models that have been used. A changed file is another model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.id IS 'Number of the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.name IS 'Name in its manifest.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.version IS 'Version in its manifest.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.hash IS 'SHA-256 over all its files that decide results, hexadecimal: its identity.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.task IS 'What it is for: feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.precision IS 'Number format of weights and computation.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.max_length IS 'Tokens of one window, special tokens included.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.manifest IS 'Its verbatim.json: heads, labels, thresholds, temperature.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.active IS 'The model whose results the reporting views show; one per task.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.model.created_at IS 'When it was first used.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.run IS 'One execution of the analysis.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.id IS 'Number of the run.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.trigger IS 'What started it: run, analyze, requeue, demo.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.status IS 'running, done, failed or interrupted.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.documents IS 'Documents that had no analysis when it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.analysed IS 'Analyses it stored.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.failed IS 'Documents it set aside; see failure.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.tokens IS 'Tokens run, special tokens included.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.padded_tokens IS 'Tokens run with padding; 1 - tokens / padded_tokens is the padding share.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.device IS 'cpu or cuda:N.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.runtime IS 'Library and version that ran the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.error_code IS 'Code of the error that ended it (docs/errors.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.started_at IS 'When it began.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.run.finished_at IS 'When it ended; null while it runs.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.analysis IS 'The result of one model over one document. Never rewritten: another model adds rows of its own.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.run_id IS 'The run that stored it.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.sentiment IS 'negative, neutral, positive or mixed (rule in docs/models.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.negative IS 'Probability, 0..1; the three sum to 1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.neutral IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.positive IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.score IS 'positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.confidence IS 'How sure the label is, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.emotions IS 'Emotion labels at or over their thresholds, most probable first.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.emotion_probabilities IS 'One probability per emotion label of the model, in its order.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.toxicity IS 'Probability, 0..1; null when the model has no such head.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.embedding IS 'Unit vector as little-endian IEEE 754 half floats, 2 bytes a component; null when the model has no such head.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.tokens IS 'Content tokens of the text.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.windows IS 'Windows the text was read in; 1 unless it is longer than the model''s maximum.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.truncated IS 'True when part of the text was not seen by the model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.analysis.created_at IS 'When it was stored.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.segment IS 'Sentences of a document, judged in the same pass. A sentence longer than a window is several.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.ordinal IS 'Place in the document, from 0.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.start_offset IS 'First character, in Unicode code points from 0: substring(text from start_offset + 1 for end_offset - start_offset).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.end_offset IS 'End, exclusive, in Unicode code points.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.sentiment IS 'negative, neutral or positive.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.negative IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.neutral IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.positive IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.score IS 'positive - negative, -1..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.toxicity IS 'Probability, 0..1.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.embedding IS 'Unit vector, as in analysis.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.segment.tokens IS 'Content tokens.';
--> statement-breakpoint
COMMENT ON TABLE verbatim.failure IS 'Documents that a model could not judge: set aside with a reason, the rest goes on.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.document_id IS 'The document.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.model_id IS 'The model.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.run_id IS 'The run that set it aside.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.code IS 'Reason code (docs/when-things-fail.md).';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.message IS 'The reason in words; never holds feedback.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.failure.created_at IS 'When it was recorded.';
