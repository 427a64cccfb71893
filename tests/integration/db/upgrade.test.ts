import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { assertMigrated, migrate } from '../../../src/db/migrate.ts';
import { knownMigrations } from '../../../src/db/migrations/files.ts';
import { migrateQueue } from '../../../src/jobs/queue.ts';
import { ROOT, verbatim } from '../../support/cli.ts';
import { schemaSql } from '../../support/data/schema-sql.ts';
import { earlierDatabase } from '../../support/earlier-database.ts';
import { testDatabase } from '../../support/servers/database.ts';

// Migrations after the baseline mark here what the next nightly run counts again.
const CONTRACT = readFileSync(join(ROOT, 'tests/fixtures/reporting-v1.json'), 'utf8');
const WITHDRAWN: Record<string, Record<string, string>> = JSON.parse(CONTRACT).withdrawn;

const MARKS = ['verbatim.rollup_touched', 'verbatim.audit_cube_touched'];

/** Every row of every table, and of every view of `reporting`: name → rows as JSON, sorted. */
async function everything(database: Database): Promise<Record<string, string[]>> {
  const { rows: relations } = await database.query<{ name: string }>(
    `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class c
      where relnamespace in ('verbatim'::regnamespace, 'reporting'::regnamespace, 'bullmq'::regnamespace)
        and (relkind = 'r' or relkind = 'v' and relnamespace = 'reporting'::regnamespace) order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of relations.filter((it) => !MARKS.includes(it.name))) {
    // One says how long ago something was.
    const { rows } = await database.query<{ row: string }>(
      `select (to_jsonb(t) - 'age_seconds')::text as row from ${name} t order by 1`,
    );
    // Roll-ups keep six decimal places of what views count afresh where a migration has marked days.
    all[name] = rows.map(({ row }) => row.replaceAll(/-?\d+\.\d{5,}/g, (it) => Number(it).toFixed(3))).sort();
  }
  return all;
}

test('a database of the last version without baseline: same rows, same answers, and the schema of a fresh one', async () => {
  const { url, database } = await earlierDatabase();
  const { database: fresh } = await testDatabase();
  const before = await everything(database);
  expect(before['verbatim.feedback']?.length).toBeGreaterThan(25);
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject({
    code: 'DATABASE_NOT_MIGRATED',
    message: expect.stringContaining('at migration 0033_uncounted_uploads'),
  });
  const { applied, restored: byHand } = await migrate(database, migrateQueue);
  expect(applied.slice(0, 2)).toEqual(['0000_baseline', '0001_definitions']);
  expect(applied).toContain('reporting.sentiment_daily');
  expect(byHand).toEqual([]);
  await assertMigrated(database, 'here');
  expect(await migrate(database)).toEqual({ applied: [], restored: [] });

  const after = await everything(database);
  const { 'verbatim.definition': definitions, 'verbatim.installation': installation, ...rest } = after;
  const { 'verbatim.installation': installed, ...expected } = before;
  // Relations that are new are empty, but for the mutexes of topics and alerts and the view of what models answered.
  const kept = Object.entries(rest)
    .filter(([name]) => name in expected)
    .map(([name, rows]) => [name, withoutNewColumns(rows, expected[name]!)]);
  const added = Object.entries(rest).filter(([name]) => !(name in expected));
  const mutexes = [
    ...expected['verbatim.mutex']!,
    ...['alert', 'topic'].map((name) => JSON.stringify({ name }).replace(':', ': ')),
  ].sort();
  const asSorted = Object.entries({ ...expected, 'verbatim.mutex': mutexes }).map(([name, rows]) => [
    name,
    rows.map((row) => JSON.stringify(withoutWithdrawn(name, JSON.parse(row)))).sort(),
  ]);
  expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(asSorted));
  expect(added.map(([name]) => name)).toContain('verbatim.sentence_topic');
  for (const [name, rows] of added) {
    if (name !== 'reporting.effective_label') expect(rows, name).toEqual([]);
  }
  expect(definitions!.length).toBeGreaterThan(70);
  const { version, ...own } = JSON.parse(installation![0]!);
  expect([version, own]).toEqual([expect.any(String), JSON.parse(installed![0]!)]);

  const definitionsOf = async (of: Database) =>
    (await of.query('select name, hash, stored from verbatim.definition order by 1')).rows;
  expect(await schemaSql(database)).toBe(await schemaSql(fresh));
  expect(await definitionsOf(database)).toEqual(await definitionsOf(fresh));
  // It goes on: a nightly run takes what it finds. The gate of its audit may be shut (5).
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_SESSIONS: '1' };
  // The folder of the model that was active is gone with the former version.
  const analysed = await verbatim(['analyze', '--model', 'verbatim-multilingual'], environment);
  expect(analysed.code, analysed.stderr).toBe(0);
  const nightly = await verbatim(['nightly', '--period', 'all', '--json'], environment);
  expect([0, 5], nightly.stderr).toContain(nightly.code);
});

test('an older one is refused, and told which version to go through', async () => {
  const { database } = await earlierDatabase();
  await database.query(
    `delete from drizzle.__drizzle_migrations where id > (select max(id) - 4 from drizzle.__drizzle_migrations)`,
  );
  const refused = {
    code: 'DATABASE_TOO_OLD',
    message: expect.stringContaining(
      'at migration 0029_undo; this version upgrades from 0033_uncounted_uploads',
    ),
    fix: expect.stringContaining('56761bb'),
  };
  await expect(migrate(database)).rejects.toMatchObject(refused);
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject(refused);
  expect((await database.query(`select to_regclass('verbatim.definition') as it`)).rows[0].it).toBe(null);
});

test('the version before the baseline refuses an upgraded database', async () => {
  const { database } = await earlierDatabase();
  await migrate(database);
  const { rows } = await database.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations');
  // It asks for hashes that it does not know.
  expect(rows.length).toBe(knownMigrations().length);
  const { rows: old } = await (await earlierDatabase()).database.query<{ hash: string }>(
    'select hash from drizzle.__drizzle_migrations',
  );
  expect(rows.filter(({ hash }) => old.some((it) => it.hash === hash))).toEqual([]);
});

/** A row of a view without the columns that views have no more. */
function withoutWithdrawn(name: string, row: Record<string, unknown>): Record<string, unknown> {
  const gone = WITHDRAWN[name.replace('reporting.', '')] ?? {};
  return Object.fromEntries(Object.entries(row).filter(([column]) => !(column in gone)));
}

/** Rows as they were: columns that a migration added say nothing of old rows. */
function withoutNewColumns(rows: readonly string[], before: readonly string[]): string[] {
  const columns = before[0] === undefined ? null : new Set(Object.keys(JSON.parse(before[0])));
  return rows
    .map((row) => {
      const known = Object.entries(JSON.parse(row)).filter(([name, value]) => {
        const old = columns === null || columns.has(name);
        // Of a comment: when it was stored, if it was not changed.
        if (!old && name !== 'changed_at')
          expect([null, false, 0, 'activate', {}], name).toContainEqual(value);
        return old;
      });
      return JSON.stringify(Object.fromEntries(known));
    })
    .sort();
}
