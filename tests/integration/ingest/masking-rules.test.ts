import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { readOriginals } from '../../../src/db/privacy/originals.ts';
import { readRules } from '../../../src/db/privacy/rules.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import type { RuleChanges } from '../../../src/privacy/source-rules.ts';
import {
  authorMac,
  idMac,
  storedId,
  storedRowMac,
  type TombstoneMac,
} from '../../../src/privacy/tombstone-macs.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { placesOf } from '../../support/data/text-search.ts';
import { testDatabase } from '../../support/servers/database.ts';

const OFF: RuleChanges = { identifiers: false };
const ON: RuleChanges = { identifiers: true };

async function shop() {
  const { database } = await testDatabase();
  const read = (content: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, {
      ...{ file: 'f.csv', source: 'shop', keyring: KEYRING },
      input: Readable.from([Buffer.from(content)]),
      ...options,
    });
  return { database, read };
}
const texts = async (database: Database) =>
  (
    await database.query<{ text: string }>(
      'select d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id order by f.id',
    )
  ).rows.map(({ text }) => text);

describe('a source from before it was masked', () => {
  const files = {
    'rows without ids':
      'comment,author,note\nCall 020 7946 0142,ann.one,x\nCall 020 7946 0142,ann.one,x\nFine,,y\n',
    'rows with ids':
      'id,comment,author\n1,Call 020 7946 0142,ann.one\n2,Fine,\n2,Mail b.two@example.com,\n3,OK,bob.two\n',
    'ids that tell who wrote':
      'id,comment\nb.two@example.com,Call 020 7946 0142\nc.three@example.com,Fine\nc.three@example.com,OK\n',
  };
  const PLANTED = ['0142', 'ann.one', 'b.two', 'c.three', 'bob.two'];

  test.each(Object.entries(files))(
    '%s: the file again masks them, adds none, and keeps nothing of what was',
    async (_, file) => {
      const { database, read } = await shop();
      const before = await read(file, {
        keyring: null,
        rules: { ...OFF, columns: file.startsWith('id') ? { id: 'keep' } : {} },
      });
      // As versions without masking stored them.
      await database.query(`update verbatim.feedback set author = 'ann.one' where line = 2`);
      await database.query('delete from verbatim.source_rule');
      expect(await placesOf(database, ['0142'])).not.toEqual([]);
      const options = { rules: ON };
      const planned = await read(file, { ...options, dryRun: true });
      const after = await read(file, options);
      expect(after).toMatchObject({ read: before.read, accepted: 0, rejected: 0 });
      expect([planned.accepted, planned.changed, planned.duplicates]).toEqual([
        0,
        after.changed,
        after.duplicates,
      ]);
      expect(after.changed).toBeGreaterThan(0);
      expect(await placesOf(database, PLANTED)).toEqual([]);
      expect(await texts(database)).toHaveLength(before.accepted);
      expect(await read(file)).toMatchObject({
        accepted: 0,
        changed: 0,
        duplicates: before.read,
        rejected: 0,
      });
    },
  );

  test('a row that changed since then keeps its history, masked', async () => {
    const { database, read } = await shop();
    await read('id,comment,note\n1,Call 020 7946 0142,mail b.two@example.com\n2,x,y\n3,z,y\n', {
      rules: OFF,
    });
    const file = 'id,comment,note\n1,All is well now,mail b.two@example.com\n2,x,y\n3,z,y\n';
    expect(await read(file, { rules: ON })).toMatchObject({ accepted: 0, changed: 1, duplicates: 2 });
    const { rows } = await database.query(
      `select d.text, c.old_values from verbatim.feedback_change c join verbatim.document d on d.id = c.old_document_id`,
    );
    expect(rows).toEqual([{ text: 'Call [phone]', old_values: { attributes: { note: 'mail [email]' } } }]);
    expect(await placesOf(database, PLANTED)).toEqual([]);
  });

  test('a pattern that comes later masks stored rows when their file comes again', async () => {
    const { database, read } = await shop();
    const file = 'comment,author\nORD-1234 and a@example.com,ann\nORD-1234,\n';
    await read(file);
    const later = await read(file, { rules: { patterns: { order: 'ORD-\\d{4}' } } });
    expect(later).toMatchObject({ accepted: 0, changed: 2, masked: { order: 2, email: 1 } });
    expect(await texts(database)).toEqual(['[order] and [email]', '[order]']);
    expect(await read(file)).toMatchObject({ accepted: 0, changed: 0, duplicates: 2 });
    await expect(read(file, { rules: { patterns: { order: '(' } } })).rejects.toMatchObject({
      code: 'MASK_PATTERN_INVALID',
    });
  });
});

