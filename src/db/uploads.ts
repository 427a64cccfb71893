import type { Connection, Queryable } from './client.ts';

/** How an upload is to be read, as far as its sender said; by the names of the command line. */
export interface UploadSettings {
  readonly source?: string | undefined;
  /** Field → columns, by name or `#N`; '' for none. */
  readonly map?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly joinText?: boolean | undefined;
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
}

export type UploadFormat = 'csv' | 'ndjson';

/** What ended an upload: an entry of the error table. Never feedback. */
export interface UploadFault {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** An upload that was taken to be imported. */
export interface ClaimedUpload {
  readonly id: string;
  readonly fileName: string;
  readonly format: UploadFormat;
  readonly settings: UploadSettings;
  readonly bytes: number;
  /** How often it was begun, this time included. */
  readonly attempts: number;
}

/** A new upload in the state receiving; its id. */
export async function beginUpload(
  database: Queryable,
  upload: { fileName: string; format: UploadFormat },
): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    'insert into verbatim.upload (file_name, format) values ($1, $2) returning id',
    [upload.fileName, upload.format],
  );
  return rows[0]!.id;
}

/**
 * All of it is received: it waits for its import. False when it was cancelled meanwhile. Throws Postgres's
 * unique violation when another upload has the key.
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

export async function uploadOfKey(
  database: Queryable,
  idempotencyKey: string,
): Promise<{ id: string; fingerprint: string } | null> {
  const { rows } = await database.query<{ id: string; fingerprint: string }>(
    'select id, fingerprint from verbatim.upload where idempotency_key = $1',
    [idempotencyKey],
  );
  return rows[0] ?? null;
}

/** Forgets an upload of which nothing was taken: refused, or the repetition of another. */
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

/**
 * Takes the longest waiting upload of which the content is at hand; null when there is none. Those that a process
 * that is gone left running wait too: a process holds a lock on what it runs as long as this connection lives.
 * @param atHand ids of the spool files
 */
export async function claimUpload(
  connection: Connection,
  atHand: readonly string[],
): Promise<ClaimedUpload | null> {
  const waiting = await connection.query<{ id: string }>(
    `select id from verbatim.upload where state in ('queued', 'running') and id = any($1::uuid[])
      order by received_at, id`,
    [atHand],
  );
  for (const { id } of waiting.rows) {
    const lock = await connection.query<{ taken: boolean }>(`select pg_try_advisory_lock(${LOCK}) as taken`, [
      id,
    ]);
    if (!lock.rows[0]!.taken) continue;
    const { rows } = await connection.query<ClaimedUpload>(
      `update verbatim.upload set state = 'running', attempts = attempts + 1, bytes_read = 0, seen_at = now()
        where id = $1 and state in ('queued', 'running')
        returning id, file_name as "fileName", format, settings, bytes, attempts`,
      [id],
    );
    if (rows[0]) {
      // Its import before was left by a process that was killed.
      await connection.query(
        `update verbatim.import set status = 'interrupted', finished_at = now()
          where upload_id = $1 and status = 'running'`,
        [id],
      );
      return rows[0];
    }
    await unlockUpload(connection, id);
  }
  return null;
}

const LOCK = `hashtextextended('verbatim upload ' || $1::text, 0)`;

/** Lets go of the lock that {@link claimUpload} took. */
export async function unlockUpload(connection: Connection, id: string): Promise<void> {
  await connection.query(`select pg_advisory_unlock(${LOCK})`, [id]);
}

export async function noteBytesRead(database: Queryable, id: string, bytesRead: number): Promise<void> {
  await database.query(
    `update verbatim.upload set bytes_read = least($2, bytes) where id = $1 and state = 'running'`,
    [id, bytesRead],
  );
}

/** The server stops, or the database was away: the import goes on later. */
export async function putBackUpload(database: Queryable, id: string, uncounted: boolean): Promise<void> {
  await database.query(
    `update verbatim.upload set state = 'queued', attempts = attempts - $2 where id = $1 and state = 'running'`,
    [id, uncounted ? 1 : 0],
  );
}

/** The end of an import, however it ended; documents it stored are to be queued for analysis. */
export async function finishUpload(
  database: Queryable,
  id: string,
  end: {
    state: 'done' | 'failed' | 'cancelled';
    fault?: UploadFault | undefined;
    attributes?: readonly string[];
    unparsed?: readonly object[];
  },
): Promise<void> {
  await database.query(
    `update verbatim.upload
        set state = $2, error = $3, attributes = $4, unparsed = $5, finished_at = now(), analysis_pending = true,
            bytes_read = case when $2 = 'done' then bytes else bytes_read end
      where id = $1 and state = 'running'`,
    [
      ...[id, end.state, end.fault ? JSON.stringify(end.fault) : null],
      ...[end.attributes ?? [], JSON.stringify(end.unparsed ?? [])],
    ],
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
