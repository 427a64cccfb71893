import { expect, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { storedAuthor } from '../../../src/privacy/tombstone-macs.ts';
import type { Preview } from '../../../src/uploads/preview.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { placesOf } from '../../support/data/text-search.ts';
import { form, testServer } from '../../support/servers/upload-server.ts';

type Failure = { readonly error: { readonly code: string; readonly message: string } };

const PLANTED = ['a.one@', '7946 0142', 'ann.one', 'Ann One', 'b.two@', 'bob.two', 'Bob Two'];
const CSV = [
  'comment,author,Customer Name,x7',
  'Mail a.one@example.com,ann.one,Ann One,+44 20 7946 0142',
  'Fine,bob.two,Bob Two,b.two@example.com',
  'A, cell, too many,bob.two,Bob Two,b.two@example.com',
].join('\n');

test('a file over HTTP is masked: stored, rejected and previewed', async () => {
  const { database, post, settled, get } = await testServer({ keyring: KEYRING });
  const preview = (await (await post(form(CSV, 'a.csv'), { query: { dryRun: 'true' } })).json()) as Preview;
  expect(preview).toMatchObject({
    ...{ dropped: ['Customer Name', 'x7'], hashed: ['author'], masked: { email: 1 }, attributes: [] },
    counts: { read: 3, accepted: 2, rejected: 1, erased: 0 },
  });
  expect(preview.rows[0]).toEqual([
    'Mail [email]',
    storedAuthor(KEYRING, 'ann.one'),
    '[dropped]',
    '[dropped]',
  ]);
  const refused = await (
    await post('a,b\nx,a.one@example.com\n', { query: { dryRun: 'true', map: 'text=c' } })
  ).json();
  expect(refused).toMatchObject({ problem: { code: 'COLUMN_UNKNOWN' }, rows: [['x', '[email]']] });
  const sent = await post(form(CSV, 'a.csv', { column: 'x7=mask', number: 'true' }));
  const import_ = await settled(sent.headers.get('location')!);
  expect(import_).toMatchObject({
    state: 'done',
    masked: { email: 2, phone: 1 },
    counts: { accepted: 2, erased: 0 },
  });
  expect(await placesOf(database, PLANTED)).toEqual([]);
  const rejects = await (await get(`${sent.headers.get('location')}/rejects`)).text();
  for (const planted of PLANTED) expect(rejects).not.toContain(planted);
  const { rows } = await database.query('select attributes from verbatim.feedback order by line');
  expect(rows.map(({ attributes }) => attributes)).toEqual([{ x7: '[phone 1]' }, { x7: '[email 2]' }]);
});

test('a JSON body is masked', async () => {
  const { database, post, settled } = await testServer({ keyring: KEYRING });
  const rows = [{ id: 1, text: 'Mail a.one@example.com', user: 'ann.one', customer: { name: 'Ann One' } }];
  const sent = await post(JSON.stringify({ rows, source: 'app', column: { 'customer.name': 'drop' } }), {
    type: 'application/json',
  });
  expect(await settled(sent.headers.get('location')!)).toMatchObject({ state: 'done', masked: { email: 1 } });
  expect(await placesOf(database, PLANTED)).toEqual([]);
});

test('to mask less, a key needs the scope admin', async () => {
  const { database, post } = await testServer({ keyring: KEYRING });
  const make = async (scopes: Scope[]) => {
    const made = newKey();
    await storeKey(database, made, { name: scopes.join(), scopes, expiresAt: null });
    return { authorization: `Bearer ${made.key}` };
  };
  const [uploader, admin] = [await make(['import']), await make(['import', 'admin'])];
  for (const query of [
    ...[
      { identifiers: 'off' },
      { names: 'flag' },
      { keepOriginal: 'true' },
      { column: 'author=drop,x7=keep' },
    ],
  ] as Record<string, string>[]) {
    const answer = await post(CSV, { query: { ...query, name: 'a.csv' }, headers: uploader });
    expect([query, ((await answer.json()) as Failure).error?.code]).toEqual([query, 'SCOPE_MISSING']);
    const allowed = await post(CSV, { query: { ...query, name: 'a.csv', dryRun: 'true' }, headers: admin });
    expect(allowed.status).toBe(200);
  }
  const stricter = await post(CSV, { query: { column: 'x7=drop', name: 'a.csv' }, headers: uploader });
  expect(stricter.status).toBe(202);
  const wrong = await post(CSV, { query: { column: 'x7=gone', name: 'a.csv' }, headers: uploader });
  expect(((await wrong.json()) as Failure).error.message).toContain(
    'takes keep, mask, drop, hash for a column, not "gone"',
  );
});