test('whatever rules came before: rows are stored once, and none is lost', async () => {
  const cell = fc.constantFrom(
    'Fine',
    'Call 020 7946 0142',
    'Call 020 7946 0999',
    'a@example.com',
    'b@example.com',
    '',
  );
  const row = fc.tuple(cell, fc.constantFrom('', 'ann', 'bob'), cell);
  const steps = fc.array(fc.record({ on: fc.boolean(), rows: fc.nat(7), first: fc.nat(3) }), {
    minLength: 2,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      steps,
      fc.boolean(),
      async (all, imports, ids) => {
        const { database, read } = await shop();
        const filled = all.filter((cells) => cells.some((it) => it !== ''));
        const lines = filled.map((cells, at) => (ids ? [`n${at}`, ...cells] : cells).join(','));
        const header = `${ids ? 'id,' : ''}comment,author,note`;
        const stored = new Map<string, number>();
        for (const { on, rows, first } of imports) {
          const part = lines.slice(first, first + rows + 1);
          if (part.length === 0) continue;
          const summary = await read(`${header}\n${part.join('\n')}\n`, {
            rules: on ? ON : OFF,
            update: true,
            chunkRows: 3,
          });
          expect(summary).toMatchObject({ read: part.length, rejected: 0 });
          for (const line of new Set(part)) {
            stored.set(line, Math.max(stored.get(line) ?? 0, part.filter((it) => it === line).length));
          }
          const { rows: counted } = await database.query('select count(*)::int as n from verbatim.feedback');
          expect(counted[0].n).toBe([...stored.values()].reduce((sum, n) => sum + n, 0));
        }
      },
    ),
    { seed: 22, numRuns: 25 },
  );
});

test('rows of what was erased are neither stored nor rejected, by author, id or content', async () => {
  const { database, read } = await shop();
  const file = 'id,comment,author\n1,Call 020 7946 0142,ann\n2,Fine, bob \n3,OK,cyd\n1E+05,x,ann\n';
  await read(file);
  const { rows } = await database.query(
    'select external_id as id, fingerprint, author from verbatim.feedback order by id',
  );
  const bury = async (macs: TombstoneMac[]) => {
    await database.query('delete from verbatim.tombstone');
    await database.query(
      `with made as (insert into verbatim.erasure (selected_by) values ('id') returning id)
       insert into verbatim.tombstone (kind, mac, erasure_id)
       select kind, mac, made.id from made, unnest($1::text[], $2::bytea[]) as given (kind, mac)`,
      [macs.map(({ kind }) => kind), macs.map(({ mac }) => mac)],
    );
    await database.query('truncate verbatim.feedback, verbatim.reject cascade');
  };
  await bury([authorMac(KEYRING, rows[0].author)]);
  expect(await read(file, { dryRun: true })).toMatchObject({ read: 4, accepted: 2, erased: 2, rejected: 0 });
  expect(await read(file)).toMatchObject({ read: 4, accepted: 2, erased: 2, rejected: 0 });
  await bury([idMac(KEYRING, 'shop', '2')]);
  expect(await read(file)).toMatchObject({ accepted: 2, erased: 1, rejected: 1 });
  await database.query(`insert into verbatim.former_source values ('shop', 'kiosk')`);
  await bury([idMac(KEYRING, 'kiosk', storedId(KEYRING, '3'))]);
  expect(await read(file)).toMatchObject({ accepted: 2, erased: 1 });
  const bits = rows[1].fingerprint.replaceAll('-', '').slice(0, 20);
  expect(storedRowMac(KEYRING, rows[1].fingerprint).mac.toString('hex')).not.toBe(bits);
  await bury([storedRowMac(KEYRING, rows[0].fingerprint)]);
  expect(await read(file)).toMatchObject({ accepted: 2, erased: 1 });
  await bury([storedRowMac(KEYRING, rows[1].fingerprint)]);
  expect(await read(file, { rules: OFF })).toMatchObject({ accepted: 2, erased: 1 });
  const { rows: kept } = await database.query('select erased::int from verbatim.import order by id');
  expect(kept.map(({ erased }) => erased)).toEqual([0, 2, 1, 1, 1, 1]);
  await expect(read(file, { keyring: null })).rejects.toMatchObject({ code: 'KEY_MISSING' });
});

test('originals are kept where the rules say so: the cells as they came', async () => {
  const { database, read } = await shop();
  const file = 'id,comment,phone,author\n1,Call 020 7946 0142,020 7946 0142,ann\n2,Fine,,\n';
  await read(file, { rules: { keepOriginal: true, names: 'off' } });
  const { rows } = await database.query('select id from verbatim.feedback order by line');
  const originals = await readOriginals(
    database,
    KEYRING,
    rows.map(({ id }) => id),
  );
  expect(originals).toEqual([
    {
      feedbackId: rows[0].id,
      cells: { comment: 'Call 020 7946 0142', phone: '020 7946 0142', author: 'ann' },
    },
  ]);
  expect(await placesOf(database, ['0142', 'ann'])).toEqual([]);
  expect(await readRules(database, 'shop')).toMatchObject({
    keepOriginal: true,
    names: 'off',
    identifiers: true,
  });
});
