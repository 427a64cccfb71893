import type { RatingScale } from '../../domain/rating-scale.ts';
import type { Queryable } from '../client.ts';

/** The scale of a source's ratings as its last import has it; null: none is known. */
export async function storedScale(database: Queryable, source: string): Promise<RatingScale | null> {
  const { rows } = await database.query<{ scale: RatingScale | { unknown: true } }>(
    `select rating_scale as scale from verbatim.import
      where source = $1 and rating_scale is not null and status <> 'undone' order by id desc limit 1`,
    [source],
  );
  const scale = rows[0]?.scale;
  return scale && 'low' in scale ? scale : null;
}
