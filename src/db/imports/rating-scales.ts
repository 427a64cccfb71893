import { type RatingScale, scaleText } from '../../domain/rating-scale.ts';
import type { Queryable } from '../client.ts';

/** Joined to a feedback `f` for {@link ratingBand}. Few sources, however many rows. */
export const JOIN_RATING_SCALE = `left join (
    select source, poor_from, poor_to, good_from, good_to from verbatim.rating_scale offset 0
  ) z on z.source = f.source`;

/**
 * -1 where the rating of `f` is low, 1 where it is high, else 0: by bounds of the user's own, or by the scale of its
 * source where these are null.
 * @param low parameter that holds the highest low rating, such as `$2`
 * @param high parameter that holds the lowest high rating
 */
export const ratingBand = (low: string, high: string): string =>
  `case when coalesce(f.rating <= ${low}::float8, f.rating between z.poor_from and z.poor_to) then -1
        when coalesce(f.rating >= ${high}::float8, f.rating between z.good_from and z.good_to) then 1 else 0 end`;

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

/** The different scales of the ratings of a source, or of all: more than one have no common mean. */
export async function scalesOf(database: Queryable, source: string | null): Promise<string[]> {
  const { rows } = await database.query<RatingScale>(
    `select distinct (s.scale ->> 'low')::float8 as low, (s.scale ->> 'high')::float8 as high,
            (s.scale ->> 'inverted')::boolean as inverted
       from (select distinct on (source) source, rating_scale as scale from verbatim.import
              where rating_scale is not null and status <> 'undone' and ($1::text is null or source = $1)
              order by source, id desc) s
      where s.scale ? 'low'
        and exists (select from verbatim.feedback f where f.source = s.source and f.rating is not null)
      order by high, low, inverted`,
    [source],
  );
  return rows.map(scaleText);
}
