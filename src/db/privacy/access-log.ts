import type { Queryable } from '../client.ts';
import type { accessLog } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';

export interface Access {
  /** Name of the key; null: the role of this login. */
  readonly who: string | null;
  readonly what: 'quote' | 'export' | 'erasure';
  readonly feedbackIds: readonly number[];
  /** Route or command. */
  readonly place: string;
}

/** Notes who was shown which comments; no numbers: words, but not of which. */
export async function logAccess(
  database: Queryable,
  { who, what, feedbackIds, place }: Access,
): Promise<void> {
  await database.query(
    `insert into verbatim.access_log (who, what, feedback_ids, place)
     values (coalesce($1, session_user), $2, array(select distinct unnest($3::bigint[]) order by 1), $4)`,
    [who, what, feedbackIds, place],
  );
}

export type LoggedAccess = Row<typeof accessLog, 'at' | 'who' | 'what' | 'feedbackIds' | 'place'>;

/** The latest first. @param who null: everyone */
export async function readAccess(
  database: Queryable,
  { since, who, most }: { readonly since: Date; readonly who: string | null; readonly most: number },
): Promise<LoggedAccess[]> {
  const { rows } = await database.query<LoggedAccess>(
    `select at, who, what, feedback_ids::float8[] as "feedbackIds", place from verbatim.access_log
      where at >= $1 and ($2::text is null or who = $2) order by id desc limit $3`,
    [since, who, most],
  );
  return rows;
}

/** Deletes what is older; how many entries. */
export async function deleteOldAccess(database: Queryable, days: number): Promise<number> {
  const { rowCount } = await database.query(
    'delete from verbatim.access_log where at < now() - make_interval(days => $1)',
    [days],
  );
  return rowCount ?? 0;
}

/** The first comment of each of these documents, whose text is shown without its comment. */
export async function firstComments(database: Queryable, documents: readonly number[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    'select min(id) as id from verbatim.feedback where document_id = any($1::bigint[]) group by document_id',
    [documents],
  );
  return rows.map(({ id }) => id);
}
