import type { Connection } from '../client.ts';
import type { feedback } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import type { FeedbackWrite } from './writes.ts';

/** A stored feedback as far as a file can change it. */
export interface StoredFeedback extends Omit<FeedbackWrite, 'line'>, Row<typeof feedback, 'id'> {
  /** SHA-256 of its text, hex; null when it has none. */
  readonly documentHash: string | null;
  readonly text: string | null;
}

/** identity → the stored row. With `lock`, no other transaction changes the rows until this one ends. */
export async function readStoredFeedback(
  connection: Connection,
  source: string,
  identities: readonly string[],
  lock: boolean,
): Promise<Map<string, StoredFeedback>> {
  // Locked first and read then: a locking read of joined rows may join the old document to the new feedback.
  if (lock) {
    await connection.query(
      `select from verbatim.feedback where source = $1 and identity = any($2::uuid[])
        order by identity for update`,
      [source, identities],
    );
  }
  const { rows } = await connection.query<StoredFeedback>(
    `select f.id, f.identity, f.fingerprint, f.external_id as "externalId", f.document_id as "documentId",
            f.raw_text as "rawText", f.occurred_at as "occurredAt", f.rating, f.language, f.author, f.attributes,
            (select encode(d.hash, 'hex') from verbatim.document d where d.id = f.document_id) as "documentHash",
            (select d.text from verbatim.document d where d.id = f.document_id) as text
       from verbatim.feedback f where f.source = $1 and f.identity = any($2::uuid[])`,
    [source, identities],
  );
  return new Map(rows.map((row) => [row.identity, row]));
}

/** identity → fingerprint, and hash of the text (hex; null without text), of those that are stored. */
export async function storedTexts(
  connection: Connection,
  source: string,
  identities: readonly string[],
): Promise<Map<string, { readonly hash: string | null; readonly fingerprint: string }>> {
  // With a join, Postgres reads whole tables for every chunk where it has no statistics yet.
  const { rows } = await connection.query<{ identity: string; hash: string | null; fingerprint: string }>(
    `select identity, fingerprint,
            (select encode(hash, 'hex') from verbatim.document d where d.id = f.document_id) as hash
       from verbatim.feedback f where source = $1 and identity = any($2::uuid[])`,
    [source, identities],
  );
  return new Map(rows.map((row) => [row.identity, row]));
}

/** True when the source has rows that are known by an id. */
export async function hasIds(connection: Connection, source: string): Promise<boolean> {
  const { rows } = await connection.query<{ found: boolean }>(
    `select exists (select from verbatim.feedback where source = $1 and external_id is not null) as found`,
    [source],
  );
  return rows[0]!.found;
}

/** Stores the new fingerprints of rows that the file writes differently, with the same values. */
export async function renewFingerprints(
  connection: Connection,
  rows: readonly { readonly id: number; readonly identity: string; readonly fingerprint: string }[],
): Promise<void> {
  await deleteRenamedOriginals(connection, rows);
  await connection.query(
    `update verbatim.feedback f set identity = given.identity, fingerprint = given.fingerprint
       from unnest($1::bigint[], $2::uuid[], $3::uuid[]) as given (id, identity, fingerprint)
      where f.id = given.id`,
    [rows.map((row) => row.id), rows.map((row) => row.identity), rows.map((row) => row.fingerprint)],
  );
}

/** An original is encrypted under the identity of its row: it does not open under another. */
async function deleteRenamedOriginals(
  connection: Connection,
  rows: readonly { readonly id: number; readonly identity: string }[],
): Promise<void> {
  await connection.query(
    `delete from verbatim.original o using unnest($1::bigint[], $2::uuid[]) as given (id, identity), verbatim.feedback f
      where f.id = given.id and f.identity <> given.identity and o.feedback_id = f.id`,
    [rows.map(({ id }) => id), rows.map(({ identity }) => identity)],
  );
}

export interface FeedbackChange {
  readonly id: number;
  readonly write: FeedbackWrite;
  /** Null: nothing is kept of what was stored. */
  readonly history: {
    readonly documentId: number | null;
    readonly oldValues: Readonly<Record<string, unknown>>;
    readonly newValues: Readonly<Record<string, unknown>>;
  } | null;
}

/** Stores new values over old ones, which `feedback_change` keeps where they have a history. */
export async function changeFeedback(
  connection: Connection,
  importId: number,
  changes: readonly FeedbackChange[],
): Promise<void> {
  const kept = changes.flatMap(({ history, ...change }) => (history ? [{ ...change, history }] : []));
  await connection.query(
    `insert into verbatim.feedback_change
       (feedback_id, import_id, line, old_document_id, new_document_id, old_values, new_values, old_fingerprint)
     select f.id, $1, given.line, given.old_document_id, given.document_id, given.old_values, given.new_values,
            f.fingerprint
       from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::jsonb[])
         as given (id, line, old_document_id, document_id, old_values, new_values)
       join verbatim.feedback f on f.id = given.id
      order by given.line`,
    [
      importId,
      kept.map(({ id }) => id),
      kept.map(({ write }) => write.line),
      kept.map(({ history }) => history.documentId),
      kept.map(({ write }) => write.documentId),
      kept.map(({ history }) => JSON.stringify(history.oldValues)),
      kept.map(({ history }) => JSON.stringify(history.newValues)),
    ],
  );
  await deleteRenamedOriginals(
    connection,
    changes.map(({ id, write }) => ({ id, identity: write.identity })),
  );
  await connection.query(
    `update verbatim.feedback f
        set identity = given.identity, external_id = given.external_id, fingerprint = given.fingerprint, document_id = given.document_id, raw_text = given.raw_text,
            occurred_at = given.occurred_at, rating = given.rating, language = given.language,
            author = given.author, attributes = given.attributes
       from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[], $6::double precision[],
         $7::text[], $8::text[], $9::jsonb[], $10::uuid[], $11::text[])
         as given (id, fingerprint, document_id, raw_text, occurred_at, rating, language, author, attributes,
                   identity, external_id)
      where f.id = given.id`,
    [
      changes.map(({ id }) => id),
      changes.map(({ write }) => write.fingerprint),
      changes.map(({ write }) => write.documentId),
      changes.map(({ write }) => write.rawText),
      changes.map(({ write }) => write.occurredAt?.toISOString() ?? null),
      changes.map(({ write }) => write.rating),
      changes.map(({ write }) => write.language),
      changes.map(({ write }) => write.author),
      changes.map(({ write }) => JSON.stringify(write.attributes)),
      changes.map(({ write }) => write.identity),
      changes.map(({ write }) => write.externalId),
    ],
  );
}
