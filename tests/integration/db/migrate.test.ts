import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { assertMigrated, migrate } from '../../../src/db/migrate.ts';
import { knownMigrations } from '../../../src/db/migrations/files.ts';
import { migrateQueue } from '../../../src/jobs/queue.ts';
import { VERSION } from '../../../src/version.ts';
import { schemaSql } from '../../support/data/schema-sql.ts';
import { testDatabase } from '../../support/servers/database.ts';

const empty = (database: Database) =>
  database.query(
    'drop schema verbatim, reporting, verbatim_scratch, drizzle cascade; drop schema if exists bullmq cascade',
  );

test('migrating twice does nothing the second time', async () => {
  const { database } = await testDatabase();
  expect(await migrate(database)).toEqual({ applied: [], restored: [] });
  await assertMigrated(database, 'here');
});

test('several processes at once: one migrates, the others find it done', async () => {
  const { url, database } = await testDatabase();
  const before = await schemaSql(database);
  await empty(database);
  const pools = await Promise.all(
    [1, 2, 3].map(() => openDatabase(url, { connections: 2, name: 'one of three' })),
  );
  const done = await Promise.all(pools.map((pool) => migrate(pool, migrateQueue)));
  await Promise.all(pools.map((pool) => pool.end()));
  expect(done.map(({ applied }) => applied.length > 0).sort()).toEqual([false, false, true]);
  expect(done.flatMap(({ restored }) => restored)).toEqual([]);
  expect(await schemaSql(database)).toBe(before);
});

test('a database of a newer version is left alone: by its migration, and by its version', async () => {
  const { database } = await testDatabase();
  await database.query(`update verbatim.installation set version = '999.1.0'`);
  const newer = { code: 'DATABASE_NEWER', message: expect.stringContaining(`(999.1.0); this is ${VERSION}`) };
  await expect(migrate(database)).rejects.toMatchObject(newer);
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject(newer);
  await database.query(`update verbatim.installation set version = '0.0.9'`);
  await assertMigrated(database, 'here');
  await database.query(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('f00', 9e15)`);
  await expect(migrate(database)).rejects.toMatchObject({
    code: 'DATABASE_NEWER',
    message: expect.stringContaining('migration f00'),
  });
});

test('an older schema, or an older view, waits for db migrate', async () => {
  const { database } = await testDatabase();
  const older = (needed: string) => ({
    code: 'DATABASE_NOT_MIGRATED',
    message: expect.stringContaining(needed),
  });
  await database.query(`update verbatim.definition set hash = 'older' where name = 'reporting.theme'`);
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject(older('reporting.theme'));
  expect(await migrate(database)).toEqual({ applied: ['reporting.theme'], restored: [] });
  await database.query(
    `delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`,
  );
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject(older(knownMigrations().at(-1)!.tag));
});
