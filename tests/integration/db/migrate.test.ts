import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { assertMigrated, knownMigrations, migrate } from '../../../src/db/migrate.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { ROOT } from '../../support/cli.ts';
import { testDatabase } from '../../support/database.ts';
import { addFeedback, addModel, addResults } from '../../support/rollup-rows.ts';

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

/** The database as the version before a migration left it. */
async function before(database: Database, name: string): Promise<void> {
  await database.query(
    'drop schema verbatim cascade; drop schema reporting cascade; drop schema drizzle cascade',
  );
  await database.query(
    'create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  );
  const journal = JSON.parse(readFileSync(join(ROOT, 'migrations/meta/_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[];
  };
  const known = knownMigrations();
  const at = known.findIndex(({ tag }) => tag.endsWith(name));
  for (const [i, { tag, hash }] of known.slice(0, at).entries()) {
    const text = readFileSync(join(ROOT, 'migrations', `${tag}.sql`), 'utf8');
    for (const statement of text.split('--> statement-breakpoint')) await database.query(statement);
    await database.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
      hash,
      journal.entries[i]!.when,
    ]);
  }
}

test('a database of the version before: what is kept for reports is made of what is stored', async () => {
  const { database } = await testDatabase();
  await before(database, 'reporting_at_scale');
  await expect(assertMigrated(database, 'here')).rejects.toMatchObject({ code: 'DATABASE_NOT_MIGRATED' });
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['Department']);
  await addFeedback(database, { source: 'shop', first: '2026-03-01', days: 9, count: 200, tag: 'a' });
  await database.query(
    `update verbatim.feedback set attributes = attributes - 'Shop' where id % 3 > 0;
     delete from verbatim.feedback where id % 7 = 0`,
  );
  await addResults(database, modelId);
  // As its night counted them, as far as it matters here.
  await database.query(
    `insert into verbatim.rollup_state (cube, model_id, attributes, rebuilt_at) values ('day', ${modelId}, '{Department}', now());
     insert into verbatim.rollup_day (day, dated, source, attribute, value, model_id, feedback)
     select (coalesce(occurred_at, created_at) at time zone 'UTC')::date, occurred_at is not null, source, attribute,
            case attribute when '' then '' else coalesce(attributes ->> attribute, '') end, ${modelId}, count(*)
       from verbatim.feedback cross join unnest('{"",Department}'::text[]) as attribute group by 1, 2, 3, 4, 5;
     insert into verbatim.rollup_rating_day (day, dated, source, rating, sentiment, model_id, feedback)
     select (coalesce(occurred_at, created_at) at time zone 'UTC')::date, occurred_at is not null, source, rating, '', ${modelId}, count(*)
       from verbatim.feedback where rating is not null group by 1, 2, 3, 4`,
  );
  expect((await migrate(database)).applied.length).toBeGreaterThan(0);
  const { rows: left } = await database.query(
    `select document_id from verbatim.document_left
     except select document_id from verbatim.feedback where document_id is not null order by 1`,
  );
  const { rows: unsaid } = await database.query(
    `select id as document_id from verbatim.document except select document_id from verbatim.feedback order by 1`,
  );
  expect(unsaid.length).toBeGreaterThan(0);
  expect(left).toEqual(unsaid);
  const counted = async () =>
    (
      await database.query(
        `select day::text, dated, source, attribute, value, feedback, other_attributes from verbatim.rollup_day order by 1, 2, 3, 4, 5`,
      )
    ).rows;
  const disagreeing = async () =>
    (await database.query('select to_jsonb(r)::text as row from verbatim.rollup_disagreement r order by 1'))
      .rows;
  const filled = await counted();
  const found = await disagreeing();
  expect(found.length).toBeGreaterThan(0);
  expect(filled.some(({ other_attributes }) => other_attributes > 0)).toBe(true);
  await updateRollup(database, 'day', modelId, { rebuild: true });
  expect(await counted()).toEqual(filled);
  expect(await disagreeing()).toEqual(found);
});

test('test sentences of the version before are kept, and what they are about is unknown', async () => {
  const { database } = await testDatabase();
  await before(database, 'template_domain');
  await database.query(
    `insert into verbatim.audit_template (name, language, version, role, polarity, form, frame, sha256, licence)
     values ('en.author.negative.1', 'en', 2, 'author', 'negative', 'singular', 'As {a customer}, …', 'x', 'CC0-1.0')`,
  );
  await migrate(database);
  const { rows } = await database.query('select name, domain from verbatim.audit_template');
  expect(rows).toEqual([{ name: 'en.author.negative.1', domain: 'unknown' }]);
});
