import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import type { TombstoneMac } from '../../privacy/tombstone-macs.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { logAccess } from '../privacy/access-log.ts';
import { holdKeys } from '../privacy/keys.ts';
import type { erasure, erasurePart } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';
import type { Selector } from './selected-rows.ts';

/** A digest as it has to be made again. */
export interface DigestToRepeat {
  readonly id: number;
  readonly period: string;
  readonly first: string | null;
  readonly last: string | null;
  readonly by: readonly string[];
  readonly modelId: number;
}

/** The tables before an erasure. */
export interface TablesBefore {
  /** Rows by `schema.table`. */
  readonly rows: Readonly<Record<string, number>>;
  readonly digests: readonly DigestToRepeat[];
}

export interface NewErasure {
  readonly by: 'author' | 'id' | 'source' | 'match';
  readonly source: string | null;
  readonly selectors: readonly Selector[];
  readonly tombstones: readonly TombstoneMac[];
  readonly before: TablesBefore;
  /** Null: nothing is sealed, so an interrupted erasure cannot go on by itself. */
  readonly keyring: Keyring | null;
}

/**
 * Records an erasure and what it selects. No import that may hold its rows is running then, and those that begin later
 * see its tombstones.
 * @throws VerbatimError IMPORT_RUNNING, KEY_OUTDATED, KEY_ROTATING
 */
export function beginErasure(database: Database, erasing: NewErasure): Promise<number> {
  const { by, source, selectors, tombstones, before, keyring } = erasing;
  return inTransaction(database, async (connection) => {
    await holdKeys(connection, keyring);
    // Every import begins with a write to this table: either before this lock, or after it and seeing the tombstones.
    await connection.query('lock table verbatim.import in share row exclusive mode');
    const running = await connection.query<{ id: number; source: string }>(
      `select id, source from verbatim.import
        where status = 'running' and ($1::text is null or source = $1) order by id limit 1`,
      [source],
    );
    if (running.rows[0]) throw new VerbatimError('IMPORT_RUNNING', { ...running.rows[0] });
    const { rows } = await connection.query<{ id: number }>(
      `insert into verbatim.erasure (selected_by, source, reason, requested_by, proof)
       values ($1, $2, 'request', session_user, $3) returning id`,
      [by, source, JSON.stringify({ before })],
    );
    const { id } = rows[0]!;
    if (keyring) {
      for (const selector of selectors) await sealPart(connection, keyring, id, 'selector', selector);
    }
    await insertTombstones(connection, id, tombstones);
    await logAccess(connection, { who: null, what: 'erasure', feedbackIds: [], place: 'verbatim erase' });
    return id;
  });
}

export async function sealPart(
  connection: Connection,
  keyring: Keyring,
  erasureId: number,
  kind: 'selector' | 'words',
  content: object,
): Promise<void> {
  const { keyOrdinal, sealed } = keyring.seal(Buffer.from(JSON.stringify(content)), contextOf(erasureId));
  await connection.query(
    'insert into verbatim.erasure_part (erasure_id, kind, key_ordinal, sealed) values ($1, $2, $3, $4)',
    [erasureId, kind, keyOrdinal, sealed],
  );
}

/** The sealed parts of an erasure, oldest first, one at a time. @throws VerbatimError SEALED_INVALID */
export async function* openParts<Part>(
  database: Queryable,
  keyring: Keyring,
  erasureId: number,
  kind: 'selector' | 'words',
): AsyncGenerator<Part> {
  for (let last = 0; ; ) {
    const { rows } = await database.query<Row<typeof erasurePart, 'id' | 'keyOrdinal' | 'sealed'>>(
      `select id, key_ordinal as "keyOrdinal", sealed from verbatim.erasure_part
        where erasure_id = $1 and kind = $2 and id > $3 order by id limit 1`,
      [erasureId, kind, last],
    );
    if (!rows[0]) return;
    last = rows[0].id;
    yield JSON.parse(keyring.open(rows[0], contextOf(erasureId)).toString()) as Part;
  }
}

const contextOf = (erasureId: number) => `erasure ${erasureId}`;

export async function insertTombstones(
  connection: Connection,
  erasureId: number,
  macs: readonly TombstoneMac[],
): Promise<void> {
  await connection.query(
    `insert into verbatim.tombstone (kind, mac, erasure_id)
     select kind, mac, $1 from unnest($2::text[], $3::bytea[]) as given (kind, mac) on conflict do nothing`,
    [erasureId, macs.map(({ kind }) => kind), macs.map(({ mac }) => mac)],
  );
}

export interface OpenErasure extends Row<typeof erasure, 'id' | 'source' | 'feedback' | 'documents'> {
  readonly by: NewErasure['by'];
  readonly before: TablesBefore;
}

/** Erasures on request that did not end. Only the process that holds the lease of nightly runs may continue them. */
export async function openErasures(database: Queryable): Promise<OpenErasure[]> {
  const { rows } = await database.query<OpenErasure>(
    `select id, selected_by as by, source, feedback, documents, proof -> 'before' as before
       from verbatim.erasure where status = 'running' and reason = 'request' order by id`,
  );
  return rows;
}

export async function countErased(
  connection: Connection,
  erasureId: number,
  deleted: { readonly feedback: number; readonly documents: number },
): Promise<void> {
  await connection.query(
    'update verbatim.erasure set feedback = feedback + $2, documents = documents + $3 where id = $1',
    [erasureId, deleted.feedback, deleted.documents],
  );
}

/** Stores the proof, and deletes what was sealed. @returns comments and texts deleted */
export function endErasure(
  database: Database,
  erasureId: number,
  status: 'done' | 'failed',
  proof: object,
): Promise<{ readonly feedback: number; readonly documents: number }> {
  return inTransaction(database, async (connection) => {
    await connection.query('delete from verbatim.erasure_part where erasure_id = $1', [erasureId]);
    const { rows } = await connection.query<{ feedback: number; documents: number }>(
      `update verbatim.erasure set status = $2, proof = $3, finished_at = now() where id = $1
       returning feedback, documents`,
      [erasureId, status, JSON.stringify(proof)],
    );
    return rows[0]!;
  });
}
