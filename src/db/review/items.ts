import type { Connection, Database, Queryable } from '../client.ts';
import { byPerson, ofPresentText } from './label-conditions.ts';

/** Minutes for which an item is held for the person who got it. */
const HOLD_MINUTES = 15;

/** SQL condition: the label `l` is a person's word about the present text of the comment `f` as a whole. */
const SAID = `l.feedback_id = f.id and l.task = 'sentiment' and l.start_offset is null and ${byPerson('l')}
  and ${ofPresentText('l', 'f')}`;

/** An item with its comment. */
export interface HeldItem {
  readonly id: number;
  readonly feedbackId: number;
}

/**
 * The next items for a person, held for them: samples before queues, the newest draw first, each by rank. Items that
 * others hold or that the person has labelled are left out.
 * @param after items that follow this one in that order; null: from the start, also those that the person holds
 */
export async function nextItems(
  database: Database,
  labeller: string,
  { limit, after = null }: { readonly limit: number; readonly after?: number | null },
): Promise<HeldItem[]> {
  const { rows } = await database.query<HeldItem>(
    `with next as (
       select i.id from verbatim.review_item i
         join verbatim.review_draw d on d.id = i.draw_id
         join verbatim.feedback f on f.id = i.feedback_id
        where i.done_at is null and f.document_id is not null
          and (i.held_until is null or i.held_until <= now() or i.held_by = $1)
          and not exists (select from verbatim.label l where ${SAID} and l.labeller = $1)
          and ($3::bigint is null or (case d.kind when 'sample' then 0 else 1 end, -d.id, i.rank, i.id) > (
                select case od.kind when 'sample' then 0 else 1 end, -od.id, o.rank, o.id
                  from verbatim.review_item o join verbatim.review_draw od on od.id = o.draw_id where o.id = $3))
        order by case d.kind when 'sample' then 0 else 1 end, -d.id, i.rank, i.id
        limit $2 for update of i skip locked
     ), held as (
       update verbatim.review_item i set held_by = $1, held_until = now() + make_interval(mins => ${HOLD_MINUTES})
         from next where i.id = next.id returning i.*
     )
     select held.id, held.feedback_id as "feedbackId" from held
       join verbatim.review_draw d on d.id = held.draw_id
      order by case d.kind when 'sample' then 0 else 1 end, -d.id, held.rank, held.id`,
    [labeller, limit, after],
  );
  return rows;
}

/** Gives items back that the person holds: others may get them at once. */
export async function releaseItems(
  database: Queryable,
  labeller: string,
  ids: readonly number[],
): Promise<void> {
  await database.query(
    `update verbatim.review_item set held_by = null, held_until = null
      where id = any ($2::bigint[]) and held_by = $1 and done_at is null`,
    [labeller, ids],
  );
}

/** Items of these comments are done once as many people as asked have labelled the comment as a whole. */
export async function noteLabelled(connection: Connection, feedbackIds: readonly number[]): Promise<void> {
  await connection.query(
    `update verbatim.review_item i
        set done_at = case when said.people >= i.people then coalesce(i.done_at, now()) end,
            held_by = case when said.people < i.people and i.held_by <> all (said.labellers) then i.held_by end,
            held_until = case when said.people < i.people and i.held_by <> all (said.labellers) then i.held_until end
       from (select f.id, count(l.id) as people, coalesce(array_agg(l.labeller) filter (where l.id is not null), '{}') as labellers
               from verbatim.feedback f left join verbatim.label l on ${SAID}
              where f.id = any ($1::bigint[]) group by f.id) said
      where i.feedback_id = said.id`,
    [feedbackIds],
  );
}

/** How far the review is, of one kind of draw. */
export interface ReviewProgress {
  readonly kind: 'sample' | 'queue';
  readonly items: number;
  readonly done: number;
  /** Not done yet, and not labelled by this person. */
  readonly open: number;
}

/** The open draws as one person sees them, and how many comments they have labelled today (UTC). */
export async function reviewProgress(
  database: Queryable,
  labeller: string,
): Promise<{ draws: ReviewProgress[]; today: number }> {
  const { rows: draws } = await database.query<ReviewProgress>(
    `select kind.kind, count(i.id) as items, count(i.done_at) as done,
            count(i.id) filter (where i.done_at is null and f.document_id is not null and not exists (
              select from verbatim.label l where ${SAID} and l.labeller = $1)) as open
       from (values ('sample'), ('queue')) as kind (kind)
       left join (verbatim.review_draw d join verbatim.review_item i on i.draw_id = d.id
                  join verbatim.feedback f on f.id = i.feedback_id) on d.kind = kind.kind
      group by kind.kind order by kind.kind desc`,
    [labeller],
  );
  const { rows } = await database.query<{ today: number }>(
    `select count(distinct feedback_id) as today from verbatim.label_change
      where labeller = $1 and undone_at is null and value is not null and changed_from in ('page', 'http', 'terminal')
        and changed_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'`,
    [labeller],
  );
  return { draws, today: rows[0]!.today };
}
