import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, inTransaction, openDatabase } from '../../../src/db/client.ts';
import { agreeOnKeys, holdKeys } from '../../../src/db/privacy/keys.ts';
import { readOriginals, storeOriginals } from '../../../src/db/privacy/originals.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { authorPseudonym, type Keyring, openKeyring } from '../../../src/privacy/keyring.ts';
import { start, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const ROWS = 12_000;
const author = (i: number) => `Person ${i % 700}`;

/** Comments of 700 authors, half of them changed once, with originals and tombstones, under one key. */
async function installation() {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 6, name: 'tests' });
  onTestFinished(() => database.end());
  const secrets = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const before = openKeyring(secrets.slice(0, 1));
  await agreeOnKeys(database, before);
  const rows = Array.from({ length: ROWS }, (_, i) => `${i},Text ${i % 50}`);
  const input = Readable.from([`id,text\n${rows.join('\n')}\n`]);
  await importFile(database, { file: 'f.csv', source: 'shop', input, keyring: before });
  const pseudonyms = Array.from({ length: ROWS }, (_, i) => authorPseudonym(before, author(i)));
  // A row without an author, and one of before version 0.4.
  await database.query(
    `update verbatim.feedback f set author = case external_id when '1' then null when '2' then 'Ann a1.x' else ($1::text[])[external_id::int + 1] end`,
    [pseudonyms],
  );
  await database.query(
    `insert into verbatim.feedback_change (feedback_id, import_id, line, old_values, new_values)
     select id, import_id, 1, jsonb_build_object('author', author, 'rating', 1),
            case when id % 4 = 0 then jsonb_build_object('author', null) else '{"rating": 2}' end
       from verbatim.feedback where id % 2 = 0`,
  );
  const { rows: stored } = await database.query<{ id: number; identity: string }>(
    'select id, identity from verbatim.feedback order by id limit 7000',
  );
  await inTransaction(database, (connection) =>
    storeOriginals(
      connection,
      before,
      'shop',
      stored.map(({ id, identity }) => ({ identity, cells: { text: `original ${id}` } })),
    ),
  );
  await database.query(
    `with made as (insert into verbatim.erasure (selected_by) values ('author') returning id)
     insert into verbatim.tombstone (kind, mac, erasure_id)
     select * from unnest($1::text[], $2::bytea[]) as t (kind, mac), made`,
    [
      ['author', 'id', 'row'],
      [before.pseudonym('author', 'Gone'), before.pseudonym('id', 'shop\n1'), before.lasting('row', 'x')],
    ],
  );
  const settings = (keys: number): Record<string, string> => ({
    ...{ DATABASE_URL: url, REDIS_URL: '', PATH: process.env.PATH! },
    VERBATIM_KEY: secrets
      .slice(0, keys)
      .map((it) => it.toString('base64'))
      .join(','),
  });
  const rotate = async (keys: number, ...flags: string[]) => {
    const { code, stdout, stderr } = await verbatim(
      ['privacy', 'rotate', '--json', ...flags],
      settings(keys),
    );
    return { code, stderr, json: JSON.parse(stdout) };
  };
  return {
    database,
    settings,
    rotate,
    secrets,
    keyringOf: (keys: number) => openKeyring(secrets.slice(0, keys)),
  };
}

/** All that depends on keys is under these, and means what it did. */
async function expectUnder(database: Database, keyring: Keyring) {
  const { rows: comments } = await database.query<{ external_id: string; author: string | null }>(
    'select external_id, author from verbatim.feedback order by external_id::integer',
  );
  expect(comments.map((row) => row.author)).toEqual(
    Array.from({ length: ROWS }, (_, i) =>
      i === 1 ? null : i === 2 ? 'Ann a1.x' : authorPseudonym(keyring, author(i)),
    ),
  );
  const { rows: changes } = await database.query<{ differ: number; n: number; kept: number }>(
    `select count(*) filter (where c.old_values ->> 'author' is distinct from f.author) as differ, count(*) as n,
            count(*) filter (where (c.new_values = '{"rating": 2}' or c.new_values = '{"author": null}')
                                   and c.old_values -> 'rating' = '1') as kept
       from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id`,
  );
  expect(changes[0]).toEqual({ differ: 0, n: ROWS / 2, kept: ROWS / 2 });
  const { rows: stones } = await database.query<{ kind: string; mac: Buffer }>(
    'select kind, mac from verbatim.tombstone order by kind',
  );
  expect(stones.map(({ mac }) => mac.toString('hex'))).toEqual(
    [
      keyring.pseudonym('author', 'Gone'),
      keyring.pseudonym('id', 'shop\n1'),
      keyring.lasting('row', 'x'),
    ].map((it) => it.toString('hex')),
  );
  const { rows: under } = await database.query<{ key: number; n: number }>(
    'select key_ordinal as key, count(*) as n from verbatim.original group by 1',
  );
  expect(under).toEqual([{ key: keyring.size, n: 7000 }]);
  const [first] = await readOriginals(database, keyring, [1]);
  expect(first!.cells).toEqual({ text: 'original 1' });
}

