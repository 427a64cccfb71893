import type { Connection } from '../client.ts';
import type { reviewDraw } from '../schema/review.ts';
import type { FeedbackRange } from './draws.ts';
import { byPerson } from './label-conditions.ts';

export type NewDraw = Pick<typeof reviewDraw.$inferInsert, 'modelId' | 'fromDay' | 'toDay'> & {
  readonly kind: 'sample' | 'queue';
  readonly range: FeedbackRange;
  readonly seed: number;
  readonly population: number;
};

/** A comment of a draw, in the order in which people see them. */
export interface NewItem {
  readonly feedbackId: number;
  readonly stratum: string;
  readonly stratumSize: number;
  /** Null: chosen, not drawn at random. */
  readonly inclusion: number | null;
  readonly reasons: readonly string[];
  readonly people: number;
}

/** Stores a draw. @returns its number */
export async function storeDraw(
  connection: Connection,
  draw: NewDraw,
  items: readonly NewItem[],
): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(
    `insert into verbatim.review_draw (kind, model_id, from_day, to_day, from_feedback, to_feedback, seed, population)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      ...[draw.kind, draw.modelId, draw.fromDay, draw.toDay, draw.range.from, draw.range.to],
      ...[draw.seed, draw.population],
    ],
  );
  const { id } = rows[0]!;
  // A comment that waits in a queue becomes one of the sample: it is in one open item. Whoever holds it keeps it.
  await connection.query(
    `with item as materialized (
       select ordinality as rank, feedback_id, stratum, stratum_size, inclusion, people,
              array(select jsonb_array_elements_text(reasons)) as reasons,
              (select count(distinct l.labeller) >= people from verbatim.label l
                where l.feedback_id = given.feedback_id and l.task = 'sentiment' and l.start_offset is null
                  and ${byPerson('l')}) as done
         from unnest($2::bigint[], $3::text[], $4::bigint[], $5::float8[], $6::int[], $7::jsonb[]) with ordinality
              as given (feedback_id, stratum, stratum_size, inclusion, people, reasons)
     ), moved as (
       update verbatim.review_item q
          set draw_id = $1, rank = i.rank, stratum = i.stratum, stratum_size = i.stratum_size,
              inclusion = i.inclusion, random = i.inclusion is not null, reasons = i.reasons, people = i.people,
              done_at = case when i.done then now() end
         from item i where q.feedback_id = i.feedback_id and q.done_at is null
       returning q.feedback_id
     )
     insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random, reasons,
                                       people, done_at)
     select $1, feedback_id, rank, stratum, stratum_size, inclusion, inclusion is not null, reasons, people,
            case when done then now() end
       from item where feedback_id not in (select feedback_id from moved)`,
    [
      id,
      items.map(({ feedbackId }) => feedbackId),
      items.map(({ stratum }) => stratum),
      items.map(({ stratumSize }) => stratumSize),
      items.map(({ inclusion }) => inclusion),
      items.map(({ people }) => people),
      items.map(({ reasons }) => JSON.stringify(reasons)),
    ],
  );
  return id;
}
