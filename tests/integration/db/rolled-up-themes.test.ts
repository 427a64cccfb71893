import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { countLatest, freshRollups } from '../../../src/db/rollups/rollup-freshness.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { storedEmergences } from '../../../src/db/themes/emergence.ts';
import { report } from '../../../src/reporting/report.ts';
import { emergingNow, themesOverview } from '../../../src/reporting/theme-overview.ts';
import { noteEmergence } from '../../../src/runs/themes/emergence.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const ROWS = { source: 'shop', first: '2026-01-05', days: 84, count: 2_000, tag: 'a' };

/** Twelve weeks, in the last of which everybody speaks of one theme. */
async function shop() {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['Department']);
  await addFeedback(database, ROWS);
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await database.query(
    `update verbatim.theme_segment set theme_id = $1::bigint * 10 + 3 where document_id in (
       select document_id from verbatim.feedback where occurred_at >= '2026-03-23')`,
    [modelId],
  );
  return { database, modelId };
}

async function rollUp(database: Database, modelId: number) {
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
}

test('what a night stored of emergence is what is tested anew, and is read while roll-ups are as they were', async () => {
  const { database, modelId } = await shop();
  await rollUp(database, modelId);
  expect(await storedEmergences(database)).toBeNull();
  const tested = await emergingNow(database);
  expect([...tested.keys()]).toEqual([modelId * 10 + 3]);
  expect(await noteEmergence(database)).toBe(1);
  expect(await storedEmergences(database)).toHaveLength(4);
  expect(await emergingNow(database)).toEqual(tested);
  // It is the stored one that is read.
  await database.query('update verbatim.theme_emergence set expected = 1');
  expect((await emergingNow(database)).get(modelId * 10 + 3)!.expected).toBe(1);

  for (const change of [
    `update verbatim.theme set hidden = true where id = $1 * 10 + 1`,
    `update verbatim.theme set hidden = false where id = $1 * 10 + 1`,
    `update verbatim.theme set shown_as = $1 * 10 + 2 where id = $1 * 10 + 4`,
    `delete from verbatim.feedback where id % 97 = 1`,
  ]) {
    await database.query(change.replaceAll('$1', String(modelId)));
    expect(await storedEmergences(database), change).toBeNull();
    await countLatest(database);
    expect(await freshRollups(database), change).not.toBeNull();
    expect(await storedEmergences(database), change).toBeNull();
    const anew = await emergingNow(database);
    await noteEmergence(database);
    expect(await storedEmergences(database), change).not.toBeNull();
    expect(await emergingNow(database), change).toEqual(anew);
  }
});

test('figures of themes are the same from roll-ups and counted when asked', async () => {
  const { database, modelId } = await shop();
  const counted = await themesOverview(database);
  expect(counted.themes).toHaveLength(4);
  await rollUp(database, modelId);
  const rolledUp = await themesOverview(database);
  expect(await freshRollups(database)).not.toBeNull();
  expectClose(rolledUp, counted);
  await database.query('update verbatim.theme set hidden = true where id = $1::bigint * 10 + 1', [modelId]);
  // Counted by the way.
  expect((await themesOverview(database)).themes).toHaveLength(3);
  expect(await freshRollups(database)).not.toBeNull();
});

test('a theme may be called anything, and is found by that name', async () => {
  const { database, modelId } = await shop();
  await rollUp(database, modelId);
  const id = modelId * 10 + 2;
  const asked = async (name: string, theme: string) => (await report(database, { name, theme }))[0]!.rows;
  for (const name of [
    `it's "late"`,
    `'); drop table verbatim.theme; --`,
    '$5',
    '%',
    '1e3',
    '{"a": 1}',
    'Größe 👗',
  ]) {
    await database.query('select verbatim.rename_theme($1, $2)', [id, name]);
    const named = await asked('theme-over-time', name);
    expect(named.length, name).toBeGreaterThan(0);
    expect(new Set(named.map(({ theme }) => theme))).toEqual(new Set([name]));
    expect((await asked('theme-attribute', name))[0], name).toMatchObject({ theme: name });
    expect(await asked('theme-over-time', String(id))).toEqual(named);
  }
});

/** Scores of roll-ups are of whole millionths. */
function expectClose(ours: unknown, theirs: unknown, at = ''): void {
  if (typeof theirs === 'number') expect(ours, at).toBeCloseTo(theirs, 5);
  else if (typeof theirs !== 'object' || theirs === null) expect(ours, at).toBe(theirs);
  else {
    expect(Object.keys(ours as object), at).toEqual(Object.keys(theirs));
    for (const [name, value] of Object.entries(theirs)) {
      expectClose((ours as Record<string, unknown>)[name], value, `${at}.${name}`);
    }
  }
}