const use = (database: Database, keyring: Keyring) =>
  inTransaction(database, (connection) => holdKeys(connection, keyring));

describe('a rotation of keys', () => {
  test('is planned, made once, and nothing is left to do; a second adds another', async () => {
    const { database, rotate, keyringOf, settings } = await installation();
    const plan = { comments: ROWS - 2, changes: ROWS / 2 - 1, tombstones: 2, originals: 7000 };
    expect(await rotate(1)).toMatchObject({ code: 0, json: { keys: 0 } });
    const dry = await rotate(2, '--dry-run');
    expect(dry).toMatchObject({ code: 0, json: { ...plan, keys: 1, size: 2, dryRun: true } });
    expect(dry.stderr).toContain('Key 2 is new and not used before verbatim privacy rotate.');
    await expectUnder(database, keyringOf(1));

    expect(await rotate(2)).toMatchObject({ code: 0, json: { ...plan, keys: 1, dryRun: false } });
    await expectUnder(database, keyringOf(2));
    await use(database, keyringOf(2));
    await expect(use(database, keyringOf(1))).rejects.toMatchObject({ code: 'KEY_OUTDATED' });
    expect(await rotate(2)).toMatchObject({ code: 0, json: { keys: 0, comments: 0, originals: 0 } });
    const old = await verbatim(['status', '--json'], settings(1));
    expect(JSON.parse(old.stdout)).toMatchObject({ error: { code: 'KEY_WRONG' } });

    expect(await rotate(3)).toMatchObject({ code: 0, json: { keys: 1, size: 3 } });
    await expectUnder(database, keyringOf(3));
  });

  test('that is killed at any moment refuses imports, and ends the same when it is run again', async () => {
    const { database, rotate, settings, keyringOf, secrets } = await installation();
    // Held up in each of its parts by a lock that another transaction has.
    for (const [table, where] of [
      ['feedback', 'id = 9000'],
      ['feedback_change', 'id = 5900'],
      ['original', 'feedback_id = 6500'],
      ['tombstone', `kind = 'id'`],
    ] as const) {
      const holder = await database.connect();
      await holder.query(`begin; select from verbatim.${table} where ${where} for update`);
      const running = start(['privacy', 'rotate'], settings(2));
      await expect
        .poll(async () => {
          const { rows } = await database.query<{ n: number }>(
            `select count(*) as n from pg_locks l join pg_stat_activity a using (pid)
              where not l.granted and a.datname = current_database()`,
          );
          return rows[0]!.n;
        })
        .toBeGreaterThan(0);
      running.child.kill('SIGKILL');
      await running.ended;
      await holder.query('rollback');
      holder.release();
      await expect(use(database, keyringOf(2))).rejects.toMatchObject({ code: 'KEY_ROTATING' });
    }
    const { rows: half } = await database.query<{ old: number; new: number }>(
      `select count(*) filter (where author like 'a1.%') as old, count(*) filter (where author like 'a2.%') as new from verbatim.feedback`,
    );
    expect(half[0]).toEqual({ old: 0, new: ROWS - 2 });
    expect(await rotate(2)).toMatchObject({ code: 0, json: { keys: 1 } });
    await expectUnder(database, keyringOf(2));
    const leaks = await database.query<{ all: string }>(
      'select string_agg(k::text, $1) as all from verbatim.privacy_key k',
      [','],
    );
    for (const secret of secrets) expect(leaks.rows[0]!.all).not.toContain(secret.toString('hex'));
  });

  test('needs keys, and those of the database', async () => {
    const { rotate, settings, secrets } = await installation();
    const other = { ...settings(1), VERBATIM_KEY: secrets[1]!.toString('hex') };
    const wrong = await verbatim(['privacy', 'rotate', '--json'], other);
    expect(JSON.parse(wrong.stdout).error.code).toBe('KEY_WRONG');
    const none = await verbatim(['privacy', 'rotate', '--json'], { ...settings(1), VERBATIM_KEY: '' });
    expect(JSON.parse(none.stdout).error.code).toBe('KEY_MISSING');
    expect((wrong.stdout + wrong.stderr).includes(other.VERBATIM_KEY)).toBe(false);
    expect((await rotate(1)).code).toBe(0);
  });
});
