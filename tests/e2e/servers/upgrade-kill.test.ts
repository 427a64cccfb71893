import { expect, test } from 'vitest';
import { assertMigrated } from '../../../src/db/migrate.ts';
import { start, verbatim } from '../../support/cli.ts';
import { schemaSql } from '../../support/data/schema-sql.ts';
import { earlierDatabase } from '../../support/earlier-database.ts';
import { testDatabase } from '../../support/servers/database.ts';

// What a lock of ours holds up: the first transaction, the second, and that of the views.
test.each([
  { at: 'the baseline', lock: 'drizzle.__drizzle_migrations in share mode' },
  { at: 'the second migration', lock: 'verbatim.installation in access share mode' },
  { at: 'the views', lock: 'reporting.theme_quote in access share mode' },
])('an upgrade killed in $at and run again ends as one that was left alone', async ({ lock }) => {
  const { url, database } = await earlierDatabase();
  const { database: fresh } = await testDatabase();
  const holder = await database.connect();
  await holder.query(`begin; lock table ${lock}`);
  const environment = { DATABASE_URL: url, REDIS_URL: '' };
  const { child, ended } = start(['db', 'migrate', '--json'], environment);
  const waits = async () =>
    (
      await database.query(
        `select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`,
      )
    ).rowCount;
  await expect.poll(waits).toBe(1);
  child.kill('SIGKILL');
  expect((await ended).code).toBe(null);
  await holder.query('rollback');
  holder.release();
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject({ code: 'DATABASE_NOT_MIGRATED' });
  expect((await database.query('select from verbatim.feedback')).rowCount).toBe(31);

  const again = await verbatim(['db', 'migrate', '--json'], environment);
  expect([again.code, JSON.parse(again.stdout).restored]).toEqual([0, []]);
  await assertMigrated(database, 'here');
  expect(await schemaSql(database)).toBe(await schemaSql(fresh));
  expect((await database.query('select from verbatim.feedback')).rowCount).toBe(31);
});
