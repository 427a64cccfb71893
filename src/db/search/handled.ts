import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { handled } from '../schema/search.ts';
import type { Row } from '../schema/verbatim.ts';

/** Ids that an error names. */
const NAMED = 10;

/** How many comments a request was about, and of how many the state is another one now. */
export interface HandledChange {
  readonly comments: number;
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * Marks comments as handled: all or, when one does not exist, none. A comment that is handled already keeps who
 * handled it and when, unless the note is a new one.
 * @param note null: none, and a stored one stays
 * @throws VerbatimError HANDLED_COMMENT_UNKNOWN
 */
export function markHandled(
  database: Database,
  feedbackIds: readonly number[],
  { by, note }: { readonly by: string; readonly note: string | null },
): Promise<HandledChange> {
  return inTransaction(database, async (connection) => {
    const ids = await lockComments(connection, feedbackIds);
    const { rowCount } = await connection.query(
      `insert into verbatim.handled as h (feedback_id, note, handled_by)
       select id, $2, $3 from unnest($1::bigint[]) as id order by id
           on conflict (feedback_id) do update set note = excluded.note, handled_by = excluded.handled_by, handled_at = now()
        where excluded.note is distinct from h.note and excluded.note is not null`,
      [ids, note, by],
    );
    return changeOf(ids, rowCount);
  });
}

/** Takes comments back to open, with their notes. @throws VerbatimError HANDLED_COMMENT_UNKNOWN */
export function unmarkHandled(database: Database, feedbackIds: readonly number[]): Promise<HandledChange> {
  return inTransaction(database, async (connection) => {
    const ids = await lockComments(connection, feedbackIds);
    const { rowCount } = await connection.query(
      'delete from verbatim.handled where feedback_id = any($1::bigint[])',
      [ids],
    );
    return changeOf(ids, rowCount);
  });
}

const changeOf = ({ length: comments }: readonly number[], rowCount: number | null): HandledChange => {
  const changed = rowCount ?? 0;
  return { comments, changed, unchanged: comments - changed };
};

/** Keeps comments from being deleted meanwhile; each once. @throws VerbatimError HANDLED_COMMENT_UNKNOWN */
async function lockComments(connection: Connection, feedbackIds: readonly number[]): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>(
    'select id from verbatim.feedback where id = any($1::bigint[]) order by id for key share',
    [feedbackIds],
  );
  const ids = rows.map(({ id }) => id);
  assertAll(feedbackIds, ids, '');
  return ids;
}

/**
 * Numbers of the comments with these ids of their files, in one source.
 * @param forms each id as given, with the forms in which an import may have stored it
 * @throws VerbatimError HANDLED_COMMENT_UNKNOWN
 */
export async function commentsWithIds(
  database: Queryable,
  source: string,
  forms: ReadonlyMap<string, readonly string[]>,
): Promise<number[]> {
  const { rows } = await database.query<{ id: number; externalId: string }>(
    `select id, external_id as "externalId" from verbatim.feedback
      where source = $1 and external_id = any($2::text[]) order by id`,
    [source, [...forms.values()].flat()],
  );
  const stored = new Set(rows.map(({ externalId }) => externalId));
  const known = [...forms].filter(([, them]) => them.some((form) => stored.has(form))).map(([id]) => id);
  assertAll([...forms.keys()], known, ` in the source ${source}`);
  return rows.map(({ id }) => id);
}

function assertAll<Id>(wanted: readonly Id[], found: readonly Id[], where: string): void {
  const known = new Set(found);
  const unknown = [...new Set(wanted)].filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : '';
  const ids = `${unknown.slice(0, NAMED).join(', ')}${more}`;
  throw new VerbatimError('HANDLED_COMMENT_UNKNOWN', { ids, where });
}

/** A comment that somebody has seen to. */
export interface HandledComment
  extends Row<typeof handled, 'feedbackId' | 'note' | 'handledBy' | 'handledAt'> {
  readonly source: string;
  readonly externalId: string | null;
}

/** Which handled comments are listed; null: any. */
export interface HandledChoice {
  readonly ids: readonly number[] | null;
  readonly source: string | null;
  readonly by: string | null;
  readonly limit: number;
}

/** The comments that were handled last, and how many there are in all. */
export async function listHandled(
  database: Queryable,
  { ids, source, by, limit }: HandledChoice,
): Promise<{ total: number; comments: HandledComment[] }> {
  const from = `from verbatim.handled h join verbatim.feedback f on f.id = h.feedback_id
    where ($1::text is null or f.source = $1) and ($2::text is null or h.handled_by = $2)
      and ($3::bigint[] is null or h.feedback_id = any($3::bigint[]))`;
  const { rows } = await database.query<{ n: number }>(`select count(*) as n ${from}`, [source, by, ids]);
  const { rows: comments } = await database.query<HandledComment>(
    `select h.feedback_id as "feedbackId", f.source, f.external_id as "externalId", h.note, h.handled_by as "handledBy",
            h.handled_at as "handledAt" ${from} order by h.handled_at desc, h.feedback_id desc limit $4`,
    [source, by, ids, limit],
  );
  return { total: rows[0]!.n, comments };
}
