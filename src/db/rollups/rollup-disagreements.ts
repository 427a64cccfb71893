import type { Connection } from '../client.ts';
import { ALL_FEEDBACK, ofDocument, TOUCHED_FEEDBACK } from './rollup-counts.ts';

/** Days of sources, column by column. */
export type Cells = readonly [days: readonly string[], dated: readonly boolean[], sources: readonly string[]];

// Feedback whose rating and words disagree, as reporting.disagreement has it: $1 model, $2 sources or null for all, and
// the parameters of `feedback`.
const COUNT = (feedback: string): string => `
  with scale as materialized (
    select source, poor_from, poor_to, good_from, good_to from verbatim.rating_scale
     where $2::text[] is null or source = any ($2)
  )
  insert into verbatim.rollup_disagreement (day, dated, source, feedback_id, model_id, occurred_at)
  select (coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date, f.occurred_at is not null, f.source, f.id,
         $1::int, f.occurred_at
    from ${feedback} join scale z on z.source = f.source
    ${ofDocument(feedback, 'analysis', 'a')}
   where a.sentiment = 'negative' and f.rating between z.good_from and z.good_to
        and f.attributes ->> 'asks' is distinct from 'faults'
      or a.sentiment = 'positive' and f.rating between z.poor_from and z.poor_to
        and f.attributes ->> 'asks' is distinct from 'praise'`;

/** Finds all of them; the table is empty before. */
export async function countDisagreements(connection: Connection, modelId: number): Promise<void> {
  await connection.query(COUNT(ALL_FEEDBACK), [modelId, null]);
}

/**
 * Finds those of some days, whose rows were deleted. When the scale of a source changes, a trigger notes all its days.
 */
export async function recountDisagreements(
  connection: Connection,
  modelId: number,
  cells: Cells,
): Promise<void> {
  await connection.query(COUNT(TOUCHED_FEEDBACK), [modelId, [...new Set(cells[2])], ...cells]);
}
