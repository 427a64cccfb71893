import { expect, test } from 'vitest';
import { assertMigrated, knownMigrations, migrate } from '../../src/db/migrate.ts';
import { testDatabase } from '../support/database.ts';

test('a migrated database is taken as it is', async () => {
  const { database } = await testDatabase();
  expect(await migrate(database)).toEqual({ applied: [] });
  await assertMigrated(database, 'here');
});

test('a migration that was skipped in silence stops the migration loudly', async () => {
  const { database } = await testDatabase();
  // drizzle compares timestamps only: a later one recorded hides an earlier one that is missing.
  await database.query('delete from drizzle.__drizzle_migrations where hash = $1', [
    knownMigrations()[0]!.hash,
  ]);
  await expect(migrate(database)).rejects.toMatchObject({ code: 'MIGRATION_SKIPPED' });
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject({ code: 'DATABASE_NOT_MIGRATED' });
});

test('a database of a newer version is left alone', async () => {
  const { database } = await testDatabase();
  await database.query(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('f00', 9e15)`);
  await expect(migrate(database)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
});
