import type { Database } from '../../../src/db/client.ts';
import type { LabelEdit } from '../../../src/db/review/labels.ts';
import { addFeedback, addModel, addResults } from './rollup-rows.ts';

/** Comments of one source with results of a model; their ids by document, without those set aside. */
export async function reviewShop(database: Database, count = 20): Promise<{ model: number; ids: number[] }> {
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 30, count, tag: 'a' });
  await addResults(database, model);
  const { rows } = await database.query<{ id: number }>(
    `select min(f.id) as id from verbatim.feedback f join verbatim.analysis a using (document_id)
      group by f.document_id order by 1`,
  );
  return { model, ids: rows.map(({ id }) => id) };
}

/** A draw of these comments, in their order; its id. */
export async function addDraw(
  database: Database,
  ids: readonly number[],
  {
    kind = 'sample',
    people = 1,
    reasons = [],
  }: { kind?: 'sample' | 'queue'; people?: number; reasons?: string[] } = {},
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.review_draw (kind, model_id, from_feedback, to_feedback, seed, population)
     select $1, max(id), 1, 1000, 1, 1000 from verbatim.model returning id`,
    [kind],
  );
  await database.query(
    `insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random, reasons, people)
     select $1, id, place, 'shop · en', 1000, case when $3 = 'sample' then 0.1 end, $3 = 'sample', $4, $5
       from unnest($2::bigint[]) with ordinality as row (id, place)`,
    [rows[0]!.id, ids, kind, reasons, people],
  );
  return rows[0]!.id;
}

/** A label of the comment as a whole, without a model beside it. */
export const labelOf = (
  feedbackId: number,
  value: string | null,
  more: Partial<LabelEdit> = {},
): LabelEdit => ({
  ...{ feedbackId, task: 'sentiment', value, sentence: null, documentId: null, modelId: null, reason: null },
  ...more,
});
