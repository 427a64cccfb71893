import type { Queryable } from '../client.ts';
import type { upload as uploadTable } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** Settings that came with an upload, by the names of the command line. */
export interface UploadSettings {
  readonly source?: string | undefined;
  /** Field → columns, by name or `#N`; '' for none. */
  readonly map?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly joinText?: boolean | undefined;
  readonly asks?: 'faults' | 'praise' | undefined;
  /** Name of a preset, or none. */
  readonly preset?: string | undefined;
  /** Name of a saved mapping. */
  readonly mapping?: string | undefined;
  readonly saveMapping?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  /** As `--header` takes it; a boolean of earlier versions. */
  readonly header?: string | boolean | undefined;
  readonly encoding?: string | undefined;
  readonly dates?: 'day-first' | 'month-first' | 'iso' | undefined;
  readonly timeZone?: string | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  readonly scale?: string | undefined;
  readonly nps?: boolean | undefined;
  readonly allowUnread?: boolean | undefined;
  readonly update?: boolean | undefined;
  /** Header → keep, mask, drop or hash. */
  readonly column?: Readonly<Record<string, 'keep' | 'mask' | 'drop' | 'hash'>> | undefined;
  readonly identifiers?: 'on' | 'off' | undefined;
  readonly names?: 'off' | 'flag' | 'mask' | undefined;
  readonly number?: boolean | undefined;
  readonly keepOriginal?: boolean | undefined;
}

export type UploadFormat = 'csv' | 'ndjson';

/** What ended an upload: an entry of the error table. Never feedback. */
export interface UploadFault {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** What is known of an upload before its first byte. */
export interface NewUpload {
  readonly fileName: string;
  readonly format: UploadFormat;
  /** Id of the key that sends it; null or left out: none. */
  readonly owner?: string | null;
}

/** A new upload in the state receiving; its id. */
export async function beginUpload(database: Queryable, upload: NewUpload): Promise<string> {
  const { rows } = await database.query<Row<typeof uploadTable, 'id'>>(
    'insert into verbatim.upload (file_name, format, owner) values ($1, $2, $3) returning id',
    [upload.fileName, upload.format, upload.owner ?? null],
  );
  return rows[0]!.id;
}

/**
 * Queues a received upload for its import. False when it has been cancelled. Throws Postgres's
 * unique violation when another upload of its owner has the key.
 */
export async function queueUpload(
  database: Queryable,
  id: string,
  received: { bytes: number; fingerprint: string; settings: UploadSettings; idempotencyKey: string | null },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update verbatim.upload
        set state = 'queued', received_at = now(), seen_at = now(),
            bytes = $2, fingerprint = $3, settings = $4, idempotency_key = $5
      where id = $1 and state = 'receiving'`,
    [id, received.bytes, received.fingerprint, JSON.stringify(received.settings), received.idempotencyKey],
  );
  return rowCount === 1;
}

/** The upload that an owner sent with an idempotency key; those of others have keys of their own. */
export async function uploadOfKey(
  database: Queryable,
  idempotencyKey: string,
  owner: string | null,
): Promise<{ id: string; fingerprint: string } | null> {
  const { rows } = await database.query<{ id: string; fingerprint: string }>(
    `select id, fingerprint from verbatim.upload where idempotency_key = $1 and coalesce(owner, '') = coalesce($2, '')`,
    [idempotencyKey, owner],
  );
  return rows[0] ?? null;
}

/** Deletes the row of an upload that is refused or repeats another. */
export async function dropUpload(database: Queryable, id: string): Promise<void> {
  await database.query(`delete from verbatim.upload where id = $1 and state in ('receiving', 'cancelled')`, [
    id,
  ]);
}

/** The sender went away before the end. */
export async function breakOffUpload(database: Queryable, id: string, fault: UploadFault): Promise<void> {
  await database.query(
    `update verbatim.upload set state = 'broken_off', error = $2, finished_at = now()
      where id = $1 and state = 'receiving'`,
    [id, JSON.stringify(fault)],
  );
}

/** Stops what waits at once; what runs is asked to stop. The state before; null for an unknown id. */
export async function cancelUpload(database: Queryable, id: string): Promise<string | null> {
  const { rows } = await database.query<{ before: string }>(
    `with before as (select id, state from verbatim.upload where id = $1 for update)
     update verbatim.upload u
        set state = case when before.state in ('receiving', 'queued') then 'cancelled' else u.state end,
            finished_at = case when before.state in ('receiving', 'queued') then now() else u.finished_at end,
            -- One that was interrupted may have stored documents.
            analysis_pending = u.analysis_pending or before.state = 'queued',
            cancel_requested = u.cancel_requested or before.state = 'running'
       from before where before.id = u.id returning before.state as before`,
    [id],
  );
  return rows[0]?.before ?? null;
}
