import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { configuredKeyring, openAppKeyring } from '../../../src/app/keyring.ts';
import { inTransaction } from '../../../src/db/client.ts';
import { addKeys, holdKeys, lockKeys, storedKeys } from '../../../src/db/privacy/keys.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import type { Keyring } from '../../../src/privacy/keyring.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testFolder } from '../../support/servers/upload-server.ts';

const key = () => randomBytes(32).toString('base64');

/** Settings of a server, or of the embedded one in a folder of the test. */
function place(settings: Record<string, string>) {
  return readConfig({ VERBATIM_HOME: testFolder(), ...settings });
}

const withKeys = (...keys: string[]) =>
  place({ DATABASE_URL: 'postgres://x/y', VERBATIM_KEY: keys.join(',') });
const proofs = (keyring: Keyring | null) => keyring?.proofs.map((it) => it.toString('hex'));

describe('the keys of a process', () => {
  it('come from one setting or from a file, and are none with a server of the user', async () => {
    const [a, b] = [key(), key()];
    const file = join(testFolder(), 'secret');
    writeFileSync(file, `# oldest first\n${a}\n${b}\n`);
    const url = { DATABASE_URL: 'postgres://x/y' };
    const fromFile = await configuredKeyring(place({ ...url, VERBATIM_KEY_FILE: file }));
    expect(proofs(fromFile)).toEqual(proofs(await configuredKeyring(withKeys(a, b))));
    expect(fromFile?.size).toBe(2);
    expect(await configuredKeyring(place(url))).toBeNull();
  });

  it.each([
    ['both settings', 'VERBATIM_KEY and VERBATIM_KEY_FILE', 'both are set, and one of them is expected'],
    ['a missing file', '<file>', 'it cannot be read (ENOENT)'],
    ['a folder', '<file>', 'it cannot be read (EISDIR)'],
    ['an empty file', '<file>', 'it has no key'],
  ])('are refused with their place: %s', async (fault, where, detail) => {
    const file = join(testFolder(), 'secret');
    if (fault === 'a folder') mkdirSync(file);
    if (fault === 'an empty file') writeFileSync(file, '# none\n');
    const settings = { VERBATIM_KEY_FILE: file, ...(fault === 'both settings' && { VERBATIM_KEY: key() }) };
    await expect(configuredKeyring(place(settings))).rejects.toMatchObject({
      code: 'KEY_INVALID',
      params: { place: where.replace('<file>', file), detail },
    });
  });

  it('are not in what prints the settings', () => {
    const secret = key();
    const config = withKeys(secret);
    expect(JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true })).not.toContain(secret);
  });
});

