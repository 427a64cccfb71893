import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { storeKey } from '../../../src/db/api-keys.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { BREAKDOWN, FIGURES } from '../../../src/server/routes/dashboard-answers.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addFeedback, addModel, addResults } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

type Figures = z.output<typeof FIGURES>;
type Breakdown = z.output<typeof BREAKDOWN>;

/** Comments of each value: two small ones and the rest. */
const DEPARTMENTS = { Tops: 120, Dresses: 60, Shoes: 40, Hats: 12, Belts: 3 };
const LEAST = 10;
const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
const ALL = total(Object.values(DEPARTMENTS));

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 28, count: ALL, tag: 'a' });
  // Every comment on a day of its department; one day has four.
  await database.query(
    `with placed as (
       select f.id, row_number() over (order by f.id) as n from verbatim.feedback f
     ), valued as (
       select id, n, (select name from unnest($1::text[], $2::int[]) as d (name, upto) where n <= upto order by upto limit 1) as department
         from placed)
     update verbatim.feedback f
        set attributes = jsonb_build_object('Department', v.department, 'Title', 'Love this ' || v.n),
            occurred_at = case when v.n <= 4 then timestamptz '2026-01-05 12:00Z'
                               else timestamptz '2026-01-06 12:00Z' + (v.n % 7) * interval '1 day' end
       from valued v where v.id = f.id`,
    [
      Object.keys(DEPARTMENTS),
      Object.keys(DEPARTMENTS).map((_, at) => total(Object.values(DEPARTMENTS).slice(0, at + 1))),
    ],
  );
  await addResults(database, model);
  await setRollupAttributes(database, ['Department']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
});
afterAll(() => made.drop());

async function reader(scopes: Scope[] = ['read']) {
  const { database } = made;
  const key = newKey();
  await storeKey(database, key, { name: key.id, scopes, expiresAt: null });
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads: await testUploads(database), apiKey: null });
  return async <T>(path: string, question: Record<string, string> = {}) => {
    const query = new URLSearchParams({ period: 'all', ...question });
    const headers = { authorization: `Bearer ${key.key}` };
    const answer = await server.inject({ url: `/dashboard/${path}?${query}`, headers });
    return {
      status: answer.statusCode,
      body: answer.json() as T & { error?: { code: string } },
      raw: answer.body,
    };
  };
}

test('a key that may not read words gets no column of texts, neither as values nor by guessing one', async () => {
  const ask = await reader();
  for (const [path, question] of [
    ['breakdown', { by: 'Title' }],
    ['breakdown', { by: 'Title', search: 'Love' }],
    ['breakdown', { attribute: 'Title', value: 'Love this 7' }],
    ['breakdown', { by: 'Department', attribute: 'Title', value: 'Love this 7' }],
    ['figures', { attribute: 'Title', value: 'Love this 7' }],
  ] as const) {
    const { status, body, raw } = await ask<object>(path, question);
    expect([question, status, body.error?.code]).toEqual([question, 403, 'ATTRIBUTE_UNCOUNTED']);
    expect(raw).not.toContain('Love this');
  }
  expect((await ask<Figures>('figures')).raw).not.toContain('Title');
  const words = await reader(['read', 'quotes']);
  expect((await words<Breakdown>('breakdown', { by: 'Title' })).raw).toContain('Love this');
});

test.each(['1', '2', '3', '4', '10', '100'])(
  'small values are among the others, and the others are more than one (limit %s)',
  async (limit) => {
    const ask = await reader();
    const { body } = await ask<Breakdown>('breakdown', { by: 'Department', limit });
    expect(BREAKDOWN.parse(body)).toEqual(body);
    const names = body.values.map(({ value }) => value);
    // Belts has three; Hats hides it: 15 together.
    expect(names).toEqual(['Tops', 'Dresses', 'Shoes'].slice(0, Number(limit)));
    const shown = [...body.values, body.others!];
    expect(total(shown.map(({ feedback }) => feedback))).toBe(ALL);
    const rest = ALL - total(body.values.map(({ feedback }) => feedback));
    expect(rest).toBeGreaterThanOrEqual(LEAST);
    expect(rest).not.toBe(DEPARTMENTS.Belts);
  },
);

test('a search tells nothing of values that are hidden', async () => {
  const ask = await reader();
  const found = await ask<Breakdown>('breakdown', { by: 'Department', search: 'belt' });
  expect(found.body).toMatchObject({ values: [], others: null, known: 0 });
  const hats = await ask<Breakdown>('breakdown', { by: 'Department', search: 'hat' });
  expect(hats.body).toMatchObject({ values: [], others: null, known: 0 });
  const tops = await ask<Breakdown>('breakdown', { by: 'Department', search: 'TOP' });
  expect(tops.body.values).toMatchObject([{ value: 'Tops', feedback: 120 }]);
});

test('figures of a small cell are refused, and small days are hidden together with another', async () => {
  const ask = await reader();
  const belts = await ask<Figures>('figures', { attribute: 'Department', value: 'Belts' });
  expect([belts.status, belts.body.error?.code]).toEqual([403, 'CELL_HIDDEN']);
  const { body } = await ask<Figures>('figures', { period: '2026-01-05..2026-01-18' });
  expect(FIGURES.parse(body)).toEqual(body);
  const hidden = body.steps.filter((step) => 'hidden' in step);
  expect(hidden.length).toBeGreaterThanOrEqual(2);
  const visible = total(body.steps.map(({ of }) => of));
  expect(body.totals.sums.analysed - visible).toBeGreaterThanOrEqual(LEAST);
  for (const step of body.steps) expect(step.of === 0 || step.of >= LEAST).toBe(true);
  const words = await reader(['read', 'quotes']);
  const all = (await words<Figures>('figures', { period: '2026-01-05..2026-01-18' })).body;
  expect(all.steps.some(({ of }) => of > 0 && of < LEAST)).toBe(true);
});

test('reports over HTTP hide the same from a key that may not read words', async () => {
  const [ask, words] = [await reader(), await reader(['read', 'quotes'])];
  const at = '../reports';
  type Report = { sections: { rows: Record<string, string | number | null>[] }[]; error?: { code: string } };
  const refused = await ask<Report>(`${at}/attributes`, { by: 'Title' });
  expect([refused.status, refused.body.error?.code]).toEqual([403, 'ATTRIBUTE_UNCOUNTED']);
  expect((await words<Report>(`${at}/attributes`, { by: 'Title' })).status).toBe(200);
  const days = { period: '2026-01-01..2026-01-31', grain: 'day' };
  const rows = (await ask<Report>(`${at}/sentiment-over-time`, days)).body.sections[0]!.rows;
  const all = (await words<Report>(`${at}/sentiment-over-time`, days)).body.sections[0]!.rows;
  const n = (found: typeof rows) => found.map((row) => Number(row.n ?? 0));
  expect(n(all).some((count) => count > 0 && count < LEAST)).toBe(true);
  expect(n(rows).every((count) => count === 0 || count >= LEAST)).toBe(true);
  expect(total(n(all)) - total(n(rows))).toBeGreaterThanOrEqual(LEAST);
  expect(rows.filter((row) => row.n === null).length).toBeGreaterThanOrEqual(2);
  expect((await words<Report>(`${at}/imports`)).status).toBe(403);
});
