import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes } from '../../../src/db/rollups/rollups.ts';
import { report } from '../../../src/reporting/report.ts';
import { measureAccuracy } from '../../../src/runs/review/accuracy.ts';
import { drawReview } from '../../../src/runs/review/draw.ts';
import { verbatim } from '../../support/cli.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const NOW = new Date('2026-03-02T03:00:00Z');

/** A shop whose model is right about the west only. */
async function sampledShop(): Promise<{ url: string; database: Database; modelId: number }> {
  const { url, database } = await testDatabase();
  const modelId = await addModel(database);
  const rows = Array.from({ length: 200 }, (_, i): ShopRow => {
    return { day: '2026-03-01', attributes: { region: i % 2 ? 'west' : 'east' }, sentiment: 'positive' };
  });
  await addRows(database, modelId, rows);
  await setRollupAttributes(database, ['region']);
  await drawReview(database, { modelId, kind: 'sample', rows: 80, now: NOW });
  return { url, database, modelId };
}

const label = (database: Database, labeller: string, from = 'page', first = 0, last = 1_000) =>
  database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id)
     select f.id, 'sentiment', case f.attributes ->> 'region' when 'west' then 'positive' else 'negative' end, $1, $2,
            f.document_id
       from verbatim.review_item i join verbatim.feedback f on f.id = i.feedback_id
      where i.rank between $3 and $4`,
    [labeller, from, first, last],
  );

test('a part that fewer than ten people wrote has no figure, however many comments are labelled', async () => {
  const { database, modelId } = await sampledShop();
  await label(database, 'ann');
  const parts = async () =>
    (await measureAccuracy(database, modelId)).rows.map(({ slice, level, measure, class: one }) =>
      `${slice} ${level} ${measure} ${one}`.trim(),
    );
  const write = (region: string, people: number) =>
    database.query(
      `update verbatim.feedback set author = 'a1.' || $1 || id % $2 where attributes ->> 'region' = $1`,
      [region, people],
    );
  expect(await parts()).toEqual(expect.arrayContaining(['region east accuracy', 'all all recall negative']));
  await write('east', 5);
  const now = await parts();
  expect(now).toEqual(expect.arrayContaining(['region west accuracy', 'all all accuracy']));
  expect(now).not.toContain('region east accuracy');
  expect(now).not.toContain('all all recall negative');
  await write('west', 3);
  expect(await parts()).toEqual([]);
});

test('accuracy is measured on labels of people about random rows, stored once, and shown', async () => {
  const { url, database, modelId } = await sampledShop();
  const environment = { DATABASE_URL: url, REDIS_URL: '' };
  expect((await verbatim(['accuracy'], environment)).stdout).toMatch(
    /0 of 80 sampled comments are labelled\.\sComments\sof\sten\speople\sare\sneeded/,
  );
  // A rule is no person.
  await label(database, 'rule slang', 'rule slang');
  expect(await measureAccuracy(database, modelId)).toMatchObject({ labelled: 0, rows: [], changed: false });
  await label(database, 'ann', 'page', 1, 29);
  expect(await measureAccuracy(database, modelId)).toMatchObject({ labelled: 29, changed: true });
  expect(await measureAccuracy(database, modelId)).toMatchObject({ labelled: 29, changed: false });
  const notes = async () => (await report(database, { name: 'overview' }))[0]!.notes.join('\n');
  expect(await notes()).not.toContain('right in');

  await label(database, 'ann', 'page', 30);
  await label(database, 'bob', 'page', 1, 20);
  const { rows } = await measureAccuracy(database, modelId);
  const regions = rows.filter(({ slice, measure }) => slice === 'region' && measure === 'accuracy');
  expect(regions.map(({ level, estimate }) => [level, estimate])).toEqual([
    ['east', 0],
    ['west', 1],
  ]);
  expect(rows.find(({ slice, measure }) => slice === 'sample' && measure === 'accuracy')).toMatchObject({
    ...{ level: '2026-03-02', n: 80 },
  });
  expect(rows.find(({ slice, measure }) => slice === 'all' && measure === 'alpha')).toMatchObject({
    ...{ n: 20, estimate: 1 },
  });
  const { rows: stored } = await database.query<{ n: number; low: number; high: number }>(
    `select n, low, high from reporting.accuracy
      where active and task = 'sentiment' and slice = 'all' and measure = 'accuracy' and class is null`,
  );
  expect(stored).toEqual([{ n: 80, low: expect.any(Number), high: expect.any(Number) }]);
  expect(stored[0]!.low).toBeLessThan(0.5);
  expect(stored[0]!.high).toBeGreaterThan(0.5);
  expect(await notes()).toMatch(/The sentiment is right in \d\d % \(\d\d to \d\d\) of 80 sampled comments\./);

  const shown = await verbatim(['accuracy', '--by', 'region'], environment);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^west +\d+ +100\.0 % \(\d+–100\)/m);
  expect(shown.stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  const json = JSON.parse((await verbatim(['accuracy', '--json'], environment)).stdout);
  expect(json).toMatchObject({ sampled: 80, labelled: 80 });
  expect((await verbatim(['accuracy', '--by', 'planet'], environment)).code).toBe(2);
});

test('rows that a tuned model may have learned from do not count for it, and labels of a former text for none', async () => {
  const { database, modelId } = await sampledShop();
  await label(database, 'ann', 'page', 1, 40);
  const tuned = await addModel(database, false);
  await database.query('update verbatim.model set base_id = $1 where id = $2', [modelId, tuned]);
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select document_id, $1, run_id, sentiment, negative, neutral, positive, score, confidence, emotions,
            emotion_probabilities, toxicity, tokens, windows, truncated from verbatim.analysis where model_id = $2`,
    [tuned, modelId],
  );
  expect((await measureAccuracy(database, tuned)).labelled).toBe(0);
  await label(database, 'ann', 'page', 41);
  expect((await measureAccuracy(database, tuned)).labelled).toBe(40);
  expect((await measureAccuracy(database, modelId)).labelled).toBe(80);
  // The customer wrote something else since.
  await database.query(
    `with other as (insert into verbatim.document (hash, text, characters) values ('x', 'else', 4) returning id)
     update verbatim.label set document_id = other.id from other where labeller = 'ann'`,
  );
  expect((await measureAccuracy(database, modelId)).labelled).toBe(0);
});
