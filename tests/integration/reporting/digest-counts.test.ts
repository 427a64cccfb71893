import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { makeAndStoreDigest } from '../../../src/runs/digest/make-digest.ts';
import {
  addFeedback,
  addModel,
  addResults,
  addThemes,
  rollupTables,
} from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const WEEK = { name: '2026-03-08..2026-03-14', first: '2026-03-08', last: '2026-03-14' };
const ALL = { name: 'all', first: null, last: null };

async function shop(attributes: readonly string[] | null) {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-03-01', days: 20, count: 600, tag: 'a' });
  await addFeedback(database, { source: 'app', first: '2026-03-05', days: 9, count: 90, tag: 'b' });
  await addResults(database, modelId);
  await addThemes(database, modelId);
  if (attributes) {
    await setRollupAttributes(database, attributes);
    for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  }
  const model = { id: modelId, name: 'first', version: '1', hash: 'a'.repeat(64) };
  const digest = (period: typeof WEEK | typeof ALL) =>
    makeAndStoreDigest(database, { model, period, by: ['source', 'Shop', 'Department'] });
  return { database, digest };
}

const settings = async (database: Database) =>
  (
    await database.query(
      `select (select array_agg(name order by name) from verbatim.rollup_attribute) as names,
              (select jsonb_agg(to_jsonb(s) order by cube) from verbatim.rollup_state s) as states`,
    )
  ).rows;

test('a digest by attributes that roll-ups do not have says what one from roll-ups says', async () => {
  const [kept, others, none] = await Promise.all([shop(['Department', 'Shop']), shop(['Shop']), shop(null)]);
  for (const period of [WEEK, ALL]) {
    const wanted = await kept!.digest(period);
    expect(wanted.digest.groups.map(({ by }) => by)).toEqual(['source', 'Shop', 'Department']);
    expect(wanted.digest.themes.length).toBeGreaterThan(0);
    for (const { digest } of [others!, none!]) {
      const made = await digest(period);
      expect(made.digest).toEqual(wanted.digest);
      expect(made.hash).toBe(wanted.hash);
    }
  }
});

test('it changes no setting and no roll-up, and waits for no import, nor an import for it', async () => {
  const { database, digest } = await shop(['Shop']);
  const before = [await settings(database), await rollupTables(database)];
  // An import in the middle of its transaction holds what it has written.
  const importing = await database.connect();
  await importing.query('begin');
  await importing.query(
    `insert into verbatim.document (hash, text, characters) values (sha256('new'), 'new', 3);
     update verbatim.feedback set rating = rating where id = 1`,
  );
  const made = await digest(ALL);
  expect(made.fresh).toBe(true);
  await importing.query('commit');
  importing.release();
  expect([await settings(database), await rollupTables(database)]).toEqual(before);
});
