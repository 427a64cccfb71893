import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { brokenReferences } from '../../../src/db/runs/nightly-runs.ts';
import { makeDatabase } from '../../support/servers/database.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await makeDatabase());
  await database.query(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping) values ('s', 'f', 'utf-8', ',', '{}')`,
  );
});
afterAll(() => drop());

const addDocument = async (text: string): Promise<number> =>
  (
    await database.query(
      `insert into verbatim.document (hash, text, characters) values (sha256($1::text::bytea), $1, 1) returning id`,
      [text],
    )
  ).rows[0].id;
const comment = (document: number | null, importId = 1) =>
  `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
   values (${importId}, 1, 's', gen_random_uuid(), gen_random_uuid(), ${document})`;
const VIOLATION = { code: '23503' };

describe('comments and what they reference', () => {
  test('a comment of a document or import that does not exist is refused, also by an update', async () => {
    const document = await addDocument('one');
    await expect(database.query(comment(-5))).rejects.toMatchObject(VIOLATION);
    await expect(database.query(comment(document, 99))).rejects.toMatchObject(VIOLATION);
    await database.query(comment(document));
    await expect(database.query('update verbatim.feedback set document_id = -5')).rejects.toMatchObject(
      VIOLATION,
    );
    await expect(database.query('update verbatim.feedback set import_id = 99')).rejects.toMatchObject(
      VIOLATION,
    );
    await database.query('update verbatim.feedback set document_id = null');
    await database.query('update verbatim.feedback set document_id = $1', [document]);
  });

  test('what comments reference is not deleted, renumbered or emptied', async () => {
    for (const sql of [
      'delete from verbatim.document',
      'delete from verbatim.import',
      'update verbatim.document set id = default',
      'truncate verbatim.document cascade',
      'truncate verbatim.import cascade',
    ]) {
      await expect(database.query(sql), sql).rejects.toMatchObject(VIOLATION);
    }
    const strict = await database.connect();
    await strict.query('begin transaction isolation level repeatable read');
    await expect(strict.query('delete from verbatim.document where id = -1')).rejects.toMatchObject({
      code: '0A000',
    });
    await strict.query('rollback');
    strict.release();
  });

  test('who deletes a document waits for a comment of it, and then does not delete it', async () => {
    const document = await addDocument('two');
    const writer = await database.connect();
    await writer.query('begin');
    await writer.query(comment(document));
    const deletion = database.query('delete from verbatim.document where id = $1', [document]);
    const waits = async () =>
      (await database.query(`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'`))
        .rows[0].n;
    await expect.poll(waits, { timeout: 60_000 }).toBeGreaterThan(0);
    await writer.query('commit');
    writer.release();
    await expect(deletion).rejects.toMatchObject(VIOLATION);
  });

  test('a comment of a document that is being deleted waits, and is refused', async () => {
    const document = await addDocument('three');
    const deleter = await database.connect();
    await deleter.query('begin');
    await deleter.query('delete from verbatim.document where id = $1', [document]);
    const written = expect(database.query(comment(document))).rejects.toMatchObject(VIOLATION);
    const waits = async () =>
      (await database.query(`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'`))
        .rows[0].n;
    await expect.poll(waits, { timeout: 60_000 }).toBeGreaterThan(0);
    await deleter.query('commit');
    deleter.release();
    await written;
  });

  test('what came past the triggers is found', async () => {
    expect(await brokenReferences(database)).toEqual([]);
    await database.query('alter table verbatim.feedback disable trigger user');
    await database.query(comment(-7));
    await database.query(comment(null, 98));
    await database.query('alter table verbatim.feedback enable trigger user');
    expect(await brokenReferences(database)).toEqual([
      '1 comments without their document',
      '1 comments without their import',
    ]);
  });
});
