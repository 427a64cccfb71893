import type { Connection } from '../client.ts';
import { ALL_FEEDBACK, ofDocument, TOUCHED_FEEDBACK } from './rollup-counts.ts';

/** Days of sources, column by column. */
export type Cells = readonly [days: readonly string[], dated: readonly boolean[], sources: readonly string[]];

const FEEDBACK_OF_SOURCES = '(select * from verbatim.feedback where source = any ($2::text[])) f';

// Feedback whose rating and words disagree, as reporting.disagreement has it: $1 model, $2 sources or null for all, and
// the parameters of `feedback`. The roll-up of ratings has the scale of a source.
const COUNT = (feedback: string): string => `
  with scale as materialized (
    select source, case when max(rating) > 10 then 60 when max(rating) > 5 then 6 else 2 end as low,
           case when max(rating) > 10 then 90 when max(rating) > 5 then 9 else 4 end as high
      from verbatim.rollup_rating_day where $2::text[] is null or source = any ($2) group by source
  )
  insert into verbatim.rollup_disagreement (day, dated, source, feedback_id, model_id, occurred_at)
  select (coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date, f.occurred_at is not null, f.source, f.id,
         $1::int, f.occurred_at
    from ${feedback} join scale on scale.source = f.source
    ${ofDocument(feedback, 'analysis', 'a')}
   where a.sentiment = 'negative' and f.rating >= scale.high or a.sentiment = 'positive' and f.rating <= scale.low`;

/** Finds all of them; the table is empty before. */
export async function countDisagreements(connection: Connection, modelId: number): Promise<void> {
  await connection.query(COUNT(ALL_FEEDBACK), [modelId, null]);
}

/** Scale of the ratings of these sources, from the roll-up of ratings: 5, 10 or 100. */
export async function ratingScales(
  connection: Connection,
  sources: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await connection.query<{ source: string; scale: number }>(
    `select source, case when max(rating) > 10 then 100 when max(rating) > 5 then 10 else 5 end as scale
       from verbatim.rollup_rating_day where source = any ($1::text[]) group by source`,
    [[...new Set(sources)]],
  );
  return new Map(rows.map(({ source, scale }) => [source, scale]));
}

/**
 * Finds those of some days, whose rows were deleted. When the scale of a source has changed, finds those of all its days.
 * @param before {@link ratingScales} before the ratings of these days were recounted
 */
export async function recountDisagreements(
  connection: Connection,
  modelId: number,
  cells: Cells,
  before: ReadonlyMap<string, number>,
): Promise<void> {
  const sources = [...new Set(cells[2])];
  const now = await ratingScales(connection, sources);
  const moved = sources.filter((source) => before.has(source) && before.get(source) !== now.get(source));
  if (moved.length > 0) {
    await connection.query('delete from verbatim.rollup_disagreement where source = any ($1::text[])', [
      moved,
    ]);
    await connection.query(COUNT(FEEDBACK_OF_SOURCES), [modelId, moved]);
  }
  const others = sources.filter((source) => !moved.includes(source));
  if (others.length > 0) await connection.query(COUNT(TOUCHED_FEEDBACK), [modelId, others, ...cells]);
}
