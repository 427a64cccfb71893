import type { Queryable } from '../client.ts';
import type { upload } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import type { UploadFault, UploadFormat, UploadSettings } from './uploads.ts';

/** An upload that a server imports, until it ends or its claim expires. */
export interface ClaimedUpload extends Row<typeof upload, 'id' | 'fileName' | 'bytes'> {
  readonly format: UploadFormat;
  readonly settings: UploadSettings;
  /** How often it was begun, this time included. */
  readonly attempts: (typeof upload.$inferSelect)['attempts'];
}

// All times are of Postgres's clock: those of servers may differ. A server that was killed is replaced after as long.
const CLAIM = `now() + interval '30 seconds'`;

/**
 * Takes the longest waiting upload of which the content is at hand; null when there is none. Those whose server has
 * not renewed its claim wait too, and their import before is marked as interrupted: whatever that server still sends
 * is refused.
 * @param server random id of the server
 * @param atHand ids of the spool files
 */
export async function claimUpload(
  database: Queryable,
  server: string,
  atHand: readonly string[],
): Promise<ClaimedUpload | null> {
  const { rows } = await database.query<ClaimedUpload>(
    `with next as (
       select id from verbatim.upload
        where id = any($2::uuid[]) and finished_at is null
          and (state = 'queued' or state = 'running' and coalesce(claimed_until < now(), true))
        order by received_at, id limit 1 for update skip locked
     ), before as (
       -- One whose chunk is in the middle of its transaction is fenced off by the newer import (advanceImport).
       update verbatim.import set status = 'interrupted', finished_at = now()
        where id in (select i.id from verbatim.import i join next on i.upload_id = next.id
                      where i.status = 'running' for update of i skip locked)
     )
     update verbatim.upload u
        set state = 'running', attempts = attempts + 1, bytes_read = 0, seen_at = now(),
            claimed_by = $1, claimed_until = ${CLAIM}
       from next where u.id = next.id
     returning u.id, file_name as "fileName", format, settings, bytes, attempts`,
    [server, atHand],
  );
  return rows[0] ?? null;
}

/** Renews the claims of a server; returns those it still has, and whether the import is cancelled. */
export async function renewClaims(
  database: Queryable,
  server: string,
  ids: readonly string[],
): Promise<Map<string, { cancel: boolean }>> {
  const { rows } = await database.query<{ id: string; cancel: boolean }>(
    `update verbatim.upload set claimed_until = ${CLAIM}
      where id = any($2::uuid[]) and claimed_by = $1 and state = 'running'
      returning id, cancel_requested as cancel`,
    [server, ids],
  );
  return new Map(rows.map(({ id, cancel }) => [id, { cancel }]));
}

export async function noteBytesRead(
  database: Queryable,
  server: string,
  id: string,
  bytesRead: number,
): Promise<void> {
  await database.query(
    `update verbatim.upload set bytes_read = least($3, bytes)
      where id = $2 and claimed_by = $1 and state = 'running'`,
    [server, id, bytesRead],
  );
}

/** Gives a claim back: the server stops, or the database was away. The import goes on later. */
export async function putBackUpload(
  database: Queryable,
  server: string,
  id: string,
  uncounted: boolean,
): Promise<void> {
  await database.query(
    `update verbatim.upload
        set state = 'queued', attempts = attempts - $3, claimed_by = null, claimed_until = null
      where id = $2 and claimed_by = $1 and state = 'running'`,
    [server, id, uncounted ? 1 : 0],
  );
}

/**
 * The end of an import, however it ended; documents it stored are to be queued for analysis. False when another
 * server has the upload by now.
 */
export async function finishUpload(
  database: Queryable,
  server: string,
  id: string,
  end: {
    state: 'done' | 'failed' | 'cancelled';
    fault?: UploadFault | undefined;
    attributes?: readonly string[];
    unparsed?: readonly object[];
  },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update verbatim.upload
        set state = $3, error = $4, attributes = $5, unparsed = $6, finished_at = now(), analysis_pending = true,
            bytes_read = case when $3 = 'done' then bytes else bytes_read end,
            claimed_by = null, claimed_until = null
      where id = $2 and claimed_by = $1 and state = 'running'`,
    [
      ...[server, id, end.state, end.fault ? JSON.stringify(end.fault) : null],
      ...[end.attributes ?? [], JSON.stringify(end.unparsed ?? [])],
    ],
  );
  return rowCount === 1;
}
