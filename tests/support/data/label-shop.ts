import { join } from 'node:path';
import type { Database } from '../../../src/db/client.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { ROOT } from '../cli.ts';

/** Comments and what labelling tools made of them; generate.py there says how. */
export const TOOLS = join(ROOT, 'tests/fixtures/labelling-tools');

/** The sentences of the comments, as code points: what a model would store. */
const SENTENCES: Readonly<Record<string, readonly [start: number, end: number, sentiment: string][]>> = {
  'c-1': [[0, 28, 'positive']],
  'c-2': [
    [0, 30, 'negative'],
    [31, 32, 'negative'],
    [33, 45, 'negative'],
  ],
};

/** Six comments of the source shop, judged by an active model of the name stub. The ids by the customer's own ids. */
export async function labelShop(database: Database): Promise<Map<string, number>> {
  await importFile(database, { file: join(TOOLS, 'comments.csv'), source: 'shop' });
  await database.query(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
     values ('stub', '1', encode(sha256('stub'), 'hex'), 'feedback', 'fp32', 256, '{}', true)`,
  );
  await database.query(
    `insert into verbatim.run (trigger, model_id, status) select 'test', id, 'done' from verbatim.model`,
  );
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, toxicity, emotions, emotion_probabilities, tokens, windows, truncated)
     select f.document_id, m.id, r.id, case when f.rating > 3 then 'positive' when f.rating = 3 then 'neutral' else 'negative' end,
            0.2, 0.2, 0.6, 0.4, 0.75, 0.25, '{}', '{}', 9, 1, false
       from verbatim.feedback f, verbatim.model m, verbatim.run r`,
  );
  const rows = Object.entries(SENTENCES).flatMap(([id, all]) =>
    all.map(([start, end, sentiment], ordinal) => ({ id, start, end, sentiment, ordinal })),
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
       positive, score, toxicity, tokens)
     select f.document_id, m.id, s.ordinal, s.start, s."end", s.sentiment, 0.2, 0.2, 0.6, 0.4, 0.1, 5
       from jsonb_to_recordset($1::jsonb) as s (id text, start int, "end" int, sentiment text, ordinal int)
       join verbatim.feedback f on f.external_id = s.id, verbatim.model m`,
    [JSON.stringify(rows)],
  );
  const { rows: ids } = await database.query<{ id: number; own: string }>(
    'select id, external_id as own from verbatim.feedback',
  );
  return new Map(ids.map(({ id, own }) => [own, id]));
}