describe('the key of an embedded database', () => {
  it('is made once, complete and for its owner alone, by however many processes', async () => {
    const { database } = await testDatabase();
    const config = place({});
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAppKeyring(config, database)));
    expect(new Set(opened.map((it) => String(proofs(it))))).toHaveProperty('size', 1);
    expect(readdirSync(config.home)).toEqual(['keys']);
    expect(statSync(join(config.home, 'keys')).mode & 0o777).toBe(0o600);
    expect(await storedKeys(database)).toMatchObject([{ proof: opened[0]!.proofs[0] }]);
    expect(proofs(await openAppKeyring(config, database))).toEqual(proofs(opened[0]!));
  });

  it('is not made again when it is lost', async () => {
    const { database } = await testDatabase();
    await openAppKeyring(place({}), database);
    const empty = place({});
    expect(await openAppKeyring(empty, database)).toBeNull();
    const stored = inTransaction(database, (connection) => holdKeys(connection, null));
    await expect(stored).rejects.toMatchObject({ code: 'KEY_WRONG', params: { detail: 'key 1 is missing' } });
    expect(readdirSync(empty.home)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('is refused where it cannot be made', async () => {
    const { database } = await testDatabase();
    const config = place({});
    chmodSync(config.home, 0o500);
    await expect(openAppKeyring(config, database)).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});

describe('the keys that a database knows', () => {
  it('are those of the first process, and refuse all others', async () => {
    const { database } = await testDatabase();
    const [a, b, c] = [key(), key(), key()];
    expect(await openAppKeyring(place({ DATABASE_URL: 'postgres://x/y' }), database)).toBeNull();
    expect(await openAppKeyring(withKeys(a, b), database)).toHaveProperty('size', 2);
    for (const [keys, detail] of [
      [[a, c], 'key 2 is another than the one it was used with'],
      [[b, a], 'key 1 is another than the one it was used with'],
      [[a], 'key 2 is missing'],
    ] as const) {
      const refused = openAppKeyring(withKeys(...keys), database);
      await expect(refused).rejects.toMatchObject({ code: 'KEY_WRONG', params: { detail } });
    }
    expect(await openAppKeyring(place({ DATABASE_URL: 'postgres://x/y' }), database)).toBeNull();
    const stored = inTransaction(database, (connection) => holdKeys(connection, null));
    await expect(stored).rejects.toMatchObject({ params: { detail: 'keys 1 to 2 are missing' } });
    const more = await openAppKeyring(withKeys(a, b, c), database);
    expect(proofs(more)).toEqual(proofs(await configuredKeyring(withKeys(a, b))));
    expect(await storedKeys(database)).toHaveLength(2);
  });

  it('are of one process when two with other keys are the first at once', async () => {
    const { database } = await testDatabase();
    const given = [[key()], [key(), key()], [key()], [key()]];
    const opened = await Promise.allSettled(given.map((keys) => openAppKeyring(withKeys(...keys), database)));
    const winners = opened.flatMap((it) => (it.status === 'fulfilled' ? it.value! : []));
    expect(winners).toHaveLength(1);
    expect((await storedKeys(database)).map(({ proof }) => proof.toString('hex'))).toEqual(
      proofs(winners[0]!),
    );
  });

  it('stay while a transaction uses them, and refuse it once they were changed', async () => {
    const { database } = await testDatabase();
    const [a, b] = [key(), key()];
    const before = (await openAppKeyring(withKeys(a), database))!;
    const after = (await configuredKeyring(withKeys(a, b)))!;
    const order: string[] = [];
    const held = Promise.withResolvers<void>();
    const using = inTransaction(database, async (connection) => {
      await holdKeys(connection, before);
      held.resolve();
      // Until the other one waits.
      for (let waits = 0; waits === 0; ) {
        const { rows } = await connection.query<{ n: number }>(
          `select count(*)::integer as n from pg_locks where not granted and database =
             (select oid from pg_database where datname = current_database())`,
        );
        waits = rows[0]!.n;
      }
      order.push('used');
    });
    await held.promise;
    await inTransaction(database, async (connection) => {
      await lockKeys(connection);
      order.push('changed');
      await addKeys(connection, after, 1, false);
    });
    await using;
    expect(order).toEqual(['used', 'changed']);
    const use = (keyring: Keyring | null) =>
      inTransaction(database, (connection) => holdKeys(connection, keyring));
    await expect(use(before)).rejects.toMatchObject({ code: 'KEY_OUTDATED' });
    await expect(use(null)).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await expect(use(after)).rejects.toMatchObject({ code: 'KEY_ROTATING' });
    await database.query('update verbatim.privacy_key set ready_at = now()');
    await use(after);
  });

  it('are nowhere in the database themselves', async () => {
    const { database } = await testDatabase();
    const config = place({});
    await openAppKeyring(config, database);
    const written = readFileSync(join(config.home, 'keys'), 'utf8').split('\n')[1]!;
    const { rows } = await database.query<{ all: string }>(
      'select k::text as all from verbatim.privacy_key k',
    );
    expect(rows.map((row) => row.all).join()).not.toContain(Buffer.from(written, 'base64').toString('hex'));
  });
});

describe('an import', () => {
  test('stops between two chunks when the keys are changed, and stores nothing under the old ones alone', async () => {
    const { database } = await testDatabase();
    const [a, b] = [key(), key()];
    const before = (await openAppKeyring(withKeys(a), database))!;
    const after = (await configuredKeyring(withKeys(a, b)))!;
    const read = (keyring: Keyring | null, name: string) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${name} ${i},Ann ${i}`);
      const input = Readable.from([`text,author\n${rows.join('\n')}\n`]);
      return importFile(database, { file: `${name}.csv`, source: 'shop', input, keyring, chunkRows: 10 });
    };
    await read(before, 'first');
    await inTransaction(database, async (connection) => {
      await lockKeys(connection);
      await addKeys(connection, after, 1, false);
    });
    await expect(read(before, 'second')).rejects.toMatchObject({ code: 'KEY_OUTDATED' });
    await expect(read(null, 'second')).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await expect(read(after, 'second')).rejects.toMatchObject({ code: 'KEY_ROTATING' });
    await database.query('update verbatim.privacy_key set ready_at = now()');
    await read(after, 'second');
    const { rows } = await database.query(
      `select left(author, 3) as under, count(*) as n from verbatim.feedback group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { under: 'a1.', n: 40 },
      { under: 'a2.', n: 40 },
    ]);
  });
});
