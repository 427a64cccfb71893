import { AUTHOR_PATTERN } from '../../privacy/keyring.ts';
import type { Connection, Queryable } from '../client.ts';

// What `privacy mask` reads of a source, and writes again.

interface StoredText {
  readonly id: number;
  readonly text: string;
  /** Comments of the source that have it. */
  readonly comments: number;
}

/** Some texts that comments of a source have or had, after a document's number and up to another. */
export async function storedTexts(
  connection: Queryable,
  source: string,
  { after, upTo, most }: { readonly after: number; readonly upTo: number; readonly most: number },
): Promise<StoredText[]> {
  const { rows } = await connection.query<StoredText>(
    `select d.id, d.text, n.comments from verbatim.document d
      cross join lateral (select count(*) as comments from verbatim.feedback f
                           where f.document_id = d.id and f.source = $1) n
      where d.id > $2 and d.id <= $3
        and (n.comments > 0 or exists (
          select from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id and f.source = $1
           where c.old_document_id = d.id or c.new_document_id = d.id))
      order by d.id limit $4`,
    [source, after, upTo, most],
  );
  return rows;
}

/** Of these documents those that are analysed, locked against all that would refer to them. */
export async function lockAnalysed(
  connection: Connection,
  documents: readonly number[],
): Promise<Set<number>> {
  const { rows } = await connection.query<{ id: number }>(
    `select d.id from verbatim.document d
      where d.id = any($1::bigint[]) and exists (select from verbatim.analysis a where a.document_id = d.id)
      order by d.id for update of d`,
    [documents],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function lastDocument(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ last: number }>(
    'select coalesce(max(id), 0) as last from verbatim.document',
  );
  return rows[0]!.last;
}

type Cells = Readonly<Record<string, string>>;

interface StoredReason {
  readonly id: number;
  readonly reason: string;
}

/** Tables of labels and of handled comments, and where each has what people wrote of them. */
const REASONS = {
  label: { id: 'id', reason: 'reason', written: 'reason = left(given.reason, 2000)' },
  handled: { id: 'feedback_id', reason: 'note', written: 'note = left(given.reason, 2000)' },
  label_change: {
    id: 'id',
    reason: `former ->> 'reason'`,
    written: `former = jsonb_set(t.former, '{reason}', to_jsonb(left(given.reason, 2000)))`,
  },
} as const;
export const REASON_TABLES = ['label', 'label_change', 'handled'] as const;
type ReasonTable = (typeof REASON_TABLES)[number];

/** Why people chose the labels of these comments, or those before, or what they noted. */
export async function storedReasons(
  connection: Queryable,
  table: ReasonTable,
  feedbackIds: readonly number[],
): Promise<StoredReason[]> {
  const { id, reason } = REASONS[table];
  const { rows } = await connection.query<StoredReason>(
    `select ${id} as id, ${reason} as reason from verbatim.${table}
      where feedback_id = any($1::bigint[]) and ${reason} is not null order by 1 for no key update`,
    [feedbackIds],
  );
  return rows;
}

/** A mask may be longer than what it masks: a reason has at most 2,000 characters. */
export async function writeReasons(
  connection: Connection,
  table: ReasonTable,
  reasons: readonly StoredReason[],
): Promise<void> {
  if (reasons.length === 0) return;
  await connection.query(
    `update verbatim.${table} t set ${REASONS[table].written}
       from unnest($1::bigint[], $2::text[]) as given (id, reason) where t.${REASONS[table].id} = given.id`,
    [reasons.map(({ id }) => id), reasons.map(({ reason }) => reason)],
  );
}

/** What a file has changed in a comment: old and new values by their fields. */
export interface StoredChange {
  readonly id: number;
  /** Of the comment before, and now. */
  readonly oldFingerprint: string | null;
  readonly fingerprint: string;
  readonly values: readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
}

export async function storedChanges(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredChange[]> {
  const { rows } = await connection.query<Omit<StoredChange, 'values'> & { old: Cells; new: Cells }>(
    `select c.id, c.old_values as old, c.new_values as new, c.old_fingerprint as "oldFingerprint", f.fingerprint
       from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id and f.source = $1
      where c.id > $2 order by c.id limit $3 for no key update of c`,
    [source, after, most],
  );
  return rows.map(({ old, new: changed, ...row }) => ({ ...row, values: [old, changed] }));
}

export async function writeChanges(connection: Connection, changes: readonly StoredChange[]): Promise<void> {
  if (changes.length === 0) return;
  await connection.query(
    `update verbatim.feedback_change c
        set old_values = given.old, new_values = given.new, old_fingerprint = given.fingerprint
       from unnest($1::bigint[], $2::jsonb[], $3::jsonb[], $4::uuid[]) as given (id, old, new, fingerprint)
      where c.id = given.id`,
    [
      changes.map(({ id }) => id),
      ...[0, 1].map((at) => changes.map(({ values }) => JSON.stringify(values[at]))),
      changes.map(({ oldFingerprint }) => oldFingerprint),
    ],
  );
}

export interface StoredReject {
  readonly id: number;
  readonly raw: string;
  readonly detail: string;
}

export async function storedRejects(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredReject[]> {
  const { rows } = await connection.query<StoredReject>(
    `select r.id, r.raw_row as raw, r.detail
       from verbatim.reject r join verbatim.import i on i.id = r.import_id and i.source = $1
      where r.id > $2 order by r.id limit $3 for no key update of r`,
    [source, after, most],
  );
  return rows;
}

export async function writeRejects(connection: Connection, rejects: readonly StoredReject[]): Promise<void> {
  if (rejects.length === 0) return;
  await connection.query(
    `update verbatim.reject r set raw_row = given.raw, detail = given.detail
       from unnest($1::bigint[], $2::text[], $3::text[]) as given (id, raw, detail) where r.id = given.id`,
    [rejects.map(({ id }) => id), rejects.map(({ raw }) => raw), rejects.map(({ detail }) => detail)],
  );
}

/** Whether an author of the source is a name as given. */
export async function hasGivenAuthors(database: Queryable, source: string): Promise<boolean> {
  const { rowCount } = await database.query(
    `select from verbatim.feedback where source = $1 and author !~ '${AUTHOR_PATTERN}' limit 1`,
    [source],
  );
  return rowCount === 1;
}
